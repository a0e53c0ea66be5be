"""Qt WebSockets as client or server: qt.py <client|server>. See node.mjs for the protocol."""

import json
import signal
import sys
import threading

from PyQt5.QtCore import QCoreApplication, QObject, QUrl, pyqtSignal
from PyQt5.QtNetwork import QHostAddress
from PyQt5.QtWebSockets import QWebSocket, QWebSocketServer

KEPT = []


def say(i, text, error=None, code=None):
    print(json.dumps({"i": int(i), "text": text, "error": error, "code": code}), flush=True)


def watch(i, socket):
    """The close code tells a fault from an end; the reason is the text."""
    KEPT.append(socket)

    def closed():
        code = int(socket.closeCode())
        reason = socket.closeReason()
        say(i, reason if code in (1002, 1007, 1009) and reason else None)

    socket.disconnected.connect(closed)


class Lines(QObject):
    line = pyqtSignal(str)

    def read(self):
        for line in sys.stdin:
            self.line.emit(line)


def run_client():
    lines = Lines()
    KEPT.append(lines)

    def connect(line):
        i, url, _ = line.split()
        socket = QWebSocket()
        watch(i, socket)
        socket.open(QUrl(url))

    lines.line.connect(connect)
    threading.Thread(target=lines.read, daemon=True).start()


def run_server():
    server = QWebSocketServer("", QWebSocketServer.NonSecureMode)
    KEPT.append(server)
    server.listen(QHostAddress("127.0.0.1"), 0)

    def accept():
        socket = server.nextPendingConnection()
        watch(socket.requestUrl().path()[1:], socket)

    server.newConnection.connect(accept)
    print(json.dumps({"port": server.serverPort()}), flush=True)


signal.signal(signal.SIGTERM, signal.SIG_DFL)
application = QCoreApplication([])
run_server() if sys.argv[1] == "server" else run_client()
application.exec()
