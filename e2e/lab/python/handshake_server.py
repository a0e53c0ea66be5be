"""WebSocket servers written by hand on http.server, each with a fault: handshake_server.py PORT MODE."""
import base64
import hashlib
import http.server
import sys
import time

port, mode = int(sys.argv[1]), sys.argv[2]
GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def digest(words):
    return base64.b64encode(hashlib.sha1(words.encode()).digest()).decode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args):
        pass

    def accept(self, key):
        if mode == "accept-with-newline":
            return digest(key + "\r\n" + GUID)
        if mode == "accept-hex":
            return hashlib.sha1((key + GUID).encode()).hexdigest()
        if mode == "accept-decoded-key":
            return base64.b64encode(hashlib.sha1(base64.b64decode(key) + GUID.encode()).digest()).decode()
        return digest(key + GUID)

    def frame(self, text):
        data = text.encode()
        self.wfile.write(bytes([0x81, len(data)]) + data)
        self.wfile.flush()

    def do_GET(self):
        self.close_connection = True
        if mode == "frame-before-101":
            self.frame("welcome")
        self.send_response(101)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        if mode != "no-accept":
            self.send_header("Sec-WebSocket-Accept", self.accept(self.headers["Sec-WebSocket-Key"]))
        if mode == "chunked":
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if mode == "extra-crlf":
            self.wfile.write(b"\r\n")
        if mode == "chunked":
            for text in ("hello", "tick 1", "a longer message, 26 bytes"):
                data = bytes([0x81, len(text)]) + text.encode()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                time.sleep(0.02)
        elif mode == "bom":
            self.frame("hello")
            self.wfile.write(b"\xef\xbb\xbf")
            self.frame("second")
        elif mode == "print":
            self.frame("hello")
            self.wfile.write(b"INFO client connected from %s\n" % self.client_address[0].encode())
            self.frame("second")
        else:
            self.frame("hello")
        try:
            self.connection.settimeout(3)
            while self.connection.recv(4096):
                pass
        except OSError:
            pass


http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
