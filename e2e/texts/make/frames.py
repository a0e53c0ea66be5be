"""Frames, sessions and a packet capture of them: what the dumps are made of."""
import struct

KEY = bytes.fromhex('37fa213d')
REQUEST = (b'GET /socket HTTP/1.1\r\nHost: app.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
           b'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n')
RESPONSE = (b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
            b'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n')


def frame(opcode, payload=b'', fin=True, rsv=0, key=None, length=None):
    size = len(payload) if length is None else length
    first = (128 if fin else 0) | rsv << 4 | opcode
    mask = 128 if key else 0
    if size < 126:
        head = bytes([first, mask | size])
    elif size < 65536:
        head = bytes([first, mask | 126]) + struct.pack('>H', size)
    else:
        head = bytes([first, mask | 127]) + struct.pack('>Q', size)
    if key:
        head += key
        payload = bytes(b ^ key[i % 4] for i, b in enumerate(payload))
    return head + payload


def masked(opcode, payload=b'', **more):
    return frame(opcode, payload, key=KEY, **more)


JSON = b'{"type":"price","symbol":"ABC","values":[1.5,2.25,3.125],"note":"' + b'x' * 240 + b'"}'

# name: (what each sender writes in turn, opcodes of the client, opcodes of the server, first cause or None)
SESSIONS = {
    'hello': ([('server', frame(1, b'Hello'))], '', '1', 'healthy'),
    'masked': ([('client', masked(1, b'Hello, server'))], '1', '', 'healthy'),
    'chat': ([('client', masked(1, b'{"op":"hi"}')), ('server', frame(1, b'{"op":"welcome"}')),
              ('server', frame(9, b'p1')), ('client', masked(10, b'p1')),
              ('client', masked(8, b'\x03\xe8bye')), ('server', frame(8, b'\x03\xe8bye'))],
             '1 10 8', '1 9 8', 'healthy'),
    'long': ([('server', frame(1, JSON)), ('server', frame(1, JSON[:200]))], '', '1 1', 'healthy'),
    'binary': ([('server', frame(2, bytes(range(0, 256, 3)))), ('server', frame(2, bytes([7] * 30)))], '', '2 2', 'healthy'),
    'unicode': ([('server', frame(1, 'Grüße, 世界 – žluťoučký kůň'.encode()))], '', '1', 'healthy'),
    'fragments': ([('server', frame(1, b'one ', fin=False)), ('server', frame(0, b'two ', fin=False)),
                   ('server', frame(0, b'three'))], '', '1 0 0', 'healthy'),
    'reserved-opcode': ([('server', frame(1, b'fine')), ('server', frame(3, b'abc'))], '', '1 3', None),
    'close-1005': ([('server', frame(1, b'last')), ('server', frame(8, b'\x03\xed'))], '', '1 8', 'close-code-invalid'),
}


def packet(sender, seq, ack, payload, flags=0x18):
    client, server = (b'\xc0\x00\x02\x0a', 51312), (b'\xc0\x00\x02\x14', 8080)
    (src, sport), (dst, dport) = (client, server) if sender == 'client' else (server, client)
    tcp = struct.pack('>HHIIBBHHH', sport, dport, seq, ack, 0x50, flags, 512, 0, 0) + payload
    ip = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(tcp), 1, 0x4000, 64, 6, 0) + src + dst
    return bytes.fromhex('020000000001020000000002' if sender == 'server' else '020000000002020000000001') + b'\x08\x00' + ip + tcp


def capture(path, writes, handshake=True):
    """A pcap file of one connection."""
    seq = {'client': 1000, 'server': 5000}
    other = {'client': 'server', 'server': 'client'}
    packets = []

    def put(sender, payload=b'', flags=0x18):
        packets.append(packet(sender, seq[sender], seq[other[sender]], payload, flags))
        seq[sender] += len(payload) + (1 if flags & 2 else 0)

    put('client', flags=2)
    put('server', flags=0x12)
    put('client', flags=0x10)
    if handshake:
        put('client', REQUEST)
        put('server', RESPONSE)
    for sender, data in writes:
        put(sender, data)
    with open(path, 'wb') as out:
        out.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for i, data in enumerate(packets):
            out.write(struct.pack('<IIII', 1795867200 + i, i * 1000, len(data), len(data)) + data)
