"""tap.py: records what a Python process reads from and writes to its sockets as a pcapng file, for Wireshark or Framescope.

Of TLS it records the decrypted side. Standard library only. Python 3.8 and later. Servers and clients of asyncio (websockets,
aiohttp, Uvicorn; not under uvloop), before they listen or connect:

    from tap import tap_loop
    tap_loop(asyncio.get_running_loop(), "out.pcapng")

Plain or TLS sockets, in place:  tap_socket(sock, "out.pcapng", "client")  or  tap_listener(listening_socket, "out.pcapng")

The file holds everything that was said, cookies and tokens included.
"""
import asyncio, os, socket, struct, threading, time, weakref

FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
_files, _lock, _recorders = {}, threading.RLock(), weakref.WeakKeyDictionary()


def _block(kind, body):
    length = struct.pack("<I", 12 + len(body))
    return struct.pack("<I", kind) + length + body + length


def _open(path):
    if path not in _files:
        _files[path] = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
        section = struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)  # then one Ethernet interface with times in microseconds
        os.write(_files[path], _block(0x0A0D0D0A, section) + _block(1, struct.pack("<HHI", 1, 0, 0)))
    return _files[path]


def _endpoint(name):
    """Address and port of a socket name; a socket without one (a pipe) gets 127.0.0.1."""
    if not isinstance(name, tuple) or not name:
        return socket.inet_aton("127.0.0.1"), 0
    family = socket.AF_INET6 if ":" in name[0] else socket.AF_INET
    return socket.inet_pton(family, name[0].split("%")[0]), name[1]


class Recorder:
    """One TCP connection as packets. Side 0 is the client, side 1 the server."""

    def __init__(self, path, role, mine, theirs):
        self.file, self.me = _open(path), 0 if role == "client" else 1
        ends = [_endpoint(mine), _endpoint(theirs)]
        self.ends, self.next, self.finished = ends if self.me == 0 else ends[::-1], [1000, 5000], [False, False]
        for side, flags in ((0, SYN), (1, SYN | ACK), (0, ACK)):
            self._packet(side, flags)

    def sent(self, data, side=None):
        side, data = self.me if side is None else side, bytes(data)
        for at in range(0, len(data), 65000):
            self._packet(side, ACK | PSH, data[at : at + 65000])

    def received(self, data):
        self.sent(data, 1 - self.me)

    def finish(self, mine):
        side = self.me if mine else 1 - self.me
        if not self.finished[side]:
            self.finished[side] = True
            self._packet(side, FIN | ACK)

    def reset(self):
        if self.finished != [True, True]:
            self._packet(1 - self.me, RST | ACK)
        self.finished = [True, True]

    def _packet(self, side, flags, data=b""):
        (source, port), (target, target_port) = self.ends[side], self.ends[1 - side]
        with _lock:
            acknowledged = self.next[1 - side] if flags & ACK else 0
            tcp = struct.pack(">HHIIBBHHH", port, target_port, self.next[side], acknowledged, 80, flags, 65535, 0, 0) + data
            self.next[side] = (self.next[side] + len(data) + (1 if flags & (SYN | FIN) else 0)) & 0xFFFFFFFF
            if len(source) == len(target) == 4:
                ip = bytearray(struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0x4000, 64, 6, 0) + source + target)
                total = sum(struct.unpack(">10H", ip))
                struct.pack_into(">H", ip, 10, ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF)
            else:
                wide = [a if len(a) == 16 else bytes(10) + b"\xff\xff" + a for a in (source, target)]
                ip = struct.pack(">IHBB", 0x60000000, len(tcp), 6, 64) + wide[0] + wide[1]
            packet = bytes([2, 0, 0, 0, 0, 2 - side, 2, 0, 0, 0, 0, 1 + side]) + (b"\x08\x00" if ip[0] == 0x45 else b"\x86\xdd")
            packet, now = packet + ip + tcp, time.time_ns() // 1000
            head = struct.pack("<IIIII", 0, now >> 32, now & 0xFFFFFFFF, len(packet), len(packet))
            os.write(self.file, _block(6, head + packet + bytes(-len(packet) % 4)))


