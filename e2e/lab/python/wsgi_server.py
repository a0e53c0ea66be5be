"""A WSGI app that takes the socket for a WebSocket and then returns: wsgiref appends its own HTTP response."""
import base64
import hashlib
import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

port, mode = int(sys.argv[1]), sys.argv[2]


class Handler(WSGIRequestHandler):
    def log_message(self, *_args):
        pass

    def get_environ(self):
        return {**super().get_environ(), "app.socket": self.connection}


def receive(connection):
    head = connection.recv(6, 0x100)
    payload = connection.recv(head[1] & 127, 0x100)
    return bytes(byte ^ head[2 + i % 4] for i, byte in enumerate(payload))


def app(environ, start_response):
    connection = environ["app.socket"]
    key = environ["HTTP_SEC_WEBSOCKET_KEY"]
    accept = base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + accept
        + b"\r\n\r\n"
    )
    for _ in range(2):
        text = receive(connection)
        connection.sendall(bytes([0x81, len(text)]) + text)
    if mode == "close-first":
        connection.sendall(bytes([0x88, 2, 3, 0xE8]))
    if mode == "raise":
        raise RuntimeError("connection handler failed")
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return [b""]


make_server("127.0.0.1", port, app, handler_class=Handler).serve_forever()
