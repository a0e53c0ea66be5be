"""What real clients print when a server answers with a fault. Writes ../error-text/clients.json.

A raw TCP server accepts the upgrade and writes the bytes of one fault; each client prints what it prints.
"""
import base64, hashlib, json, os, re, socket, subprocess, sys, threading
from frames import frame, masked

here = os.path.dirname(os.path.abspath(__file__))
project = os.path.abspath(os.path.join(here, '..', '..', '..'))

# name: (bytes that follow the 101, violations that the text has to lead to among others)
FAULTS = {
    'masked': (masked(1, b'Hello'), ['server-masked-frame']),
    'rsv1': (frame(1, b'Hello', rsv=4), ['compression-not-negotiated', 'reserved-bits']),
    'rsv2': (frame(1, b'Hello', rsv=2), ['reserved-bits']),
    'opcode 3': (frame(3, b'Hello'), ['reserved-opcode']),
    'opcode 11': (frame(11, b''), ['reserved-opcode']),
    'ping without FIN': (frame(9, b'', fin=False), ['fragmented-control']),
    'ping of 126': (frame(9, b'x' * 126), ['control-too-long']),
    'continuation first': (frame(0, b'Hello'), ['orphan-continuation']),
    'text inside a message': (frame(1, b'a', fin=False) + frame(1, b'b'), ['interleaved-messages']),
    'text not UTF-8': (frame(1, b'\xc3\x28'), ['text-not-utf8']),
    'close of 1 byte': (frame(8, b'\x03'), ['close-payload-one-byte']),
    'close 1005': (frame(8, b'\x03\xed'), ['close-code-invalid']),
    'close 1061': (frame(8, b'\x04\x25'), ['close-code-invalid']),
    'close reason not UTF-8': (frame(8, b'\x03\xe8\xc3\x28'), ['close-reason-not-utf8']),
    'second response': (b'HTTP/1.1 400 Bad Request\r\n\r\n', []),
    'HTML': (b'<!DOCTYPE html><html></html>', []),
    'JSON unframed': (b'{"type":"welcome","id":12345}', []),
    'end without Close': (b'', []),
    'end in a frame': (frame(1, b'Hello', length=200), []),
    'top bit of the length': (b'\x81\x7f\x80\0\0\0\0\0\0\5Hello', ['length-msb-set']),
}
RESPONSES = {
    'status 200': b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nok',
    'status 301': b'HTTP/1.1 301 Moved Permanently\r\nLocation: https://app.example.com/\r\nContent-Length: 0\r\n\r\n',
    'status 403': b'HTTP/1.1 403 Forbidden\r\nContent-Length: 9\r\n\r\nForbidden',
    'status 404': b'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n',
    'status 426': b'HTTP/1.1 426 Upgrade Required\r\nContent-Length: 0\r\n\r\n',
    'status 502': b'HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n',
    'status 503': b'HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n',
    'wrong accept': b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n',
    'no Upgrade': b'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n',
    'no Connection': b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: %s\r\n\r\n',
    'subprotocol not asked for': b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nSec-WebSocket-Protocol: chat\r\n\r\n',
    'extension not offered': b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\nSec-WebSocket-Extensions: x-foo\r\n\r\n',
    'empty reason': b'HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n',
    'frame in place of the 101': frame(9, b'1735980419992937300'),
    'TLS alert': b'\x15\x03\x03\x00\x02\x02\x28',
    'nothing': b'',
}
CLIENTS = {
    'ws': ['node', '-e', "const w=new (require('ws'))(process.argv[1],{perMessageDeflate:false});w.on('error',e=>console.error(e));w.on('close',(c,r)=>console.error('close',c,String(r)))"],
    'websocket': ['node', '-e', "const {client:C}=require('websocket');const c=new C();c.on('connectFailed',e=>console.error('Connect Error: '+e.toString()));c.on('connect',k=>{k.on('error',e=>console.error('Connection Error: '+e.toString()));k.on('close',(a,b)=>console.error('Connection Closed: '+a+' '+b))});c.connect(process.argv[1])"],
    'undici': ['node', '--experimental-websocket', '-e', "const w=new WebSocket(process.argv[1]);w.onerror=e=>console.error(e.error??e.message??e.type);w.onclose=e=>console.error('close',e.code,e.reason)"],
    'socket.io-client': ['node', '-e', "const s=require('socket.io-client').io(process.argv[1].replace('ws','http'),{transports:['websocket'],reconnection:false});s.on('connect_error',e=>{console.error(e);process.exit()});setTimeout(()=>process.exit(),1500)"],
    'websockets': ['/usr/bin/python3', '-c', "import asyncio,sys,websockets\nasync def main():\n  async with websockets.connect(sys.argv[1],compression=None) as w:\n    print(await w.recv())\nasyncio.run(main())"],
    'websocket-client': ['/usr/bin/python3', '-c', "import sys,websocket\nw=websocket.create_connection(sys.argv[1],timeout=2)\nprint(w.recv())"],
    'aiohttp': ['/usr/bin/python3', '-c', "import asyncio,sys,aiohttp\nasync def main():\n  async with aiohttp.ClientSession() as s:\n    async with s.ws_connect(sys.argv[1]) as w:\n      print(await w.receive())\n      print(w.exception())\nasyncio.run(main())"],
    'tornado': ['/usr/bin/python3', '-c', "import sys,tornado.ioloop,tornado.websocket\nasync def main():\n  w=await tornado.websocket.websocket_connect(sys.argv[1])\n  print(await w.read_message())\ntornado.ioloop.IOLoop.current().run_sync(main)"],
}


