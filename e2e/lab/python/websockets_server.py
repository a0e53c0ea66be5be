"""A Python websockets server on 127.0.0.1: websockets_server.py PORT MODE [NUMBER [CERT KEY]]."""
import asyncio
import ssl
import sys

import websockets

port, mode = int(sys.argv[1]), sys.argv[2]
option = int(sys.argv[3]) if len(sys.argv) > 3 else 0


async def echo(socket, _path=None):
    async for message in socket:
        await socket.send(message)
        if mode == "abort":
            socket.transport.abort()
        if mode == "send-large":
            await socket.send("x" * option)


async def main():
    options = {"ping_interval": None}
    if mode == "origins":
        options["origins"] = ["https://app.example"]
    if mode == "max-size":
        options["max_size"] = option
    if mode == "plain":
        options["compression"] = None
    if mode in ("tls", "tls12"):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4], sys.argv[5])
        if mode == "tls12":
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        options["ssl"] = context
    async with websockets.serve(echo, "127.0.0.1", port, **options):
        await asyncio.Future()


asyncio.run(main())
