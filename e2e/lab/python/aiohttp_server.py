"""An aiohttp server on 127.0.0.1: aiohttp_server.py PORT MODE."""
import asyncio
import sys

from aiohttp import web

port, mode = int(sys.argv[1]), sys.argv[2]
option = int(sys.argv[3]) if len(sys.argv) > 3 else 0


async def echo(request):
    if mode == "refuse-401":
        raise web.HTTPUnauthorized(text="token required\n")
    if mode == "chunked":
        return await chunked(request)
    sizes = {"max_msg_size": option} if mode == "max-size" else {}
    ws = web.WebSocketResponse(**sizes)
    await ws.prepare(request)
    async for message in ws:
        if message.type == web.WSMsgType.TEXT:
            await ws.send_str(message.data)
            if mode == "second-response":
                # the handler was written for HTTP: it returns a response of its own on the upgraded connection
                return web.json_response({"ok": True})
            if mode == "crash":
                raise RuntimeError("handler failed")
        elif message.type == web.WSMsgType.BINARY:
            await ws.send_bytes(message.data)
    return ws


async def chunked(request):
    """A hand-made upgrade on a StreamResponse: the chunked coding of HTTP goes round every frame."""
    import base64
    import hashlib

    key = request.headers["Sec-WebSocket-Key"]
    accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
    response = web.StreamResponse(
        status=101, headers={"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accept}
    )
    response.enable_chunked_encoding()
    await response.prepare(request)
    for text in (b"hello", b"tick 1", b"tick 2"):
        await response.write(bytes([0x81, len(text)]) + text)
        await asyncio.sleep(0.05)
    return response


app = web.Application()
app.router.add_get("/{tail:.*}", echo)
web.run_app(app, host="127.0.0.1", port=port, print=None)
