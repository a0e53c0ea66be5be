"""WebSocket servers for Python: servers.py <program>. Prints its port, then one JSON object for each connection."""

import asyncio
import json
import sys

from clients import autobahn_reader, name_of, report_errors, say, say_closed, wsproto_loop


def listening(port):
    print(json.dumps({"port": port}), flush=True)


async def run_websockets():
    from websockets.asyncio.server import serve
    from websockets.exceptions import ConnectionClosed

    async def handler(connection):
        i = connection.request.path[1:]
        try:
            while True:
                await connection.recv()
        except ConnectionClosed as error:
            say_closed(i, error)

    server = await serve(handler, "127.0.0.1", 0, ping_interval=None, close_timeout=1)
    listening(next(iter(server.sockets)).getsockname()[1])


async def run_legacy():
    from websockets.legacy.server import serve
    from websockets.exceptions import ConnectionClosed

    async def handler(connection, path=None):
        i = (path or connection.path)[1:]
        try:
            while True:
                await connection.recv()
        except ConnectionClosed as error:
            cause = error.__cause__
            if connection.close_code == 1006 or cause is not None:
                say(i, str(cause) if cause is not None else str(error), name_of(cause or error))
            else:
                say(i, None)

    server = await serve(handler, "127.0.0.1", 0, ping_interval=None, close_timeout=1)
    listening(server.server.sockets[0].getsockname()[1])


async def run_aiohttp():
    import aiohttp
    from aiohttp import web

    async def handler(request):
        socket = web.WebSocketResponse(compress=True)
        await socket.prepare(request)
        while True:
            message = await socket.receive()
            if message.type == aiohttp.WSMsgType.ERROR:
                say(request.path[1:], str(message.data), name_of(message.data))
                break
            if message.type == aiohttp.WSMsgType.CLOSE:
                say(request.path[1:], None)
                break
            if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
                error = socket.exception()
                say(request.path[1:], str(error) if error else (None if socket.close_code != 1006 else "closed 1006"), name_of(error) if error else None)
                break
        return socket

    app = web.Application()
    app.router.add_get("/{any:.*}", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    listening(site._server.sockets[0].getsockname()[1])


async def run_tornado():
    from tornado.httpserver import HTTPServer
    from tornado.netutil import bind_sockets
    from tornado.web import Application
    from tornado.websocket import WebSocketHandler

    class Handler(WebSocketHandler):
        def check_origin(self, origin):
            return True

        def get_compression_options(self):
            return {}

        def open(self, *args):
            self.protocol = self.ws_connection

        def on_message(self, message):
            pass

        def on_close(self):
            say(self.request.path[1:], None if hasattr(self.protocol, "got_close") else "", None, True)

    report_errors(lambda protocol: protocol.handler.request.path[1:])
    sockets = bind_sockets(0, "127.0.0.1")
    server = HTTPServer(Application([(r"/.*", Handler)]))
    server.add_sockets(sockets)
    listening(sockets[0].getsockname()[1])


async def run_wsproto():
    from wsproto import ConnectionType, WSConnection
    from wsproto.events import AcceptConnection
    from wsproto.extensions import PerMessageDeflate

    async def handle(reader, writer):
        def accept(event, socket, writer):
            writer.write(socket.send(AcceptConnection(extensions=[PerMessageDeflate()])))
            return event.target[1:]

        await wsproto_loop(0, WSConnection(ConnectionType.SERVER), reader, writer, accept)

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    listening(server.sockets[0].getsockname()[1])


async def run_autobahn():
    from autobahn.asyncio.websocket import WebSocketServerFactory, WebSocketServerProtocol
    from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateOfferAccept

    class Reader(autobahn_reader(WebSocketServerProtocol, lambda self: self.number)):
        def onConnect(self, request):
            self.number = request.path[1:]

    def accept(offers):
        for offer in offers:
            if isinstance(offer, PerMessageDeflateOffer):
                return PerMessageDeflateOfferAccept(offer)

    factory = WebSocketServerFactory()
    factory.protocol = Reader
    factory.setProtocolOptions(perMessageCompressionAccept=accept)
    server = await asyncio.get_running_loop().create_server(factory, "127.0.0.1", 0)
    listening(server.sockets[0].getsockname()[1])


async def main():
    await {
        "websockets": run_websockets,
        "legacy": run_legacy,
        "aiohttp": run_aiohttp,
        "tornado": run_tornado,
        "wsproto": run_wsproto,
        "autobahn": run_autobahn,
    }[sys.argv[1]]()
    await asyncio.Event().wait()


asyncio.run(main())
