"""A tornado server on 127.0.0.1: tornado_server.py PORT MODE [NUMBER]."""
import asyncio
import sys

import tornado.web
import tornado.websocket

port, mode = int(sys.argv[1]), sys.argv[2]
option = int(sys.argv[3]) if len(sys.argv) > 3 else 0


class Echo(tornado.websocket.WebSocketHandler):
    def check_origin(self, origin):
        return super().check_origin(origin) if mode == "check-origin" else True

    async def on_message(self, message):
        await self.write_message(message, binary=isinstance(message, bytes))


async def main():
    settings = {"websocket_max_message_size": option} if mode == "max-size" else {}
    tornado.web.Application([(r"/.*", Echo)], **settings).listen(port, address="127.0.0.1")
    await asyncio.Event().wait()


asyncio.run(main())
