"""Servers on Python frameworks: framework_servers.py LIBRARY PORT MODE [CODE REASON]."""
import asyncio
import json
import os
import sys

library, port, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
rest = sys.argv[4:]
hello = json.dumps({"hello": library, "city": "Zürich"}, ensure_ascii=False)


async def act(count, close, raw=None):
    if count != 2:
        return False
    if mode == "close":
        await close(int(rest[0]), rest[1])
        return True
    if mode == "throw":
        raise RuntimeError("no such order")
    if mode == "exit":
        await asyncio.sleep(0.06)
        os._exit(3)
    if mode == "raw" and raw:
        raw(b'{"level":"info","msg":"tick"}\n')
    return False


def quart():
    from quart import Quart, abort, websocket
    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    app = Quart("lab")

    @app.websocket("/")
    async def talk():
        if mode == "refuse":
            abort(int(rest[0]))
        await websocket.accept()
        await websocket.send(hello)
        for count in range(1, 99):
            await websocket.send("echo: " + await websocket.receive())
            if mode == "bytes" and count == 2:
                await websocket.send(bytes(range(0x80, 0xa0)) * 4)
            if await act(count, websocket.close):
                return
            if mode == "return" and count == 2:
                return

    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.loglevel = "critical"
    if mode == "ping":
        config.websocket_ping_interval = 0.4
    if mode == "limit":
        config.websocket_max_message_size = 2000
    asyncio.run(serve(app, config))


def starlette():
    import uvicorn
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route, WebSocketRoute

    async def talk(ws):
        if mode == "refuse":
            return await ws.close(int(rest[0]))
        await ws.accept(subprotocol="not-asked" if mode == "subprotocol" else None)
        await ws.send_text(hello)
        for count in range(1, 99):
            await ws.send_text("echo: " + await ws.receive_text())
            if mode == "json" and count == 2:
                await ws.send_json({"list": list(range(5))}, mode="binary")
            if await act(count, ws.close):
                return

    routes = [WebSocketRoute("/", talk), Route("/", lambda _r: PlainTextResponse("hello"))]
    if mode == "no-route":
        routes = [Route("/", lambda _r: PlainTextResponse("hello"))]
    kind = "none" if mode == "none" else "wsproto" if mode == "wsproto" else "websockets"
    uvicorn.run(Starlette(routes=routes), host="127.0.0.1", port=port, log_level="critical", ws=kind)


def cherrypy():
    import cherrypy as cp
    from ws4py.server.cherrypyserver import WebSocketPlugin, WebSocketTool
    from ws4py.websocket import WebSocket

    class Talk(WebSocket):
        count = 0

        def opened(self):
            self.send(hello)

        def received_message(self, message):
            self.send("echo: " + str(message))
            self.count += 1
            if self.count != 2:
                return
            if mode == "close":
                self.close(int(rest[0]), rest[1])
            if mode == "throw":
                raise RuntimeError("no such order")
            if mode == "exit":
                os._exit(3)
            if mode == "ping":
                self.ping("are you there")

    class Root:
        @cp.expose
        def index(self):
            if mode == "refuse":
                raise cp.HTTPError(int(rest[0]), rest[1])

    cp.config.update({"server.socket_host": "127.0.0.1", "server.socket_port": port, "log.screen": False,
                      "engine.autoreload.on": False})
    WebSocketPlugin(cp.engine).subscribe()
    cp.tools.websocket = WebSocketTool()
    cp.quickstart(Root(), "/", {"/": {"tools.websocket.on": mode != "forgot", "tools.websocket.handler_cls": Talk}})


def socketio():
    import socketio as sio
    from aiohttp import web

    server = sio.AsyncServer(async_mode="aiohttp", ping_interval=1.5, ping_timeout=1,
                             cors_allowed_origins=["https://app.example"] if mode == "origin" else "*",
                             max_http_buffer_size=2000 if mode == "limit" else 1000000)
    app = web.Application()
    server.attach(app)

    @server.event
    async def connect(sid, _environ, _auth):
        if mode == "reject":
            raise sio.exceptions.ConnectionRefusedError("bad token")
        await server.emit("hello", {"city": "Zürich"}, to=sid)

    @server.on("say")
    async def say(sid, data):
        await server.emit("echo", data, to=sid)
        if mode == "binary":
            await server.emit("file", b"\x81\x02\x88\x00" * 8, to=sid)
        if mode == "disconnect":
            await server.disconnect(sid)

    web.run_app(app, host="127.0.0.1", port=port, print=None)


def twisted():
    from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol
    from twisted.internet import reactor

    class Talk(WebSocketServerProtocol):
        count = 0

        def onOpen(self):
            self.sendMessage(hello.encode())

        def onMessage(self, payload, isBinary):
            self.sendMessage(b"echo: " + payload, isBinary)
            self.count += 1
            if self.count != 2:
                return
            if mode == "close":
                self.sendClose(int(rest[0]), rest[1])
            if mode == "prepared":
                self.sendMessage("Ünïcode".encode() * 200, fragmentSize=100)
            if mode == "lose":
                self.transport.loseConnection()
            if mode == "abort":
                self.transport.abortConnection()
            if mode == "threads":
                # two threads write without the reactor: the halves of two frames meet
                import threading
                big = b"\x81\x7e\x0f\xa0" + b"A" * 4000
                small = b'\x81\x0e{"alert":true}'

                def first():
                    self.transport.write(big[:1500])
                    import time
                    time.sleep(0.05)
                    self.transport.write(big[1500:])

                threading.Thread(target=first).start()
                reactor.callLater(0.02, self.transport.write, small)

    factory = WebSocketServerFactory()
    factory.protocol = Talk
    if mode == "ping":
        factory.setProtocolOptions(autoPingInterval=0.3, autoPingTimeout=1, autoPingSize=12)
    if mode == "open-timeout":
        factory.setProtocolOptions(openHandshakeTimeout=1)
    reactor.listenTCP(port, factory, interface="127.0.0.1")
    reactor.run()


{"quart": quart, "starlette": starlette, "cherrypy": cherrypy, "socketio": socketio, "twisted": twisted}[library]()
