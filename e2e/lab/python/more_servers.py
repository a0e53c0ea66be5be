"""WebSocket servers on gevent-websocket, uvicorn, hypercorn, ws4py and autobahn: more_servers.py LIBRARY PORT MODE [CODE REASON]."""
import os
import signal
import sys

library, port, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
code, reason = (int(sys.argv[4]), sys.argv[5]) if len(sys.argv) > 5 else (1000, "")


async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            event = await receive()
            await send({"type": event["type"] + ".complete"})
            if event["type"] == "lifespan.shutdown":
                return
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        return await send({"type": "http.response.body", "body": b"Not Found"})
    await receive()
    if mode == "refuse":
        return await send({"type": "websocket.close", "code": 4001})
    if mode == "throw-before":
        raise RuntimeError("no settings")
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": '{"hello":"%s","city":"Zürich"}' % library})
    count = 0
    while True:
        event = await receive()
        if event["type"] != "websocket.receive":
            return
        count += 1
        await send({"type": "websocket.send", "text": "echo: " + (event.get("text") or "")})
        if count == 2:
            if mode == "close":
                return await send({"type": "websocket.close", "code": code, "reason": reason})
            if mode == "throw":
                raise RuntimeError("no such order")
            if mode == "kill":
                os.kill(os.getpid(), signal.SIGKILL)


if library in ("uvicorn", "uvicorn-wsproto"):
    import uvicorn

    extra = {"ws_max_size": 2000} if mode == "limit" else {}
    if mode == "keepalive":
        extra = {"ws_ping_interval": 1, "ws_ping_timeout": 1}
    uvicorn.run(asgi, host="127.0.0.1", port=port, log_level="critical", ws="wsproto" if library.endswith("wsproto") else "websockets", **extra)
elif library == "hypercorn":
    import asyncio

    from hypercorn.asyncio import serve
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"127.0.0.1:{port}"]
    config.loglevel = "CRITICAL"
    if mode == "limit":
        config.websocket_max_message_size = 2000
    asyncio.run(serve(asgi, config))
elif library == "gevent":
    from gevent import monkey

    monkey.patch_all()
    from gevent.pywsgi import WSGIServer
    from geventwebsocket.handler import WebSocketHandler

    def app(environ, start_response):
        ws = environ.get("wsgi.websocket")
        if ws is None:
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"Expected a WebSocket"]
        ws.send('{"hello":"gevent","city":"Zürich"}')
        count = 0
        while True:
            text = ws.receive()
            if text is None:
                return []
            count += 1
            ws.send("echo: " + text)
            if count == 2 and mode == "close":
                # bytes where the library wants text: their repr goes out in place of the code
                ws.close(code, reason.encode())
                return []
            if count == 2 and mode == "throw":
                raise RuntimeError("no such order")
            if count == 2 and mode == "raw":
                # an event written past the library
                ws.stream.write(b'event: tick\ndata: {"n":1}\n\n')

    WSGIServer(("127.0.0.1", port), app, handler_class=WebSocketHandler, log=None, error_log=None).serve_forever()
elif library == "ws4py":
    from wsgiref.simple_server import make_server

    from ws4py.server.wsgirefserver import WebSocketWSGIRequestHandler, WSGIServer
    from ws4py.server.wsgiutils import WebSocketWSGIApplication
    from ws4py.websocket import WebSocket

    class Talk(WebSocket):
        count = 0

        def opened(self):
            self.send('{"hello":"ws4py","city":"Zürich"}')

        def received_message(self, message):
            self.count += 1
            self.send(b"echo: " + message.data, message.is_binary)
            if self.count == 2 and mode == "close":
                self.close(code, reason)
            if self.count == 2 and mode == "die":
                # half of a frame is in the kernel when the process ends
                self.sock.sendall(b"\x81\x7e\x20\x00" + b"z" * 3000)
                os._exit(1)
            if self.count == 2 and mode == "length":
                # the length of the text is counted in characters
                text = '{"city":"Zürich","note":"größer, schöner, übermütig"}'
                self.sock.sendall(bytes([0x81, len(text)]) + text.encode())
                self.send('{"next":1}')

    server = make_server("127.0.0.1", port, server_class=WSGIServer, handler_class=WebSocketWSGIRequestHandler, app=WebSocketWSGIApplication(handler_cls=Talk))
    server.initialize_websockets_manager()
    server.serve_forever()
elif library == "autobahn":
    from autobahn.twisted.websocket import WebSocketServerFactory, WebSocketServerProtocol
    from twisted.internet import reactor

    class Talk(WebSocketServerProtocol):
        count = 0

        def onOpen(self):
            self.sendMessage('{"hello":"autobahn","city":"Zürich"}'.encode())

        def onMessage(self, payload, is_binary):
            self.count += 1
            self.sendMessage(b"echo: " + payload, is_binary)
            if self.count == 2 and mode == "close":
                self.sendClose(code, reason)
            if self.count == 2 and mode == "throw":
                raise RuntimeError("no such order")

    factory = WebSocketServerFactory(f"ws://127.0.0.1:{port}")
    factory.protocol = Talk
    options = {}
    if mode == "limit":
        options = {"maxMessagePayloadSize": 2000, "maxFramePayloadSize": 2000}
    if mode == "keepalive":
        options = {"autoPingInterval": 1, "autoPingTimeout": 1}
    factory.setProtocolOptions(**options)
    reactor.listenTCP(port, factory, interface="127.0.0.1")
    reactor.run()
