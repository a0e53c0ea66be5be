"""A client on websockets, aiohttp or tornado: sends messages and closes; with a fault patched into the library's send path."""
import asyncio
import json
import os
import random
import sys

library, url, fault, count, gap = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]) / 1000
rng = random.Random(url)
WORDS = "orders prices rooms sensors alerts users trades frames rivers clouds".split()


def say(n):
    return json.dumps({"n": n, "topic": rng.choice(WORDS), "note": " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 30)))})


async def websockets_client():
    from websockets import frames
    from websockets.client import connect
    from websockets.exceptions import ConnectionClosed

    options = {"compression": None if fault != "deflate" else "deflate"}
    seen = [0]
    original = frames.Frame.serialize

    def patched(change):
        def serialize(self, *, mask, extensions=None):
            seen[0] += 1
            raw = bytes(original(self, mask=mask, extensions=extensions))
            return change(raw, seen[0]) if mask else raw

        frames.Frame.serialize = serialize

    if fault == "not-masked":
        frames.apply_mask = lambda data, mask: bytes(data)
    if fault == "mask-bit-missing":
        patched(lambda raw, n: bytes([raw[0], raw[1] & 0x7F]) + raw[2:] if n == 3 else raw)
    if fault == "two-keys":
        # the key that is written is not the one that was used
        patched(lambda raw, n: raw[:2] + os.urandom(4) + raw[6:] if n >= 3 and raw[1] & 0x7F < 126 else raw)
    if fault == "rsv1-without-offer":
        patched(lambda raw, n: bytes([raw[0] | 0x40]) + raw[1:] if n == 4 else raw)
    if fault == "close-zero":
        def zero(raw, n):
            if raw[0] != 0x88:
                return raw
            key = raw[2:6]
            return b"\x88\x82" + key + key[:2]
        patched(zero)

    try:
        async with connect(url, **options) as ws:
            async def reader():
                async for _ in ws:
                    pass
            task = asyncio.ensure_future(reader())
            for n in range(count):
                if fault == "jpeg-as-text" and n == count - 3:
                    await ws.write_frame(True, frames.OP_TEXT, bytes.fromhex("ffd8ffe000104a46494600010101006000600000ffdb0043000806") + rng.randbytes(90))
                if n == 2 and fault == "none":
                    await ws.send(bytes(rng.randrange(256) for _ in range(40)))
                await ws.send(say(n))
                await asyncio.sleep(gap)
            await asyncio.sleep(gap)
        await task
    except (ConnectionClosed, OSError):
        pass


async def aiohttp_client():
    import aiohttp
    from aiohttp import http_websocket as writer

    if fault == "not-masked":
        writer._websocket_mask = lambda mask, data: None
    try:
        async with aiohttp.ClientSession() as session:
            async with session.ws_connect(url, compress=15 if fault == "deflate" else 0) as ws:
                async def reader():
                    async for _ in ws:
                        pass
                task = asyncio.ensure_future(reader())
                for n in range(count):
                    if fault == "unmasked" and n == 3:
                        ws._writer.use_mask = False
                    if ws.closed:
                        break
                    await ws.send_str(say(n))
                    await asyncio.sleep(gap)
                if fault == "close-1006":
                    await ws.close(code=1006)
                else:
                    await ws.close()
                await task
    except (aiohttp.ClientError, OSError):
        pass


async def tornado_client():
    import tornado.websocket

    try:
        ws = await tornado.websocket.websocket_connect(url, compression_options={} if fault == "deflate" else None)
        if fault == "unmasked":
            ws.protocol.mask_outgoing = False

        async def reader():
            while await ws.read_message() is not None:
                pass
        task = asyncio.ensure_future(reader())
        for n in range(count):
            if fault == "protobuf-as-text" and n == 2:
                await ws.write_message(bytes([8, 0x96, 1, 0x12, 3]) + b"ada" + bytes([0x19]) + rng.randbytes(8) + bytes([0x22, 40]) + rng.randbytes(40), binary=False)
            await ws.write_message(say(n))
            await asyncio.sleep(gap)
        ws.close(1000, "done")
        await asyncio.wait_for(task, 2)
    except (tornado.websocket.WebSocketClosedError, OSError, asyncio.TimeoutError):
        pass


asyncio.run({"websockets": websockets_client, "aiohttp": aiohttp_client, "tornado": tornado_client}[library]())
