// The parts of the reproduction for Python that are the same for every recording.

/** Reads and prints what the other side sends, and runs the steps. */
export const commonLines: readonly string[] = String.raw`
STARTED = time.monotonic()
NAMES = {0: 'continuation', 1: 'text', 2: 'binary', 8: 'close', 9: 'ping', 10: 'pong'}


def say(text):
    print('%8.3f s  %s' % (time.monotonic() - STARTED, text), flush=True)


def quoted(data):
    return ascii(data[:120].decode('utf-8', 'replace')) + (' ...' if len(data) > 120 else '')


def frame_of(data):
    """The first frame of the bytes, or None while it is not whole."""
    if len(data) < 2:
        return None
    length, at = data[1] & 127, 2
    if length == 126:
        if len(data) < 4:
            return None
        length, at = struct.unpack('>H', data[2:4])[0], 4
    elif length == 127:
        if len(data) < 10:
            return None
        length, at = struct.unpack('>Q', data[2:10])[0], 10
    masked = data[1] & 128
    if masked:
        at += 4
    if len(data) < at + length:
        return None
    payload = data[at:at + length]
    if masked:
        key = data[at - 4:at]
        payload = bytes(byte ^ key[i & 3] for i, byte in enumerate(payload))
    return data[0], payload, at + length


def frame_text(first, payload):
    opcode, rsv = first & 15, (first >> 4) & 7
    start = '%s%s%s, %d bytes' % (NAMES.get(opcode, 'opcode %d' % opcode), '' if first & 128 else ', not the last fragment',
                                  ', reserved bits %d' % rsv if rsv else '', len(payload))
    if opcode == 8 and len(payload) >= 2:
        return '%s, code %d, reason %s' % (start, struct.unpack('>H', payload[:2])[0], quoted(payload[2:]))
    if not payload:
        return start
    return '%s: %s' % (start, quoted(payload) if opcode == 1 and not rsv else payload[:32].hex())


class Peer:
    def __init__(self, sock, name):
        self.sock, self.name = sock, name
        self.head, self.received, self.left, self.is_over = None, 0, b'', False

    def read(self):
        try:
            data = self.sock.recv(65536)
        except ConnectionResetError:
            return self.over('reset the connection (RST)')
        except OSError as error:
            return self.over('failed: %s' % error)
        if not data:
            return self.over('ended its side (FIN)')
        self.left += data
        if self.head is None:
            head, blank, rest = self.left.partition(b'\r\n\r\n')
            if not blank:
                return
            self.head, data, self.left = head.decode('latin-1'), rest, rest
            for line in self.head.split('\r\n'):
                say('%s: %s' % (self.name, line))
        self.received += len(data)
        if self.head.startswith('HTTP/') and not re.match(r'HTTP/\S+ 101\b', self.head):
            return
        frame = frame_of(self.left)
        while frame:
            say('%s: %s' % (self.name, frame_text(frame[0], frame[1])))
            self.left = self.left[frame[2]:]
            frame = frame_of(self.left)

    def over(self, text):
        self.print_rest()
        self.is_over = True
        say('%s %s' % (self.name, text))

    def print_rest(self):
        if self.left:
            say('%s, no whole frame: %s %s' % (self.name, quoted(self.left), self.left[:32].hex()))
        self.left = b''

    def until(self, seconds, holds=lambda: False, stops=True):
        """Reads until the condition holds or the time is over; with stops also until the other side is over."""
        end = time.monotonic() + seconds
        while not holds():
            left = end - time.monotonic()
            if left <= 0 or (self.is_over and stops):
                return
            if self.is_over:
                time.sleep(left)
            elif (hasattr(self.sock, 'pending') and self.sock.pending()) or select.select([self.sock], [], [], left)[0]:
                self.read()

    def header(self, name):
        for line in (self.head or '').split('\r\n'):
            if line.lower().startswith(name.lower() + ':'):
                return line[len(name) + 1:].strip()
        return None


def play(sock, peer, head_for):
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    is_other = False  # the other side does not send what the recorded one sent
    try:
        for kind, value, data in STEPS:
            if kind == 'head':
                peer.until(PATIENCE, lambda: peer.head is not None)
            elif kind == 'wait':
                peer.until(SHORT_WAIT if is_other else MAX_WAIT, lambda: peer.received >= value)
                is_other = peer.received < value
            else:
                peer.until(value / 1000, stops=False)
                if kind == 'end':
                    sock.shutdown(socket.SHUT_WR)
                elif kind == 'reset':
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
                    sock.close()
                    return say('done')
                else:
                    out = (head_for(peer) if kind == 'open' else b'') + bytes.fromhex(data)
                    sock.sendall(out)
                    say('sent %d bytes' % len(out))
    except OSError as error:
        say('cannot send: %s' % error)
    peer.until(PATIENCE)
    peer.print_rest()
    say('done')
    sock.close()
`.split('\n');

