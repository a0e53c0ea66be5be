"""Pasted texts of engines, recordings, terminals and viewers.
    python e2e/texts/make/recordings-and-viewers.py FOLDER   (run in the root)"""
import base64
import json
import os
import sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program_rows
from frames import frame
from program_rows import decimal, hexed, upper

folder = os.path.abspath(sys.argv[1])
server = frame(1, b'{"room":4,"text":"hi all"}') + frame(9, b'k') + frame(2, b'\x01\x80\xfe\x10\x00')
client = frame(1, b'{"join":"room-4"}', key=b'\x4c\x91\x07\xd3') + frame(10, b'k', key=b'\xe2\x15\x68\x0a') + frame(8, b'\x03\xe8done', key=b'\x19\xf4\x5b\x86')
short = frame(1, b'{"rpm":1450}')
reserved = frame(1, b'one') + frame(6, b'xy') + frame(1, b'two')
closing = frame(1, b'last words') + frame(8, b'\x03\xee')
masked = frame(1, b'{"price":99}', key=b'\x5d\x02\xa7\x38') + frame(1, b'{"price":98}', key=b'\x90\x3e\x44\xc1')
FRAMES = dict(s=([], [1, 9, 2]), c=([1, 10, 8], []), h=([], [1]), f=([], [1, 6, 1]), k=([], [1, 8]), m=([], [1, 1]), both=([1, 10, 8], [1, 9, 2]))
made = program_rows.Rows(folder, dict(s=server, c=client, h=short, f=reserved), FRAMES)
run, python, file, rows = made.run, made.python, made.file, made.rows
b64 = lambda data: base64.b64encode(data).decode()
dots = lambda data: ''.join(chr(b) if 32 <= b < 127 else '.' for b in data)
signed = lambda data, gap=', ': gap.join(str(b - 256 if b > 127 else b) for b in data)
escaped = lambda data: ''.join(chr(b) if 32 <= b < 127 and b not in (34, 92) else '\\"' if b == 34 else '\\x%02X' % b for b in data)
legal = ('s', 'c', 'h', 'both')


def put(name, text, kind='bytes', frames=None, by=None, **more):
    if frames in legal and kind == 'bytes':
        more.setdefault('cause', 'healthy')
    made.put(name, text, kind, frames, by, **more)


def pieces(data, n=16):
    return [data[i:i + n] for i in range(0, len(data), n)]


def dump(data, lead='', offset='%04x', gap='  ', split='  ', bar='  ', end='', width=16):
    half = width // 2
    return ''.join('%s%s%s%s%s%s%s%s\n' % (lead, offset % (width * i), gap, hexed(row[:half]).ljust(3 * half - 1), split + hexed(row[half:]).ljust(3 * half - 1), bar, dots(row), end) for i, row in enumerate(pieces(data, width)))


