"""A hand-written threaded WebSocket server, as found in tutorials, with one of its usual faults in how bytes reach the socket.

crlf, lf-only: frames go through a text file object that translates newlines; utf8: through one that encodes as UTF-8;
println: print() adds a newline after every frame; nul: the terminating NUL of a C buffer is sent too;
threads: two threads send header and payload apart; short: send() is called once and its result ignored.
"""
import base64
import hashlib
import json
import random
import socket
import struct
import sys
import threading
import time

port, mode = int(sys.argv[1]), sys.argv[2]
rng = random.Random(mode)
WORDS = "orders prices rooms sensors alerts users trades frames rivers clouds".split()


def words(n):
    return " ".join(rng.choice(WORDS) for _ in range(n))


def head(conn):
    data = b""
    while b"\r\n\r\n" not in data:
        data += conn.recv(4096)
    key = [l.split(b":")[1].strip() for l in data.split(b"\r\n") if l.lower().startswith(b"sec-websocket-key")][0]
    accept = base64.b64encode(hashlib.sha1(key + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    conn.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + b"\r\n\r\n")


def header(n, opcode=1):
    if n < 126:
        return bytes([0x80 | opcode, n])
    if n < 65536:
        return bytes([0x80 | opcode, 126]) + struct.pack("!H", n)
    return bytes([0x80 | opcode, 127]) + struct.pack("!Q", n)


def frame(text):
    payload = text.encode() if isinstance(text, str) else text
    return header(len(payload)) + payload


def serve(conn):
    head(conn)
    conn.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if mode in ("crlf", "lf-only"):
        out = conn.makefile("w", encoding="latin-1", newline="\r\n" if mode == "crlf" else "")

        def send(text):
            data = frame(text).decode("latin-1")
            if mode == "lf-only":
                data = data.replace("\r\n", "\n")
            out.write(data)
            out.flush()

        for _ in range(4):
            send(json.dumps({"topic": rng.choice(WORDS), "note": words(12)}))
            time.sleep(0.004)
        end = "\r\n" if mode == "lf-only" else "\n"
        send(end.join(words(5) for _ in range(6)))
        for _ in range(3):
            send(json.dumps({"topic": rng.choice(WORDS), "note": words(9)}))
        send(end.join(words(4) for _ in range(3)))
        for _ in range(3):
            send(json.dumps({"topic": rng.choice(WORDS), "note": words(7)}))
    elif mode == "utf8":
        out = conn.makefile("w", encoding="utf-8", newline="")
        for n in range(8):
            out.write(frame(json.dumps({"n": n, "note": words(rng.randint(3, 40))})).decode("latin-1"))
            out.flush()
    elif mode == "println":
        out = conn.makefile("w", encoding="latin-1", newline="\n")
        for n in range(8):
            print(frame(json.dumps({"n": n, "note": words(rng.randint(3, 40))})).decode("latin-1"), file=out, flush=True)
    elif mode == "nul":
        for n in range(8):
            conn.sendall(frame(json.dumps({"n": n, "note": words(rng.randint(3, 30))})) + b"\0")
    elif mode == "threads":
        for n in range(3):
            conn.sendall(frame(json.dumps({"n": n, "note": words(9)})))
            time.sleep(0.004)
        start = threading.Barrier(2)

        def writer(name, delay, count):
            start.wait()
            for n in range(count):
                payload = json.dumps({"from": name, "n": n, "note": words(20)}).encode()
                conn.sendall(header(len(payload)))
                time.sleep(delay)
                conn.sendall(payload)

        both = [threading.Thread(target=writer, args=(name, delay, 4)) for name, delay in (("a", 0.002), ("b", 0.003))]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        for n in range(4):
            conn.sendall(frame(json.dumps({"n": 10 + n, "note": words(9)})))
    elif mode == "short":
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4608)
        for n in range(4):
            conn.sendall(frame(json.dumps({"n": n, "note": words(9)})))
            time.sleep(0.004)
        conn.setblocking(False)
        whole = frame(json.dumps({"report": words(14000)}))
        sent = conn.send(whole)
        if sent == len(whole):
            raise SystemExit("the kernel took all of it")
        conn.setblocking(True)
        for n in range(6):
            conn.sendall(frame(json.dumps({"n": 20 + n, "note": words(9)})))
    conn.settimeout(0.5)
    try:
        while conn.recv(65536):
            pass
    except OSError:
        pass
    try:
        conn.shutdown(socket.SHUT_WR)
    except OSError:
        pass
    conn.close()


listener = socket.create_server(("127.0.0.1", port))
while True:
    connection, _ = listener.accept()
    threading.Thread(target=serve, args=(connection,), daemon=True).start()