class _Transport:
    """The transport that a protocol is given: everything it writes is recorded."""

    def __init__(self, tapped, real):
        self._tapped, self._real = tapped, real

    def __getattr__(self, name):
        return getattr(self._real, name)

    def write(self, data):
        self._tapped.recorder.sent(data)
        self._real.write(data)

    def writelines(self, parts):
        self.write(b"".join(parts))

    def write_eof(self):
        self._tapped.recorder.finish(True)
        self._real.write_eof()

    def set_protocol(self, protocol):
        self._tapped.inner = protocol


class _Tapped(asyncio.Protocol):
    """Stands between a transport and a protocol."""

    def __init__(self, inner, path, role):
        self.inner, self.path, self.role, self.recorder, self.transport = inner, path, role, None, None

    def connection_made(self, transport):
        names = map(transport.get_extra_info, ("sockname", "peername"))
        self.recorder, self.transport = Recorder(self.path, self.role, *names), _Transport(self, transport)
        self.inner.connection_made(self.transport)

    def data_received(self, data):
        self.recorder.received(data)
        if not isinstance(self.inner, asyncio.BufferedProtocol):
            return self.inner.data_received(data)
        while data:
            room = memoryview(self.inner.get_buffer(len(data)))
            count = min(len(room), len(data))
            room[:count] = data[:count]
            self.inner.buffer_updated(count)
            data = data[count:]

    def eof_received(self):
        self.recorder.finish(False)
        return self.inner.eof_received()

    def connection_lost(self, error):
        self.recorder.reset() if error else self.recorder.finish(True)
        self.inner.connection_lost(error)

    def pause_writing(self):
        self.inner.pause_writing()

    def resume_writing(self):
        self.inner.resume_writing()


def tap_loop(loop, path):
    """Records every connection that this event loop accepts or opens from now on."""
    create_server, create_connection = loop.create_server, loop.create_connection
    _open(path)

    async def server(factory, *args, **options):
        return await create_server(lambda: _Tapped(factory(), path, "server"), *args, **options)

    async def connection(factory, *args, **options):
        _, tapped = await create_connection(lambda: _Tapped(factory(), path, "client"), *args, **options)
        return tapped.transport, tapped.inner

    loop.create_server, loop.create_connection = server, connection


def _recording(name, after):
    def method(self, *args, **options):
        result = getattr(super(type(self), self), name)(*args, **options)
        after(_recorders[self], result, *args)
        return result

    return method


def tap_socket(sock, path, role="client"):
    """Records a connected socket (plain or ssl.SSLSocket), in place. Returns it."""
    if sock in _recorders:
        return sock
    got = lambda recorder, result, *args: recorder.received(result) if result else recorder.finish(False)
    into = lambda recorder, count, room, *args: got(recorder, bytes(memoryview(room).cast("B")[:count]))
    put = lambda recorder, count, data, *args: recorder.sent(bytes(data)[:count])
    hooks = {"recv": got, "recv_into": into, "send": put, "shutdown": lambda r, _, how: how and r.finish(True)}
    hooks["_real_close"] = lambda recorder, *args: recorder.finish(True)  # close, once no makefile() holds the socket
    if not hasattr(sock, "do_handshake"):  # of an SSLSocket, sendall is a loop of send
        hooks["sendall"] = lambda recorder, _, data, *args: recorder.sent(data)
        hooks["sendmsg"] = lambda recorder, count, parts, *args: recorder.sent(b"".join(map(bytes, parts))[:count])
    _recorders[sock] = Recorder(path, role, sock.getsockname(), sock.getpeername())
    methods = {name: _recording(name, after) for name, after in hooks.items()}
    sock.__class__ = type("Tapped" + type(sock).__name__, (type(sock),), {"__slots__": (), **methods})
    return sock


def tap_listener(sock, path):
    """Records every connection that this listening socket accepts, in place. Returns it."""
    def accept(self):
        connection, address = super(type(self), self).accept()
        return tap_socket(connection, path, "server"), address

    sock.__class__ = type("Tapped" + type(sock).__name__, (type(sock),), {"__slots__": (), "accept": accept})
    return sock
