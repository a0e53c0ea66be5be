"""A Python websockets client: websockets_client.py PORT MODE [NUMBER or SUBPROTOCOL ...]. Prints what ended it."""
import asyncio
import os
import signal
import ssl
import sys

import websockets

port, mode, rest = int(sys.argv[1]), sys.argv[2], sys.argv[3:]


async def main():
    options = {"ping_interval": None}
    url = f"ws://127.0.0.1:{port}/chat"
    if mode == "echo" and rest:
        options["subprotocols"] = rest
    if mode == "max-size":
        options["max_size"] = int(rest[0])
    if mode == "tls":
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        options["ssl"] = context
        url = f"wss://localhost:{port}/chat"
    try:
        async with websockets.connect(url, **options) as socket:
            for text in ("hello", "a second message", "a third one: " + "=" * 300):
                await socket.send(text)
                print("got", len(await socket.recv()))
                if mode == "killed":
                    os.kill(os.getpid(), signal.SIGKILL)
                if mode == "aborted":
                    socket.transport.abort()
                    return
            if mode == "max-size":
                await socket.recv()
    except Exception as error:
        print(type(error).__name__, error)


asyncio.run(main())
