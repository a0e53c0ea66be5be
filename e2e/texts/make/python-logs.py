"""What Python's websockets and websocket-client log of a conversation on this machine.

Writes ../messages/python-websockets.json, ../mixed/python-websockets.json, ../bytes/websocket-client.json and the fixtures of both importers.
Usage: python-logs.py FOLDER..., each with one installed version of a package (`pip install --target FOLDER websockets==X`);
the versions of Debian's Python are run as well.
"""
import json, os, re, subprocess, sys, tempfile

here = os.path.dirname(os.path.abspath(__file__))
fixtures = os.path.join(here, '..', '..', 'fixtures')

# The formats of a logger, as programs set them.
STYLES = {
    'message alone': '%(message)s',
    'basicConfig': '%(levelname)s:%(name)s:%(message)s',
    'time and level': '%(asctime)s %(levelname)s %(name)s %(message)s',
    'dashes': '%(asctime)s - %(name)s - %(levelname)s - %(message)s',
    'brackets': '[%(asctime)s] [%(levelname)s] [%(threadName)s] %(name)s: %(message)s',
}
CONVERSATION = '''
import asyncio, logging, sys, threading
api, side, style, scene = sys.argv[1:5]
handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(logging.Formatter(style))
handler.addFilter(lambda record: record.name.startswith('websockets.' + ('' if side == 'both' else side)))
logging.getLogger().addHandler(handler)
logging.getLogger().setLevel(logging.DEBUG)
LONG = 'x' * 200 + ' caf\\u00e9 ' + 'y' * 100
MESSAGES = {
    'talk': ['Hello', b'\\x00\\x01\\x02\\xff', LONG, bytes(range(256)), "it's\\n\\"quoted\\" \\\\ ...", 'caf\\u00e9 \\U0001f600', '', ['He', 'll', 'o']],
    'keepalive': ['Hello'],
    'escapes': ['\\x00' * 60 + '\\u2028' * 60, 'a > b: < TEXT [5 bytes] ' * 2, '...' * 20],
}[scene]
pause = 1.2 if scene == 'keepalive' else 0
interval = {'ping_interval': 0.5} if scene == 'keepalive' else {}
if api == 'sync':
    from websockets.sync.client import connect
    from websockets.sync.server import serve
    def echo(ws):
        for message in ws: ws.send(message)
    server = serve(echo, '127.0.0.1', 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with connect(f'ws://127.0.0.1:{server.socket.getsockname()[1]}/chat') as ws:
        for message in MESSAGES:
            ws.send(iter(message) if isinstance(message, list) else message)
            ws.recv()
        ws.ping(b'ping').wait()
        ws.close(1001, 'going home')
    server.shutdown()
else:
    if api == 'legacy':
        from websockets.legacy.client import connect
        from websockets.legacy.server import serve
    else:
        from websockets.asyncio.client import connect
        from websockets.asyncio.server import serve
    async def echo(ws, path=None):
        async for message in ws: await ws.send(message)
    async def main():
        async with serve(echo, '127.0.0.1', 0, **interval) as server:
            port = list(server.sockets)[0].getsockname()[1]
            async with connect(f'ws://127.0.0.1:{port}/chat', **interval) as ws:
                await asyncio.sleep(pause)
                for message in MESSAGES:
                    await ws.send(message)
                    await ws.recv()
                await (await ws.ping(b'ping'))
                await ws.close(1001, 'going home')
    asyncio.run(main())
'''
# A server that answers by hand with a fault.
FAULT = '''
import asyncio, base64, hashlib, logging, socket, sys, threading
fault = bytes.fromhex(sys.argv[1])
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format='%(asctime)s %(name)s %(message)s')
logging.getLogger('asyncio').setLevel(logging.WARNING)
listener = socket.socket(); listener.bind(('127.0.0.1', 0)); listener.listen()
def answer():
    peer, _ = listener.accept(); data = b''
    while b'\\r\\n\\r\\n' not in data: data += peer.recv(4096)
    key = [line.split(b': ')[1] for line in data.split(b'\\r\\n') if line.lower().startswith(b'sec-websocket-key')][0]
    if not fault:
        peer.sendall(b'HTTP/1.1 403 Forbidden\\r\\nContent-Length: 9\\r\\nContent-Type: text/plain\\r\\n\\r\\nForbidden'); peer.close(); return
    accept = base64.b64encode(hashlib.sha1(key + b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest())
    peer.sendall(b'HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + accept + b'\\r\\n\\r\\n\\x81\\x02hi' + fault)
    peer.settimeout(0.5)
    try:
        while peer.recv(4096): pass
    except OSError: pass
    peer.close()
threading.Thread(target=answer, daemon=True).start()
try: from websockets.asyncio.client import connect
except ImportError: from websockets import connect
async def main():
    async with connect(f'ws://127.0.0.1:{listener.getsockname()[1]}/') as ws:
        while True: await ws.recv()
asyncio.run(main())
'''
TRACE = '''
import sys, threading
sys.path.insert(0, sys.argv[2])
from websockets.sync.server import serve
def echo(ws):
    try:
        for message in ws: ws.send(message)
    except Exception: pass
server = serve(echo, '127.0.0.1', 0)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f'ws://127.0.0.1:{server.socket.getsockname()[1]}/chat'
import logging, websocket
if sys.argv[3]: logging.basicConfig(level=logging.DEBUG, format=sys.argv[3])
for name in ('websockets', 'websockets.server', 'asyncio'): logging.getLogger(name).setLevel(logging.CRITICAL)
websocket.enableTrace(True)
if sys.argv[1] == 'calls':
    ws = websocket.create_connection(url)
    for message in ('Hello', 'x' * 300, 'caf\\u00e9 "q" \\'s\\' \\n'):
        ws.send(message); ws.recv()
    ws.send_binary(bytes(range(40))); ws.recv()
    ws.close()
else:
    for _ in range(int(sys.argv[4])):
        websocket.WebSocketApp(url, on_open=lambda ws: ws.send('Hello'), on_message=lambda ws, message: ws.close()).run_forever()
'''


