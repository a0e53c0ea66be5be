#!/usr/bin/env python3
"""Packets of one direction of a connection, as tcpdump -x, tshark -x, text2pcap and tshark -T fields print them: the ports,
the addresses or the words say who sent them, the mask says the opposite or the same. Writes ../bytes/one-direction.json."""

import json
import os
import struct

here = os.path.dirname(os.path.abspath(__file__))
unmasked = bytes.fromhex('810548656c6c6f')
masked = bytes.fromhex('818537fa213d7f9f4d5158')


def checksum(data):
    total = sum(struct.unpack('!%dH' % (len(data) // 2), data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def address(text):
    return bytes(int(part) for part in text.split('.'))


def ip_packet(payload, source, destination, sequence, flags=0x18):
    (from_host, from_port), (to_host, to_port) = source, destination
    tcp = struct.pack('!HHIIBBHHH', from_port, to_port, sequence, 1, 0x50, flags, 512, 0, 0) + payload
    head = struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(tcp), 7, 0x4000, 64, 6, 0, address(from_host), address(to_host))
    return head[:10] + struct.pack('!H', checksum(head)) + head[12:] + tcp


def packets(payloads, source, destination, with_syn=False):
    sequence = 1000
    result = []
    if with_syn:
        result.append(ip_packet(b'', source, destination, sequence, 2))
        sequence += 1
    for payload in payloads:
        result.append(ip_packet(payload, source, destination, sequence))
        sequence += len(payload)
    return result


def tcpdump(all_packets, source, destination):
    lines = []
    for index, packet in enumerate(all_packets):
        length = len(packet) - 40
        lines.append('12:00:0%d.000100 IP %s.%d > %s.%d: Flags [P.], length %d' % (
            index, *source, *destination, length))
        for at in range(0, len(packet), 16):
            row = packet[at:at + 16].hex()
            lines.append('\t0x%04x:  %s' % (at, ' '.join(row[i:i + 4] for i in range(0, len(row), 4))))
    return '\n'.join(lines) + '\n'


def tshark_x(all_packets):
    ether = bytes.fromhex('0242ac1100020242ac1100030800')
    blocks = []
    for packet in all_packets:
        data = ether + packet
        rows = []
        for at in range(0, len(data), 16):
            row = data[at:at + 16]
            text = ''.join(chr(c) if 32 <= c < 127 else '.' for c in row)
            rows.append('%04x  %-47s   %s' % (at, row.hex(' '), text))
        blocks.append('\n'.join(rows))
    return '\n\n'.join(blocks) + '\n'


def fields(payloads, source, destination):
    rows = ['frame.time_epoch\tip.src\ttcp.srcport\tip.dst\ttcp.dstport\ttcp.payload']
    for index, payload in enumerate(payloads):
        rows.append('176400000%d.1\t%s\t%d\t%s\t%d\t%s' % (index, *source, *destination, payload.hex()))
    return '\n'.join(rows) + '\n'


def opcodes(payloads):
    return [payload[0] & 15 for payload in payloads]


client = ('172.17.0.3', 51344)
rows = []


def add(name, text, sender, payloads, cause, **more):
    frames = {'client': [], 'server': []}
    frames[sender] = opcodes(payloads)
    rows.append({'name': name, 'text': text, 'frames': frames, 'cause': cause, **more})


for port in (80, 443, 3000, 8080, 9001, 8765):
    server = ('172.17.0.2', port)
    for name, payloads, source, destination, sender, cause in [
        ('client without a mask', [unmasked] * 3, client, server, 'client', 'client-unmasked-frame'),
        ('server with a mask', [masked] * 3, server, client, 'server', 'server-masked-frame'),
        ('client with a mask', [masked] * 3, client, server, 'client', 'healthy'),
        ('server without a mask', [unmasked] * 3, server, client, 'server', 'healthy'),
    ]:
        made = packets(payloads, source, destination)
        add('tcpdump -x, port %d: %s' % (port, name), tcpdump(made, source, destination), sender, payloads, cause)
        if port in (80, 8080):
            add('tshark -x, port %d: %s' % (port, name), tshark_x(made), sender, payloads, cause)
            add('tshark -T fields, port %d: %s' % (port, name), fields(payloads, source, destination), sender, payloads, cause)

high = ('172.17.0.2', 49999)
request = ('GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
           'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n').encode()
text = tcpdump(packets([request, unmasked], client, high, True), client, high)
rows.append({'name': 'tcpdump -x, a SYN between high ports: client without a mask', 'text': text,
             'frames': {'client': [1], 'server': []}, 'cause': 'client-unmasked-frame'})
add('tcpdump -x, high ports alone', tcpdump(packets([unmasked] * 3, client, high), client, high),
    'server', [unmasked] * 3, 'healthy', atMost=0.7)
add('hex of three frames whose side is not said', '\n'.join([unmasked.hex(' ')] * 3) + '\n',
    'server', [unmasked] * 3, 'healthy', atMost=0.7)
add('hex of one frame whose side is not said', unmasked.hex(' ') + '\n', 'server', [unmasked], 'healthy', atMost=0.6)

for name, text in [
    ('tshark rows behind ports', 'Src Port: 51344, Dst Port: 8080\n%s\n' % unmasked.hex(' ')),
    ('an arrow between addresses', '172.17.0.3:51344 -> 172.17.0.2:8080  %s\n' % unmasked.hex(' ')),
    ('ngrep headline', 'T 172.17.0.3:51344 -> 172.17.0.2:8080 [AP] #4\n  81 05 48 65 6c 6c 6f                                  ..Hello         \n'),
    ('tcpflow -D', '172.017.000.003.51344-172.017.000.002.08080: \n0000: 8105 4865 6c6c 6f                          ..Hello\n'),
]:
    add('%s: client without a mask' % name, text, 'client', [unmasked], 'client-unmasked-frame')

with open(os.path.join(here, '..', 'bytes', 'one-direction.json'), 'w') as out:
    json.dump(rows, out, indent=1, ensure_ascii=False)
    out.write('\n')
