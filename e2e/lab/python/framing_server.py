"""A server on websockets, aiohttp or tornado: greets, answers every message; with a fault patched into the library's send path."""
import asyncio
import json
import os
import random
import socket
import struct
import sys

library, port, fault = sys.argv[1], int(sys.argv[2]), sys.argv[3]
rng = random.Random(port)
WORDS = "orders prices rooms sensors alerts users trades frames rivers clouds".split()


def say(n):
    return json.dumps({"n": n, "topic": rng.choice(WORDS), "note": " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 30)))})


PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000010000000100806000000 1ff3ff61".replace(" ", "")) + bytes(rng.randrange(256) for _ in range(60))


def websockets_server():
    from websockets import frames
    from websockets.server import serve

    if fault == "masked":
        original = frames.Frame.serialize
        seen = [0]

        def serialize(self, *, mask, extensions=None):
            seen[0] += 1
            return original(self, mask=mask or seen[0] > 3, extensions=extensions)

        frames.Frame.serialize = serialize

    async def handler(ws, *path):
        await ws.send(json.dumps({"hello": "websockets"}))
        n = 0
        async for m in ws:
            n += 1
            if fault == "binary-as-text" and n == 3:
                await ws.write_frame(True, frames.OP_TEXT, PNG)
            if fault == "fragment" and n % 2:
                whole = say(n) + " \u4fa1\u683c\u304c\u66f4\u65b0 \U0001f680"
                await ws.send([whole[:5], whole[5:20], whole[20:]])
                continue
            if isinstance(m, bytes):
                await ws.send(m)
            else:
                await ws.send(say(n))
            if n == 2:
                await ws.ping()

    async def main():
        async with serve(handler, "127.0.0.1", port, compression=None if fault == "plain" else "deflate"):
            await asyncio.Future()

    asyncio.run(main())


def aiohttp_server():
    from aiohttp import WSMsgType, web

    async def handler(request):
        ws = web.WebSocketResponse(compress=fault != "plain", autoping=True)
        await ws.prepare(request)
        await ws.send_str(json.dumps({"hello": "aiohttp"}))
        n = 0
        async for m in ws:
            n += 1
            if fault == "close-1005" and n == 4:
                await ws.close(code=1005)
                break
            if fault == "close-5000" and n == 4:
                await ws.close(code=5000, message=b"overload")
                break
            if fault == "latin-1" and n == 3:
                await ws._writer._send_frame(json.dumps({"name": "J\u00f6rg M\u00fcller", "city": "K\u00f6ln"}, ensure_ascii=False).encode("latin-1"), WSMsgType.TEXT)
            if fault == "after-close" and n == 4:
                await ws._writer.close(1000, b"done")
                ws._writer._closing = False
                await ws._writer._send_frame(say(n).encode(), WSMsgType.TEXT)
                await ws._writer._send_frame(say(n + 1).encode(), WSMsgType.TEXT)
                await asyncio.sleep(0.2)
                break
            if m.type == WSMsgType.BINARY:
                await ws.send_bytes(m.data)
            elif m.type == WSMsgType.TEXT:
                await ws.send_str(say(n))
            if n == 2:
                await ws.ping()
        return ws

    app = web.Application()
    app.router.add_get("/{tail:.*}", handler)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


def tornado_server():
    import tornado.ioloop
    import tornado.web
    import tornado.websocket

    class Handler(tornado.websocket.WebSocketHandler):
        def check_origin(self, origin):
            return True

        def get_compression_options(self):
            return None if fault == "plain" else {}

        async def open(self, *args):
            self.n = 0
            await self.write_message(json.dumps({"hello": "tornado"}))

        async def on_message(self, m):
            self.n += 1
            if fault == "close-1006" and self.n == 4:
                self.close(1006, "gone")
                return
            if fault == "gzip-as-text" and self.n == 3:
                import gzip
                await self.write_message(gzip.compress(say(self.n).encode() * 3), binary=False)
            if isinstance(m, bytes):
                await self.write_message(m, binary=True)
            else:
                await self.write_message(say(self.n))
            if self.n == 2:
                self.ping(b"tick")

    tornado.web.Application([("/.*", Handler)]).listen(port, "127.0.0.1")
    tornado.ioloop.IOLoop.current().start()


{"websockets": websockets_server, "aiohttp": aiohttp_server, "tornado": tornado_server}[library]()
