"""WebSocket servers on daphne, trio-websocket, wsproto and libsoup: further_servers.py LIBRARY PORT MODE [CODE REASON]."""
import os
import signal
import struct
import sys

library, port, mode = sys.argv[1], int(sys.argv[2]), sys.argv[3]
code, reason = (int(sys.argv[4]), sys.argv[5]) if len(sys.argv) > 5 else (1000, "")
hello = '{"hello":"%s","city":"Zürich"}' % library


def frame(payload, first=0x81, declared=None):
    """A server's frame by hand; `declared` replaces the length of the payload."""
    length = len(payload) if declared is None else declared
    head = bytes([first, length]) if length < 126 else bytes([first, 126]) + struct.pack("!H", length)
    return head + payload


async def asgi(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 404, "headers": [(b"content-type", b"text/plain")]})
        return await send({"type": "http.response.body", "body": b"Not Found"})
    await receive()
    if mode == "refuse":
        return await send({"type": "websocket.close", "code": 4001})
    if mode == "throw-before":
        raise RuntimeError("no settings")
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.send", "text": hello})
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


def serve_daphne():
    from daphne.server import Server

    extra = {"ping_interval": 1, "ping_timeout": 1} if mode == "keepalive" else {}
    Server(asgi, endpoints=["tcp:port=%d:interface=127.0.0.1" % port], **extra).run()


def serve_trio():
    import trio
    from trio_websocket import ConnectionClosed, serve_websocket

    async def handle(request):
        if mode == "refuse":
            return await request.reject(403, body=b'{"error":"no ticket"}')
        ws = await request.accept()
        await ws.send_message(hello)
        count = 0
        try:
            while True:
                text = await ws.get_message()
                count += 1
                await ws.send_message("echo: " + text)
                if count != 2:
                    continue
                if mode == "close":
                    await ws.aclose(code, reason)
                if mode == "raw":
                    # the application writes its log line to the stream, not to the WebSocket
                    await ws._stream.send_all(b'{"level":"info","event":"order stored","id":17}\n')
                if mode == "die":
                    await ws._stream.send_all(frame(b"x" * 9000)[:3004])
                    os._exit(1)
                if mode == "kill":
                    os.kill(os.getpid(), signal.SIGKILL)
                if mode == "two-tasks":
                    # one task writes a large frame in portions, another its heartbeat, without a lock
                    rows = b'{"rows":["' + b"row of the table, " * 300 + b'"]}'
                    whole = frame(rows)
                    for at in range(0, len(whole), 1400):
                        await ws._stream.send_all(whole[at : at + 1400])
                        if at == 1400:
                            await ws._stream.send_all(frame(b'{"heartbeat":1}'))
                        await trio.sleep(0.02)
        except ConnectionClosed:
            pass

    extra = {"max_message_size": 2000} if mode == "limit" else {}
    trio.run(lambda: serve_websocket(handle, "127.0.0.1", port, None, **extra))


def serve_wsproto():
    import asyncio

    from wsproto import ConnectionType, WSConnection
    from wsproto.events import AcceptConnection, CloseConnection, Message, Ping, RejectConnection, Request, TextMessage
    from wsproto.extensions import PerMessageDeflate

    async def handle(reader, writer):
        ws = WSConnection(ConnectionType.SERVER)
        count = 0
        while True:
            data = await reader.read(65536)
            if not data:
                break
            ws.receive_data(data)
            for event in ws.events():
                if isinstance(event, Request):
                    if mode == "refuse":
                        writer.write(ws.send(RejectConnection(status_code=401, headers=[(b"www-authenticate", b"Bearer")])))
                        writer.close()
                        return
                    extensions = [PerMessageDeflate()] if mode.startswith("deflate") else []
                    writer.write(ws.send(AcceptConnection(extensions=extensions)))
                    writer.write(ws.send(TextMessage(hello)))
                elif isinstance(event, CloseConnection):
                    if mode == "no-echo":
                        writer.close()
                        return
                    writer.write(ws.send(event.response()))
                    writer.close()
                    return
                elif isinstance(event, Ping):
                    writer.write(ws.send(event.response()))
                elif isinstance(event, Message):
                    count += 1
                    writer.write(ws.send(TextMessage("echo: " + event.data)))
                    if count != 2:
                        continue
                    if mode == "forgot-bytes":
                        # a text of the same application that is framed by hand counts characters
                        text = '{"city":"Łódź","street":"Piotrkowska","note":"świeże pączki"}'
                        writer.write(frame(text.encode(), declared=len(text)))
                        writer.write(frame(b'{"n":1}'))
                        writer.write(frame(b'{"n":2,"state":"ok"}'))
                    if mode == "twice":
                        # a frame is put into a frame: the bytes for the wire are sent as a text once more
                        writer.write(frame(frame("{'a':1}".encode())))
                    if mode == "latin":
                        writer.write(frame("{\"name\":\"José Núñez\"}".encode("latin-1")))
                    if mode == "deflate-raw":
                        # the application writes with a zlib stream of its own, without the sender's context
                        import zlib

                        body = zlib.compress(b'{"n":1,"list":[1,2,3,4,5,6,7,8,9]}' * 4)
                        writer.write(frame(body, first=0xC1))
                    if mode == "close-text":
                        writer.write(frame(b"1008 token expired", first=0x88))
                    if mode == "newline":
                        writer.write(b"\n")
                        writer.write(frame(b'{"n":1}'))
                        writer.write(b"\n")
                        writer.write(frame(b'{"n":2}'))
            await writer.drain()

    async def main():
        server = await asyncio.start_server(handle, "127.0.0.1", port)
        await server.serve_forever()

    asyncio.run(main())


def serve_soup():
    import gi

    gi.require_version("Soup", "3.0")
    from gi.repository import Gio, GLib, Soup

    server = Soup.Server()
    kept = []

    def on_connection(_server, message, _path, ws, *_data):
        kept.append((message, ws))
        state = {"count": 0}
        if mode == "limit":
            ws.set_max_incoming_payload_size(2000)
        if mode == "keepalive":
            ws.set_keepalive_interval(1)
        ws.send_text(hello)

        def on_message(_ws, _kind, data):
            state["count"] += 1
            ws.send_text("echo: " + data.get_data().decode())
            if state["count"] != 2:
                return
            stream = ws.get_io_stream().get_output_stream()
            if mode == "close":
                ws.close(code, reason)
            if mode == "raw":
                GLib.timeout_add(60, lambda: stream.write_all(b'data: {"tick":1}\n\n', None) and False)
            if mode == "kill":
                GLib.timeout_add(60, lambda: os.kill(os.getpid(), signal.SIGKILL))
            if mode == "http":
                page = b"HTTP/1.1 404 Not Found\r\nServer: libsoup/3.2.3\r\nContent-Length: 0\r\n\r\n"
                GLib.timeout_add(60, lambda: stream.write_all(page, None) and False)

        ws.connect("message", on_message)

    server.add_websocket_handler("/", "https://app.example" if mode == "origin" else None, None, on_connection)
    server.listen(Gio.InetSocketAddress.new_from_string("127.0.0.1", port), 0)
    GLib.MainLoop().run()


{"daphne": serve_daphne, "trio": serve_trio, "wsproto": serve_wsproto, "soup": serve_soup}[library]()