# Logs of engines, services and libraries
put('Unity console with the place of the call', 'Received: %s\nUnityEngine.Debug:Log (object)\nWsClient:OnData (byte[]) (at Assets/Scripts/WsClient.cs:42)\n' % upper(server, '-'), frames='s')
put('Unreal log', '[2026.11.30-14.22.01:123][ 42]LogWebSockets: Verbose: Recv %d bytes: %s\n[2026.11.30-14.22.01:140][ 43]LogWebSockets: Verbose: Send %d bytes: %s\n' % (len(server), hexed(server), len(client), hexed(client)), frames='both')
put('Godot: PackedByteArray', 'packet from server: [%s]\n' % decimal(server), frames='s')
put('Home Assistant: raw bytes', '2026-11-30 14:22:01.123 DEBUG (MainThread) [custom_components.meter.ws] Received raw: %r\n' % server, frames='s')
put('Node-RED: debug sidebar', '30.11.2026, 14:22:01node: debug 1\nmsg.payload : buffer[%d]\n[ %s ]\n' % (len(server), decimal(server)), frames='s')
put('count in brackets after an arrow', '[ws] <- (%d) %s\n[ws] -> (%d) %s\n' % (len(server), hexed(server), len(client), hexed(client)), frames='both')
put('count in square brackets before the bytes', 'RX[%d]: %s\nTX[%d]: %s\n' % (len(server), upper(server), len(client), upper(client)), frames='both')
put('OpenResty: hex in the error log', '2026/11/30 14:22:01 [notice] 4242#4242: *7 [lua] ws.lua:42: upstream frame %s, client: 10.0.0.3, server: localhost, request: "GET /ws HTTP/1.1", host: "app.example.com"\n' % server.hex(), frames='s')
put('Apache: mod_dumpio', '[Mon Nov 30 14:22:01.123456 2026] [dumpio:trace7] [pid 4242:tid 1407] mod_dumpio.c(103): [client 10.0.0.3:51312] mod_dumpio:  dumpio_out (data-HEAP): %s\n' % escaped(server), frames='s')
put('Akka: ByteString', '14:22:01.123 [ws-akka.actor.default-dispatcher-5] DEBUG Flow - received ByteString(%s)\n' % signed(server), frames='s')
put('Crystal: Bytes', 'Bytes[%s]\n' % decimal(server), frames='s')
put('MINA: buffer of an IoSession', '14:22:01.123 INFO  LoggingFilter - RECEIVED: HeapBuffer[pos=0 lim=%d cap=2048: %s]\n' % (len(server), upper(server)), frames='s')
put('POCO: message with a dump', '2026-11-30 14:22:01 Ws: received %d bytes\n' % len(server) + ''.join('%04X  %-23s  %-23s  %s\n' % (16 * i, upper(row[:8]), upper(row[8:]), dots(row)) for i, row in enumerate(pieces(server))), frames='s')
put('ACE: HEXDUMP', 'rx - HEXDUMP %d bytes\n' % len(server) + ''.join('%-23s  %-23s   %s\n' % (hexed(row[:8]), hexed(row[8:]), dots(row)) for row in pieces(server)), frames='s')
put('Mongoose: mg_hexdump', '1a2b 3 net.c:80:log_traffic      7 recv %d\n' % len(server) + ''.join('%04x   %-48s  %s\n' % (16 * i, hexed(row), dots(row)) for i, row in enumerate(pieces(server))), frames='s')
put('NuttX: dumpbuffer', 'rx_frame:\n' + ''.join('rx_frame: %04x  %-48s %s\n' % (16 * i, hexed(row), dots(row)) for i, row in enumerate(pieces(server))), frames='s')
put('Python: a tuple of struct', 'DEBUG:ws:frame = (%s)\n' % decimal(server), frames='s')
put('construct: hexundump', 'hexundump("""\n' + dump(server, gap='   ', split=' ', bar='   ') + '""")\n', frames='s')
put('Ansible: msg of a task', 'TASK [show frame] ******************\nok: [gw1] => {\n    "msg": "%s"\n}\n' % hexed(server), frames='s')
# Debuggers and viewers
file('g.c', 'int main(){unsigned char buf[]={%s};return buf[0];}' % ','.join(map(str, short)))
put('Visual Studio: watch of an array', ''.join('\t[%d]\t0x%02x %s\tunsigned char\n' % (i, b, "'%s'" % chr(b) if 32 <= b < 127 else "'\\x%02x'" % b) for i, b in enumerate(short)), frames='h')
put('Eclipse: variables view', 'buf\tbyte[%d]  (id=32)\t\n' % len(short) + ''.join('\t[%d]\t%d\t\n' % (i, b - 256 if b > 127 else b) for i, b in enumerate(short)), frames='h')
put('Swift: dump of an array', '▿ %d elements\n' % len(short) + ''.join('  - %d\n' % b for b in short), frames='h')
put('pdb: p of the data', '> /app/ws.py(42)on_data()\n-> self.feed(data)\n(Pdb) p data\n%r\n(Pdb) \n' % server, frames='s')
put('emacs: hexl-mode', '87654321  0011 2233 4455 6677 8899 aabb ccdd eeff  0123456789abcdef\n' + run('xxd s.bin'), frames='s')
put('vim: xxd with line numbers', ''.join('%3d %s\n' % (i + 1, line) for i, line in enumerate(run('xxd s.bin').splitlines())) + '~\n~\n', frames='s', by='xxd')
put('Wireshark: Data row of a packet', 'Data (%d bytes)\n    Data: %s\n    [Length: %d]\n' % (len(server), server.hex(), len(server)), frames='s')
# Terminals of serial lines and sockets
put('PuTTY: log of raw data', '=~=~=~=~=~= PuTTY log 2026.11.30 14:22:01 =~=~=~=~=~=\nIncoming raw data at 2026-11-30 14:22:01\n' + dump(server, '  ', '%08x') + 'Outgoing raw data at 2026-11-30 14:22:02\n' + dump(client, '  ', '%08x'), frames='both')
put('Docklight: both channels', '30.11.2026 14:22:01.123 [RX] - %s \n30.11.2026 14:22:01.481 [TX] - %s \n' % (upper(server), upper(client)), frames='both')
put('Hercules: bytes in braces', ''.join('{%02X}' % b for b in server) + '\n', frames='s')
put('Packet Sender: row of the traffic log', '02:22:01.123 pm\t10.0.0.2\t8080\tYou\t51312\tTCP\t%s\t%s\n' % (dots(server), hexed(server)), frames='s')
put('YAT: bytes with h', '(14:22:01.123) >> %s\n(14:22:01.190) << %s\n' % (' '.join('%02Xh' % b for b in client), ' '.join('%02Xh' % b for b in server)), frames='both')
# Recordings and logs of builds
put('asciinema: cast of xxd', '{"version": 2, "width": 80, "height": 24, "timestamp": 1795867200}\n[0.101, "o", "$ xxd s.bin\\r\\n"]\n' + ''.join('[0.%d, "o", %s]\n' % (150 + i, json.dumps(line + '\r\n')) for i, line in enumerate(run('xxd s.bin').splitlines())), frames='s', by='xxd')
put('script: a session with xxd', 'Script started on 2026-11-30 14:22:01+00:00 [TERM="xterm" TTY="/dev/pts/3"]\nkai@box:~$ xxd s.bin\n' + run('xxd s.bin') + 'kai@box:~$ exit\n\nScript done on 2026-11-30 14:22:09+00:00 [COMMAND_EXIT_CODE="0"]\n', frames='s', by='xxd')
put('GitHub Actions: xxd behind times', ''.join('2026-11-30T14:22:01.%07dZ %s\n' % (1234567 + 311 * i, line) for i, line in enumerate(['##[group]Run xxd s.bin', '\x1b[36;1mxxd s.bin\x1b[0m', '##[endgroup]'] + run('xxd s.bin').splitlines())), frames='s', by='xxd')
put('GitLab: xxd with colours of the job', '\x1b[32;1m$ xxd s.bin\x1b[0;m\n' + run('xxd s.bin') + '\x1b[32;1mJob succeeded\x1b[0;m\n', frames='s', by='xxd')
put('Docker: file of a log in JSON', ''.join(json.dumps({'log': line + '\n', 'stream': 'stdout', 'time': '2026-11-30T14:22:01.%09dZ' % (i * 1000)}) + '\n' for i, line in enumerate(run('hexdump -C s.bin').splitlines())), frames='s', by='hexdump')
# Tables
put('pandas: frames in a table', '   time     dir  hex\n0  0.012  server  %s\n1  0.034  client  %s\n' % (server.hex(), client.hex()), frames='both')
put('DuckDB: BLOB in a box', '┌─────────┬%s┐\n│   dir   │ raw%s │\n│ varchar │ blob%s │\n├─────────┼%s┤\n│ server  │ %s │\n└─────────┴%s┘\n' % ('─' * 60, '', '', '─' * 60, escaped(short).replace('\\"', '\\x22'), '─' * 60), frames='h')
file('q.sql', "create table f(dir text, raw blob);insert into f values('server',x'%s'),('client',x'%s');\n.mode line\nselect dir, hex(raw) as raw from f;\n" % (server.hex(), client.hex()))
put('sqlite3: mode line', run('sqlite3 :memory: < q.sql'), frames='both', by='sqlite3')
put('column of decimal numbers with a number of the row', 'i\tbyte\n' + ''.join('%d\t%d\n' % (i, b) for i, b in enumerate(short)), frames='h')
put('YAML: flow mappings', 'frames:\n- {dir: server, hex: "%s"}\n- {dir: client, hex: "%s"}\n' % (server.hex(), client.hex()), frames='both')
put('TOML: arrays of each end', '[[frames]]\nfrom = "server"\nbytes = [%s]\n\n[[frames]]\nfrom = "client"\nbytes = [%s]\n' % (', '.join('0x%02x' % b for b in server), ', '.join('0x%02x' % b for b in client)), frames='both')
put('JSON with comments: bytes of each end', '// captured on the gateway\n{\n  "server": [%s],\n  "client": [%s]\n}\n' % (decimal(server), decimal(client)), frames='both')
put('environment file', 'WS_URL=wss://app.example.com/ws\nLAST_FRAME=%s\n' % server.hex(), frames='s')
put('Java properties', '# last frame of the server\nws.last.frame=%s\nws.timeout=3000\n' % hexed(server), frames='s')
put('Mermaid: sequence of frames', 'sequenceDiagram\n    participant C as client\n    participant S as server\n    C->>S: %s\n    S->>C: %s\n' % (hexed(client), hexed(server)), frames='both')
put('PlantUML: sequence of frames', '@startuml\nclient -> server : %s\nserver -> client : %s\n@enduml\n' % (client.hex(), server.hex()), frames='both')
# Posts and chats
put('Teams: copy of a chat', '[14:22] Kai Berg\nthis is what the server sends\n%s\n[14:25] Mira Holt\nthanks, I will have a look\n' % hexed(server), frames='s')
put('Slack: copy of a thread', 'kai\n  2:22 PM\nserver sends\n%s\nmira\n  2:25 PM\nand the client?\nkai\n  2:26 PM\nclient sends\n%s\n' % (hexed(server), hexed(client)), frames='both')
put('Reddit: indented code', 'I wrote a small server in C and this is what it writes for one update:\n\n    %s\n\nThe browser shows nothing. What am I missing?\n' % '\n    '.join(hexed(row) for row in pieces(server)), frames='s')
put('bold labels of both ends', '**client → server**\n`%s`\n\n**server → client**\n`%s`\n' % (hexed(client), hexed(server)), frames='both')
put('numbered steps', '1. connect with wscat\n2. server sends %s\n3. browser closes with 1006\n' % hexed(server), frames='s')
put('HTML page of a question', '<p>My server sends this frame:</p>\n<pre><code>%s\n</code></pre>\n<p>What is wrong with it?</p>\n' % hexed(server), frames='s')
put('Portuguese question with a fault', 'Boa tarde, o servidor envia estes bytes e o navegador fecha a conexão:\n\n%s\n\nAlguém sabe o motivo?\n' % hexed(reserved), frames='f', status=1)
put('Indonesian question with a fault', 'Server mengirim data ini lalu koneksi langsung ditutup oleh browser:\n\n%s\n' % hexed(reserved), frames='f', status=1)
put('Romanian question', 'Bună ziua, serverul trimite următorii octeți către browser:\n\n%s\n' % hexed(server), frames='s')
put('Finnish question', 'Hei, palvelin lähettää tämän ja selain sulkee yhteyden:\n\n%s\n' % hexed(server), frames='s')
put('Thai question', 'เซิร์ฟเวอร์ส่งข้อมูลนี้มา แล้วการเชื่อมต่อก็ปิด\n\n%s\n' % hexed(server), frames='s')
put('Persian question', 'سلام، سرور این داده را می‌فرستد و مرورگر اتصال را می‌بندد:\n\n%s\n' % hexed(server), frames='s')
put('a Close with a reserved code, in a sentence', 'After "last words" the backend sends 88 02 03 ee, so on the wire it is %s and Chrome reports 1006.\n' % hexed(closing), cause='close-code-invalid')
put('masked frames of a server', 'These frames come from the server:\n\n%s\n' % hexed(masked), frames='m', cause='server-masked-frame')
put('expected and got', 'expected: %s\ngot:      %s\n' % (hexed(short), hexed(frame(3, short[2:]))), connections=2)
put('dump and the same in base64', 'hex:    %s\nbase64: %s\n' % (server.hex(), b64(server)), frames='s')
# Texts without bytes of a connection
put('Modbus Poll: traffic', 'Tx:000012-01 03 00 00 00 0A C5 CD\nRx:000013-01 03 14 00 81 00 05 00 48 00 65 00 6C 00 6C 00 6F 00 00 00 00 00 00 2B 5E\n', isOther=True)
put('calldata of a contract', 'input: 0x8105000000000000000000000000000000000000000000000000000000000000000000050000000000000000000000008102486989008a00c0ffee254729296a45a3885639\n', 'unknown')
put('table of MAC addresses of a switch', '          Mac Address Table\n-------------------------------------------\nVlan    Mac Address       Type        Ports\n----    -----------       --------    -----\n  10    8105.4865.6c6c    DYNAMIC     Gi1/0/5\n  10    8902.7137.8102    DYNAMIC     Gi1/0/6\n', 'unknown')
put('lottery numbers', 'Mo 05 12 23 34 41 07\nWe 02 08 19 25 37 11\nSa 01 05 48 49 33 09\n', 'unknown')
put('palette of a theme', '--blue: #81054f;\n--green: #48656c;\n--red: #6c6f81;\n--grey: #8a8a8a;\n', 'unknown')
put('scan of wireless networks', 'BSSID              PWR  CH  ENC   ESSID\n81:05:48:65:6C:6C  -41   6  WPA2  home\n88:02:03:E8:00:11  -67  11  WPA2  guest\n', 'unknown')
put('adjacency matrix', '0 1 0 1\n1 0 1 0\n0 1 0 1\n1 0 1 0\n', 'unknown')
put('readings of a sensor', 'time,temp,hum,co2\n14:22,21,45,129\n14:23,21,46,5\n14:24,22,46,72\n', 'unknown')
put('sleep and wake times of a job', 'slept 129 ms, woke 5 times; slept 130 ms, woke 2 times; queue 72 101 108\n', 'unknown')
# Errors, handshakes, configurations
put('Dart: not upgraded', "Unhandled exception:\nWebSocketException: Connection to 'http://app.example.com:8080/ws#' was not upgraded to websocket\n#0      _WebSocketImpl.connect.<anonymous closure> (dart:_http/websocket_impl.dart:1011:41)\n", 'error-text')
put('C#: closed without a close handshake', 'System.Net.WebSockets.WebSocketException (0x80004005): The remote party closed the WebSocket connection without completing the close handshake.\n   at System.Net.WebSockets.ManagedWebSocket.ThrowIfEOFUnexpected(Boolean throwOnPrematureClosure)\n', 'error-text')
put('Go: a request as a quoted string', 'DEBUG request "GET /ws HTTP/1.1\\r\\nHost: app.example.com\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\n\\r\\n"\n', 'handshake')
put('issue with an error and a dump', 'Version 2.3.1, Node 20.\n\n```\nRangeError: Invalid WebSocket frame: invalid opcode 6\n    at Receiver.getInfo (/app/node_modules/ws/lib/receiver.js:288:14)\n```\n\nBytes from the server:\n\n```\n%s```\n' % run('xxd f.bin'), 'mixed', 'f', status=1)
put('nginx: location and its error', 'location /ws {\n    proxy_pass http://app:3000;\n}\n\nthe browser console says\n\nWebSocket connection to \'wss://app.example.com/ws\' failed: Error during WebSocket handshake: Unexpected response code: 400\n', 'mixed')

program_rows.write(rows, 'recordings-and-viewers.json')
