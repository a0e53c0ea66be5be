"""WebSocket clients for Python: clients.py <program>. Reads lines `<i> <url> <0|1>`, prints one JSON object for each stream."""

import asyncio
import json
import logging
import re
import sys
import threading
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


LOCK = threading.Lock()


def say(i, text, error=None, on_wire=False, sure=False):
    line = json.dumps({"i": int(i), "text": text, "error": error, "onWire": on_wire, "sure": sure})
    with LOCK:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def name_of(error):
    return type(error).__name__


def say_closed(i, error):
    """What an exception of `websockets` tells: the reason that was sent, or how the connection ended."""
    sent, received = error.sent, error.rcvd
    if received is not None and (sent is None or error.rcvd_then_sent):
        say(i, None)
    elif sent is not None:
        say(i, sent.reason, name_of(error), True)
    else:
        say(i, str(error), name_of(error))


async def websockets_asyncio(i, url, deflate):
    from websockets.asyncio.client import connect
    from websockets.exceptions import ConnectionClosed
    connection = await connect(url, compression="deflate" if deflate else None, ping_interval=None, close_timeout=1)
    try:
        while True:
            await connection.recv()
    except ConnectionClosed as error:
        say_closed(i, error)


async def websockets_legacy(i, url, deflate):
    from websockets.legacy.client import connect
    from websockets.exceptions import ConnectionClosed
    connection = await connect(url, compression="deflate" if deflate else None, ping_interval=None, close_timeout=1)
    try:
        while True:
            await connection.recv()
    except ConnectionClosed as error:
        cause = error.__cause__
        if connection.close_code == 1006 or cause is not None:
            say(i, str(cause) if cause is not None else str(error), name_of(cause or error))
        else:
            say(i, None)


def websockets_sync(i, url, deflate):
    from websockets.sync.client import connect
    from websockets.exceptions import ConnectionClosed
    connection = connect(url, compression="deflate" if deflate else None, ping_interval=None, close_timeout=1)
    try:
        while True:
            connection.recv()
    except ConnectionClosed as error:
        say_closed(i, error)


async def aiohttp_client(i, url, deflate):
    import aiohttp
    async with aiohttp.ClientSession() as session:
        socket = await session.ws_connect(url.replace("ws://", "http://"), compress=15 if deflate else 0)
        while True:
            message = await socket.receive()
            if message.type == aiohttp.WSMsgType.ERROR:
                say(i, str(message.data), name_of(message.data))
                break
            if message.type == aiohttp.WSMsgType.CLOSE:
                say(i, None)
                break
            if message.type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING):
                error = socket.exception()
                say(i, str(error) if error else (None if socket.close_code != 1006 else "closed 1006"), name_of(error) if error else None)
                break


def report_errors(number_of):
    """Reports what Tornado only logs: errors in its loop over the frames."""
    from tornado.iostream import StreamClosedError
    from tornado.websocket import WebSocketProtocol13
    read = WebSocketProtocol13._receive_frame

    async def receive(self):
        try:
            await read(self)
        except StreamClosedError:
            raise
        except Exception as error:  # noqa: BLE001
            say(number_of(self), str(error), name_of(error), False, True)
            raise

    handle = WebSocketProtocol13._handle_message

    def handle_message(self, opcode, data):
        if opcode == 8:
            self.got_close = True
        return handle(self, opcode, data)

    WebSocketProtocol13._receive_frame = receive
    WebSocketProtocol13._handle_message = handle_message


async def tornado_client(i, url, deflate):
    from tornado.websocket import websocket_connect
    connection = await websocket_connect(url, compression_options={} if deflate else None)
    while True:
        message = await connection.read_message()
        if message is None:
            say(i, None if hasattr(connection.protocol, "got_close") else "", None, True)
            break


def websocket_client(i, url, deflate):
    import websocket
    socket = websocket.create_connection(url)
    try:
        while True:
            opcode, _ = socket.recv_data()
            if opcode == 8:
                say(i, None)
                break
    except Exception as error:  # noqa: BLE001
        say(i, str(error), name_of(error))
    finally:
        socket.shutdown()


