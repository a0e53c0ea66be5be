"""Connects Python clients to the addresses given on standard input and prints what each reports, one JSON object a line.

Input lines: <program> <url> <0|1: offer compression>, where program is websockets, legacy, aiohttp or tornado.
"""

import asyncio
import json
import logging
import sys

logging.disable(logging.CRITICAL)
WAIT = 1.5


async def websockets_new(url, deflate):
    from websockets.asyncio.client import connect
    return await websockets_any(connect, url, deflate)


async def websockets_legacy(url, deflate):
    import warnings
    warnings.simplefilter("ignore")
    from websockets.legacy.client import connect
    return await websockets_any(connect, url, deflate)


async def websockets_any(connect, url, deflate):
    connection = await connect(url, compression="deflate" if deflate else None)
    try:
        while True:
            await asyncio.wait_for(connection.recv(), WAIT)
    except asyncio.TimeoutError:
        return None
    except Exception as error:  # noqa: BLE001
        cause = error.__cause__
        return {"text": str(error), "cause": str(cause) if cause else None}
    finally:
        try:
            await asyncio.wait_for(connection.close(), 0.2)
        except BaseException:  # noqa: BLE001
            pass


async def aiohttp_client(url, deflate):
    import aiohttp
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(url.replace("ws://", "http://"), compress=15 if deflate else 0)
        try:
            while True:
                message = await asyncio.wait_for(socket.receive(), WAIT)
                if message.type == aiohttp.WSMsgType.ERROR:
                    return {"text": str(message.data)}
                if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSING):
                    return {"text": f"closed {socket.close_code}"}
        except asyncio.TimeoutError:
            return None
        except Exception as error:  # noqa: BLE001
            return {"text": str(error)}


async def tornado_client(url, deflate):
    from tornado.websocket import websocket_connect
    options = {} if deflate else None
    connection = await websocket_connect(url, compression_options=options)
    try:
        while True:
            message = await asyncio.wait_for(connection.read_message(), WAIT)
            if message is None:
                return {"text": f"closed {connection.close_code}"}
    except asyncio.TimeoutError:
        return None
    except Exception as error:  # noqa: BLE001
        return {"text": str(error)}


PROGRAMS = {
    "websockets": websockets_new,
    "legacy": websockets_legacy,
    "aiohttp": aiohttp_client,
    "tornado": tornado_client,
}


def versions():
    import aiohttp
    import tornado
    import websockets.version
    return {"websockets": websockets.version.version, "aiohttp": aiohttp.__version__, "tornado": tornado.version}


async def main():
    print(json.dumps({"versions": versions()}), flush=True)
    for line in sys.stdin:
        program, url, deflate = line.split()
        try:
            said = await asyncio.wait_for(PROGRAMS[program](url, deflate == "1"), 6)
        except ImportError:
            said = {"missing": True}
        except BaseException as error:  # noqa: BLE001
            said = {"text": f"{type(error).__name__}: {error}"}
        print(json.dumps({"program": program, "url": url, "said": said}), flush=True)


asyncio.run(main())