def serve(listener, response, after):
    peer, _ = listener.accept()
    head = b''
    while b'\r\n\r\n' not in head:
        data = peer.recv(4096)
        if not data:
            return
        head += data
    key = re.search(rb'(?i)sec-websocket-key: *(\S+)', head)
    accept = base64.b64encode(hashlib.sha1((key.group(1) if key else b'') + b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest())
    if response is None:
        response = b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n'
    peer.sendall((response.replace(b'%s', accept)) + after)
    peer.shutdown(socket.SHUT_WR)
    peer.settimeout(1)
    try:
        while peer.recv(4096):
            pass
    except OSError:
        pass
    peer.close()


def cleaned(text, port):
    text = text.replace(f':{port}', ':8080').replace(project, '/srv/app').replace('127.0.0.1', '192.0.2.20')
    text = re.sub(r'(?m)^\(node:\d+\) (?:\[UNDICI-WS\] )?Warning: WebSockets are experimental.*\n?', '', text)
    text = re.sub(r'(?m)^\(Use `node --trace-warnings.*\n?', '', text)
    text = re.sub(r'0x[0-9a-f]{10,}', '0x7f0000000000', text)
    text = re.sub(r"(?<=[Kk]ey: )[A-Za-z0-9+/]{22}==|(?<=key': ')[A-Za-z0-9+/]{22}==", 'dGhlIHNhbXBsZSBub25jZQ==', text)
    lines = [line[:400] for line in text.split('\n')]
    return '\n'.join(lines[:70])[:3500].strip('\n') + '\n'


def one(client, command, name, response, after):
    listener = socket.create_server(('127.0.0.1', 0))
    listener.settimeout(4)
    port = listener.getsockname()[1]

    def work():
        try:
            serve(listener, response, after)
        except OSError:
            pass
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        done = subprocess.run(command + [f'ws://127.0.0.1:{port}/socket'], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=4)
        out = done.stdout
    except subprocess.TimeoutExpired as late:
        out = late.stdout or b''
    listener.close()
    text = cleaned(out.decode('utf8', 'replace'), port)
    return text if text.strip() else None


rows = []
todo = []
for client, command in CLIENTS.items():
    for name, (after, violations) in FAULTS.items():
        todo.append((client, command, name, None, after))
    for name, response in RESPONSES.items():
        todo.append((client, command, name, response, b''))
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(3) as pool:
    texts = list(pool.map(lambda job: one(*job), todo))
seen = set()
for (client, _, name, _, _), text in zip(todo, texts):
    # What says no more than that the connection ended is kept once for each client.
    if text is None or (client, text) in seen or not re.search(r'(?i)error|exception|fail|invalid|close', text):
        continue
    seen.add((client, text))
    rows.append({'name': f'{client}: {name}', 'by': client, 'text': text})
with open(os.path.join(here, '..', 'error-text', 'clients.json'), 'w') as out:
    out.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]\n')
print(len(rows))
