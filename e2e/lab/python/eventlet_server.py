"""A server on eventlet: PORT MODE [CODE REASON]. It echoes; on the second text the mode acts."""

import os
import signal
import sys
import zlib

import eventlet
from eventlet import websocket, wsgi

port, mode = int(sys.argv[1]), sys.argv[2]


def frame(payload, first=0x81, length=None):
    count = len(payload) if length is None else length
    head = bytes([first, count]) if count < 126 else bytes([first, 126]) + count.to_bytes(2, 'big')
    return head + payload


def torn(ws, mode):
    """What an application does wrong below the library."""
    write = ws.socket.sendall
    rows = b'{"rows":[' + b'"abcdefgh",' * 2000 + b'0]}'
    tick = b'{"tick":1,"list":["a","b","c"]}'
    if mode == 'two-threads':
        write(frame(rows)[:9000])
        ws.send('{"alert":"low stock"}')
        write(frame(rows)[9000:])
    if mode == 'header-then-another':
        write(frame(rows)[:4])
        eventlet.sleep(0.02)
        ws.send('{"alert":"low stock"}')
        write(rows)
    if mode == 'print':
        write(b'INFO order 17 shipped\n')
    if mode == 'characters':
        text = '{"cities":"' + 'Łódź, Zürich und Málaga"}'
        write(frame(text.encode(), length=len(text)))
        ws.send('{"after":1}')
    if mode == 'little-endian':
        body = rows[:1000]
        write(b'\x81\x7e' + len(body).to_bytes(2, 'little') + body)
        ws.send('{"after":1}')
    if mode == 'not-agreed':
        packed = zlib.compressobj(wbits=-15)
        data = packed.compress(rows[:600]) + packed.flush(zlib.Z_SYNC_FLUSH)
        write(frame(data[:-4], first=0xC1))
    if mode == 'crlf':
        for n in range(4):
            write(frame(b'{"n":%d}\n{"m":%d}\n' % (n, n)).replace(b'\n', b'\r\n'))
    if mode == 'cut':
        write(frame(rows[:9000])[:3000])
        eventlet.sleep(0.05)
        os._exit(1)
    if mode == 'short':
        write(frame(rows[:400])[:304])
        for n in range(3):
            ws.send('{"after":%d,"text":"the next message"}' % n)
    if mode == 'masked':
        key = b'\x1f\x2e\x3d\x4c'
        write(bytes([0x81, 0x80 | len(tick)]) + key + bytes(b ^ key[i % 4] for i, b in enumerate(tick)))
    if mode == 'json':
        write(tick + b'\n')
        ws.send('{"after":1}')
    if mode == 'ping-large':
        write(frame(b'x' * 200, first=0x89))
    if mode == 'reason-latin1':
        write(frame(b'\x03\xe8gr\xfc\xdfe', first=0x88))
    if mode == 'twice':
        ws.send('{"before":1}')
        write(frame(b'\x03\xe8bye', first=0x88) + frame(tick))
    if mode == 'trailing':
        for _ in range(4):
            write(frame(tick) + b'\0')


def talk(ws):
    ws.send('{"hello":"eventlet","city":"Zürich"}')
    count = 0
    while True:
        text = ws.wait()
        if text is None:
            return
        ws.send('echo: ' + text if isinstance(text, str) else text)
        count += 1
        if count != 2:
            continue
        if mode == 'close':
            return ws.close((int(sys.argv[3]), sys.argv[4]))
        if mode == 'return':
            return
        if mode == 'throw':
            raise RuntimeError('no such order')
        if mode == 'kill':
            os.kill(os.getpid(), signal.SIGKILL)
        torn(ws, mode)


application = websocket.WebSocketWSGI(talk)
if mode == 'limit':
    application.max_frame_length = 2000
if mode == 'protocol':
    application = websocket.WebSocketWSGI.configured(supported_protocols=['chat.v2'])(talk)
wsgi.server(eventlet.listen(('127.0.0.1', port)), application, log_output=False)