def run(python, site, source, *arguments):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'app.py')
        with open(path, 'w') as out:
            out.write(source)
        environment = {**os.environ, 'PYTHONPATH': site} if site else dict(os.environ)
        done = subprocess.run([python, path, *arguments], env=environment, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        text = done.stdout.decode('utf8', 'replace')
        return text.replace(folder, '/app').replace(site or '\0', '/site')


def save(path, rows):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as out:
        out.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]\n')


# One of each kind is enough for the laws of the importers.
FIXTURES = {'python-websockets/client-10.4-legacy.txt', 'python-websockets/server-15.0.1-legacy.txt', 'python-websockets/client-17.1-sync.txt',
            'websocket-client/calls1-1.2.3.txt', 'websocket-client/app2-1.9.2.txt', 'websocket-client/app1-1.2.3-twice.txt', 'websocket-client/app2-1.9.2-twice.txt'}


def fixture(name, text):
    if name not in FIXTURES:
        return
    path = os.path.join(fixtures, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as out:
        out.write(text)


def version(python, site, module):
    command = f'import {module}.version as v, {module} as m; print(getattr(v, "version", None) or m.__version__)' if module == 'websockets' else f'import {module}; print({module}.__version__)'
    return run(python, site, command).strip().split('\n')[-1]


sites = [(sys.executable, folder) for folder in sys.argv[1:]]
servers = [('/usr/bin/python3', '')] + [site for site in sites if os.path.isdir(os.path.join(site[1], 'websockets'))]
clients = [('/usr/bin/python3', '')] + [site for site in sites if os.path.isdir(os.path.join(site[1], 'websocket'))]

messages, turn = [], 0
own = {'talk': [1, 2, 1, 2, 1, 1, 1, 1, 9, 8], 'keepalive': None, 'escapes': [1, 1, 1, 9, 8]}
peer = {'talk': [1, 2, 1, 2, 1, 1, 1, 1, 10, 8], 'keepalive': None, 'escapes': [1, 1, 1, 10, 8]}
styles = list(STYLES.items())
for python, site in servers:
    number = version(python, site, 'websockets')
    apis = ['legacy'] if int(number.split('.')[0]) < 13 else ['legacy', 'asyncio', 'sync']
    for api in apis:
        for side in ('client', 'server'):
            scene = list(own)[turn % 3] if api != 'sync' else 'talk'
            title, style = styles[turn % len(styles)]
            text = run(python, site, CONVERSATION, api, side, style, scene)
            row = {'name': f'websockets {number}, {api}, {side}, {scene}, {title}', 'by': 'websockets', 'text': text}
            if own[scene] is not None:
                row['frames'] = {'client': own[scene], 'server': peer[scene]}
            messages.append(row)
            turn += 1
            if scene == 'talk':
                fixture(f'python-websockets/{side}-{number}-{api}.txt', text)
    for name, fault in {'opcode 3': '8300', 'text not UTF-8': '8102c328', 'second response': '485454502f312e31', 'status 403': ''}.items():
        text = run(python, site, FAULT, fault)
        if 'websockets.client' not in text and 'websockets' not in text:
            continue
        messages.append({'name': f'websockets {number}, fault: {name}', 'by': 'websockets', 'text': text})
# A traceback with sentences between its parts is an error text of its own.
# Unless the log around it is long enough to account for most of the lines.
chained = [row for row in messages if 'The above exception' in row['text'] and 'not UTF-8' not in row['name']]
save(os.path.join(here, '..', 'messages', 'python-websockets.json'), [row for row in messages if row not in chained])
save(os.path.join(here, '..', 'mixed', 'python-websockets.json'), [{**row, 'parts': ['messages', 'error-text']} for row in chained])

traces = []
for python, site in clients:
    number = version(python, site, 'websocket')
    for scene, style, count in (('calls', '', '1'), ('app', '', '1'), ('app', '', '2'), ('app', STYLES['time and level'], '1'), ('app', STYLES['basicConfig'], '2')):
        text = run(python, site, TRACE, scene, servers[-1][1], style, count)
        frames = {'client': [1, 1, 1, 2, 8], 'server': [1, 1, 1, 2]} if scene == 'calls' else {'client': [1, 8] * int(count), 'server': [1] * int(count)}
        dressed = 'with a second handler' if style else 'alone'
        name = f'websocket-client {number}, {scene}, {count} connection{"" if count == "1" else "s"}, {dressed}'
        traces.append({'name': name, 'by': 'websocket-client', 'text': text, 'frames': frames, 'cause': 'healthy'})
        fixture(f'websocket-client/{scene}{count}-{number}{"-twice" if style else ""}.txt', text)
save(os.path.join(here, '..', 'bytes', 'websocket-client.json'), traces)
print(len(messages), len(traces))
