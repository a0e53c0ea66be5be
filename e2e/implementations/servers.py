"""Runs one Python WebSocket server on a free port of 127.0.0.1 and prints one JSON object a line for what it reports.

Usage: servers.py websockets|aiohttp|tornado. Ends when standard input is closed.
"""

import asyncio
import json
import logging
import sys

logging.disable(logging.CRITICAL)


def say(value):
    print(json.dumps(value), flush=True)


async def run_websockets():
    from websockets.asyncio.server import serve
    import websockets.version

    async def handler(connection):
        try:
            async for _ in connection:
                pass
        except Exception as error:  # noqa: BLE001
            say({"path": connection.request.path, "text": str(error)})

    server = await serve(handler, "127.0.0.1", 0, compression=None)
    say({"port": next(iter(server.sockets)).getsockname()[1], "version": websockets.version.version})


async def run_aiohttp():
    import aiohttp
    from aiohttp import web

    async def handler(request):
        socket = web.WebSocketResponse(compress=False)
        await socket.prepare(request)
        async for message in socket:
            if message.type == aiohttp.WSMsgType.ERROR:
                say({"path": request.path, "text": str(message.data)})
        # An error ends the loop, and is kept by the response.
        if socket.exception() is not None:
            say({"path": request.path, "text": str(socket.exception())})
        return socket

    app = web.Application()
    app.router.add_get("/{any:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    say({"port": site._server.sockets[0].getsockname()[1], "version": aiohttp.__version__})


async def run_tornado():
    import tornado
    from tornado.httpserver import HTTPServer
    from tornado.netutil import bind_sockets
    from tornado.web import Application
    from tornado.websocket import WebSocketHandler

    class Handler(WebSocketHandler):
        def check_origin(self, origin):
            return True

        def on_message(self, message):
            pass

    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(Application([(r"/.*", Handler)]))
    server.add_sockets(sockets)
    say({"port": sockets[0].getsockname()[1], "version": tornado.version})


async def main():
    await {"websockets": run_websockets, "aiohttp": run_aiohttp, "tornado": run_tornado}[sys.argv[1]]()
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
