"""http.client used for the upgrade and then, on the same connection, for a plain request: http_client.py PORT."""
import http.client
import sys
import time

connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]), timeout=3)
headers = {
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Version": "13",
}
connection.request("GET", "/ws", headers=headers)
answer = connection.getresponse()
answer.read()
if len(sys.argv) > 2:
    connection.sock.sendall(bytes([0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]))
    time.sleep(0.05)
connection.request("GET", "/api/health", headers={"Accept": "application/json"})
try:
    connection.getresponse()
except Exception as error:
    print(type(error).__name__, error)
connection.close()
