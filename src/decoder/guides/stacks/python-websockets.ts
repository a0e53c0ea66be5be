import { afterSilence, type Guide } from '../guide.ts';

const python = (text: string) => ({ language: 'python' as const, text });
const ran = { with: 'Python 3.11, websockets 10.4' };
const docs = 'https://websockets.readthedocs.io/en/stable';

const serve = (body: string, options: string): string => `import asyncio
import websockets

async def handler(websocket, path=None):
${body}

async def main():
    async with websockets.serve(handler, "127.0.0.1", 8080${options}):
        await asyncio.Future()

asyncio.run(main())
`;
const echo = '    async for message in websocket:\n        await websocket.send(message)';

const raw = (body: string): string => `import base64
import hashlib
import socket
import struct

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

listener = socket.create_server(("127.0.0.1", 8080))
while True:
    connection, _ = listener.accept()
    request = connection.recv(65536).decode("latin-1")
    if "Sec-WebSocket-Key: " not in request:
        connection.close()
        continue
    key = request.split("Sec-WebSocket-Key: ")[1].split("\\r\\n")[0]
    accept = base64.b64encode(hashlib.sha1((key + GUID).encode()).digest()).decode()
    connection.sendall((
        "HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
        f"Sec-WebSocket-Accept: {accept}\\r\\n\\r\\n"
    ).encode())
${body}
`;

/** Python: the websockets package, and sockets by hand. */
export const pythonWebsocketsGuide: Guide = {
  stack: 'python-websockets',
  name: 'Python: websockets, or frames by hand',
  versions: 'Run with websockets 10.4; the options have the same names in 15.',
  fixes: [
    {
      id: 'max-size',
      causes: ['message-too-large'],
      title: 'Raise max_size, or send less at once',
      wrong: python(serve(echo, ', max_size=1024')),
      right: python(serve(echo, ', max_size=8 * 1024 * 1024')),
      why: 'A message above max_size (1 MiB when not set) is answered by close code 1009, on the client side too: connect() has the same limit.',
      confirm: 'Send a message of the size that failed: it must be answered, not closed with 1009.',
      ran,
      source: `${docs}/topics/memory.html`,
    },
    {
      id: 'ping-interval',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Leave the pings on',
      wrong: python(serve(echo, ', ping_interval=None')),
      right: python(serve(echo, ', ping_interval=20')),
      why: 'websockets pings every 20 s by itself. Switched off, a silent connection is cut by the first proxy on the way. If the peer is busy for long, raise ping_timeout and leave ping_interval.',
      confirm: 'A ping (89) must come at least every 20 s.',
      ran,
      source: `${docs}/topics/keepalive.html`,
    },
    {
      id: 'bytes',
      causes: ['binary-sent-as-text', 'text-not-utf8', 'utf8-reencoded'],
      title: 'Send bytes as bytes',
      wrong: python(
        serve(
          '    image = bytes.fromhex("89504e470d0a1a0a")\n    await websocket.send(image.decode("latin-1"))\n    await websocket.wait_closed()',
          '',
        ),
      ),
      right: python(
        serve(
          '    image = bytes.fromhex("89504e470d0a1a0a")\n    await websocket.send(image)\n    await websocket.wait_closed()',
          '',
        ),
      ),
      why: 'str becomes a text frame in UTF-8: 89 turns into c2 89 and the image is broken. bytes become a binary frame.',
      confirm: 'The frame must be 82 08 89 50 4e 47 ...',
      ran,
      source: `${docs}/reference/asyncio/server.html`,
    },
    {
      id: 'struct-order',
      causes: ['length-wrong-byte-order', 'length-wrong-width'],
      title: 'Pack lengths with "!"',
      wrong: python(
        raw(
          '    payload = b"a" * 300\n    connection.sendall(struct.pack("=BBH", 0x81, 126, len(payload)) + payload)',
        ),
      ),
      right: python(
        raw(
          '    payload = b"a" * 300\n    connection.sendall(struct.pack("!BBH", 0x81, 126, len(payload)) + payload)',
        ),
      ),
      why: '"=" and "@" use the byte order of the machine, on nearly all the wrong one. "!" is network order; "!BBQ" with 127 for 65,536 bytes and more.',
      confirm: 'For 300 bytes the frame must begin 81 7e 01 2c.',
      ran,
      source: 'https://docs.python.org/3/library/struct.html#byte-order-size-and-alignment',
    },
    {
      id: 'len-of-str',
      causes: ['length-counts-characters'],
      title: 'Encode first, then take the length',
      wrong: python(
        raw('    text = "Grüße"\n    connection.sendall(bytes([0x81, len(text)]) + text.encode())'),
      ),
      right: python(
        raw('    payload = "Grüße".encode()\n    connection.sendall(bytes([0x81, len(payload)]) + payload)'),
      ),
      why: 'len() of a str counts characters; the frame header counts bytes.',
      confirm: 'For "Grüße" the second byte must be 07.',
      ran,
      source: 'https://www.rfc-editor.org/rfc/rfc6455#section-5.2',
    },
    {
      id: 'text-mode',
      causes: ['newline-translation', 'utf8-reencoded'],
      title: 'Write frames to the socket, not through a text file',
      wrong: python(
        raw(
          '    stream = connection.makefile("w", encoding="latin-1", newline="\\r\\n")\n    payload = b"one\\ntwo"\n    stream.write((bytes([0x81, len(payload)]) + payload).decode("latin-1"))\n    stream.flush()',
        ),
      ),
      right: python(
        raw('    payload = b"one\\ntwo"\n    connection.sendall(bytes([0x81, len(payload)]) + payload)'),
      ),
      why: 'A text file turns every 0a into 0d 0a, also the one that is a length. The frame grows and its header does not know.',
      confirm: 'The frame must be 81 07 6f 6e 65 0a 74 77 6f.',
      ran,
      source: 'https://docs.python.org/3/library/socket.html#socket.socket.makefile',
    },
    {
      id: 'private-authority',
      causes: ['tls-certificate-rejected'],
      title: 'Trust the authority that signed the certificate',
      wrong: python(`import asyncio
import websockets

async def main():
    async with websockets.connect("wss://localhost:8443/"):
        print("open")

asyncio.run(main())
`),
      right: python(`import asyncio
import ssl
import websockets

async def main():
    context = ssl.create_default_context(cafile="ca.pem")
    async with websockets.connect("wss://localhost:8443/", ssl=context):
        print("open")

asyncio.run(main())
`),
      why: 'Python trusts the authorities of the system alone. A certificate that is signed by your own one, or by itself, fails with CERTIFICATE_VERIFY_FAILED until the client is given that authority.',
      confirm: 'The client must print open.',
      ran: { notRun: 'The text needs a certificate and an authority, which the test does not have.' },
      source: 'https://docs.python.org/3/library/ssl.html#ssl.create_default_context',
    },
  ],
};