async def wsproto_client(i, url, deflate):
    from urllib.parse import urlparse
    from wsproto import ConnectionType, WSConnection
    from wsproto.events import Request
    from wsproto.extensions import PerMessageDeflate
    where = urlparse(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    socket = WSConnection(ConnectionType.CLIENT)
    extensions = [PerMessageDeflate()] if deflate else []
    writer.write(socket.send(Request(host=where.netloc, target=where.path, extensions=extensions)))
    await wsproto_loop(i, socket, reader, writer)


async def wsproto_loop(i, socket, reader, writer, accept=None):
    from wsproto.events import AcceptConnection, CloseConnection, Ping, Request
    from wsproto.utilities import RemoteProtocolError
    try:
        while True:
            data = await reader.read(65536)
            try:
                socket.receive_data(data or None)
                for event in socket.events():
                    if isinstance(event, Request) and accept:
                        i = accept(event, socket, writer)
                    elif isinstance(event, CloseConnection):
                        if not data:
                            say(i, "", "CloseConnection")
                            return
                        writer.write(socket.send(event.response()))
                        say(i, None)
                        return
                    elif isinstance(event, Ping):
                        writer.write(socket.send(event.response()))
            except RemoteProtocolError as error:
                if error.event_hint is not None:
                    writer.write(socket.send(error.event_hint))
                say(i, str(error), name_of(error))
                return
            if not data:
                say(i, "")
                return
    finally:
        await asyncio.sleep(0.02)
        writer.close()


def autobahn_reader(base, number):
    """A protocol of Autobahn that tells how the connection ended."""
    class Reader(base):
        def onClose(self, was_clean, code, reason):
            known = re.match(r'connection was closed uncleanly \((?:"I dropped the WebSocket TCP connection: (.*)"|.*)\)$', reason or "", re.S)
            say(number(self), None if was_clean else (known.group(1) if known else reason) or "")
    return Reader


async def autobahn_client(i, url, deflate):
    from urllib.parse import urlparse
    from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol
    from autobahn.websocket.compress import (
        PerMessageDeflateOffer, PerMessageDeflateResponse, PerMessageDeflateResponseAccept)
    factory = WebSocketClientFactory(url)
    factory.protocol = autobahn_reader(WebSocketClientProtocol, lambda _: i)

    def accept(response):
        return PerMessageDeflateResponseAccept(response) if isinstance(response, PerMessageDeflateResponse) else None

    if deflate:
        factory.setProtocolOptions(
            perMessageCompressionOffers=[PerMessageDeflateOffer()], perMessageCompressionAccept=accept)
    where = urlparse(url)
    await asyncio.get_running_loop().create_connection(factory, where.hostname, where.port)


ASYNC = {
    "autobahn": autobahn_client,
    "websockets": websockets_asyncio,
    "legacy": websockets_legacy,
    "aiohttp": aiohttp_client,
    "tornado": tornado_client,
    "wsproto": wsproto_client,
}
THREADED = {"websockets-sync": websockets_sync, "websocket-client": websocket_client}


async def run_async(function, i, url, deflate):
    try:
        await asyncio.wait_for(function(i, url, deflate), 5)
    except BaseException as error:  # noqa: BLE001
        say(i, f"{type(error).__name__}: {error}", name_of(error))


def run_thread(function, i, url, deflate):
    try:
        function(i, url, deflate)
    except BaseException as error:  # noqa: BLE001
        say(i, f"{type(error).__name__}: {error}", name_of(error))


async def main(program):
    if program == "tornado":
        report_errors(lambda protocol: protocol.handler.request.url.rsplit("/", 1)[1])
    loop = asyncio.get_running_loop()
    tasks = set()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        i, url, deflate = line.split()
        if program in THREADED:
            threading.Thread(target=run_thread, args=(THREADED[program], i, url, deflate == "1"), daemon=True).start()
        else:
            task = asyncio.ensure_future(run_async(ASYNC[program], i, url, deflate == "1"))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