/** Serves the recorded bytes to each client that connects. */
export const serverLines: readonly string[] = String.raw`
def accept_for(key):
    digest = hashlib.sha1((key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').encode()).digest()
    return base64.b64encode(digest).decode()


def response_for(peer):
    key = peer.header('Sec-WebSocket-Key')
    offered = peer.header('Sec-WebSocket-Extensions') or ''
    if HEAD is not None:
        text = HEAD.decode('latin-1')
        if ACCEPT is not None and key is not None:
            text = text.replace(ACCEPT, accept_for(key), 1)
        if '\r\nsec-websocket-extensions:' in text.lower() and not offered:
            say('note: the recorded response agrees on an extension that this client does not offer')
        if '\r\nsec-websocket-protocol:' in text.lower() and peer.header('Sec-WebSocket-Protocol') is None:
            say('note: the recorded response agrees on a subprotocol that this client does not offer')
        return text.encode('latin-1')
    lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade',
             'Sec-WebSocket-Accept: ' + accept_for(key or '')]
    if EXTENSION is not None and 'permessage-deflate' in offered:
        lines.append('Sec-WebSocket-Extensions: ' + EXTENSION)
    elif EXTENSION is not None:
        say('note: the recorded messages are compressed, and this client does not offer compression')
    if SUBPROTOCOL is not None and peer.header('Sec-WebSocket-Protocol') is not None:
        lines.append('Sec-WebSocket-Protocol: ' + SUBPROTOCOL)
    return ('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1')


def main():
    once = '--once' in sys.argv
    port = int(next((word for word in sys.argv[1:] if word.isdigit()), '8080'))
    server = socket.create_server(('127.0.0.1', port))
    say('listening on ws://127.0.0.1:%d/' % server.getsockname()[1])
    while True:
        sock, _ = server.accept()
        say('a client connected')
        play(sock, Peer(sock, 'client'), response_for)
        if once:
            break


main()
`.split('\n');

/** Connects to a server and sends the recorded bytes. */
export const clientLines: readonly string[] = String.raw`
GIVEN = sys.argv[1] if len(sys.argv) > 1 else None
URL = urlsplit(GIVEN or 'ws://127.0.0.1:8080/')
TLS = URL.scheme in ('wss', 'https')
TARGET = (URL.path or '/') + ('?' + URL.query if URL.query else '')


def request(_):
    if HEAD is None:
        lines = ['GET %s HTTP/1.1' % TARGET, 'Host: ' + URL.netloc, 'Upgrade: websocket', 'Connection: Upgrade',
                 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: ' + base64.b64encode(os.urandom(16)).decode()]
        if EXTENSION is not None:
            lines.append('Sec-WebSocket-Extensions: ' + EXTENSION)
        if SUBPROTOCOL is not None:
            lines.append('Sec-WebSocket-Protocol: ' + SUBPROTOCOL)
        return ('\r\n'.join(lines) + '\r\n\r\n').encode('latin-1')
    # The recorded request; of a URL that was given the host, and the path unless it is /.
    lines = HEAD.decode('latin-1').split('\r\n')
    if GIVEN is not None:
        lines = ['Host: ' + URL.netloc if line.lower().startswith('host:') else line for line in lines]
    if TARGET != '/':
        method, _, version = lines[0].split(' ', 2)
        lines[0] = ' '.join([method, TARGET, version])
    say('request: ' + lines[0])
    return '\r\n'.join(lines).encode('latin-1')


def main():
    port = URL.port or (443 if TLS else 80)
    sock = socket.create_connection((URL.hostname, port))
    if TLS:
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=URL.hostname)
    say('connected to %s:%d' % (URL.hostname, port))
    play(sock, Peer(sock, 'server'), request)


main()
`.split('\n');
