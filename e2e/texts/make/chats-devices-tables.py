"""Pasted texts of chats, devices, tables and configurations.
    python e2e/texts/make/chats-devices-tables.py FOLDER   (run in the root)"""
import base64
import binascii
import json
import os
import sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program_rows
from frames import frame, capture
from program_rows import decimal, hexed, upper

folder = os.path.abspath(sys.argv[1])
server = frame(1, b'{"ev":"tick","p":101.25}') + frame(9, b'q7') + frame(1, b'ok')
client = frame(1, b'{"cmd":"start"}', key=b'\x6d\x0b\xe4\x92') + frame(10, b'q7', key=b'\x31\xd8\x05\x7c') + frame(8, b'\x03\xe9', key=b'\xa0\x1f\x93\x4e')
short = frame(1, b'{"t":21.5}')
fault = frame(1, b'good') + frame(5, b'zz') + frame(1, b'good')
reply = frame(1, b'pong!') + frame(2, b'\x00\x10\x20\x30')
FRAMES = dict(s=([], [1, 9, 1]), c=([1, 10, 8], []), h=([], [1]), f=([], [1, 5, 1]), r=([], [1, 2]), both=([1, 10, 8], [1, 9, 1]))
made = program_rows.Rows(folder, dict(s=server, c=client, h=short, f=fault, r=reply), FRAMES)
run, python, file, rows = made.run, made.python, made.file, made.rows
b64 = lambda data: base64.b64encode(data).decode()
dots = lambda data: ''.join(chr(b) if 32 <= b < 127 else '.' for b in data)
legal = ('s', 'c', 'h', 'r', 'both')


def put(name, text, kind='bytes', frames=None, by=None, **more):
    if frames in legal and kind == 'bytes':
        more.setdefault('cause', 'healthy')
    made.put(name, text, kind, frames, by, **more)


def pieces(data, n=16):
    return [data[i:i + n] for i in range(0, len(data), n)]


# Chats
put('Telegram: two people', 'Ivan, [30.11.2026 14:22]\nthe server writes\n\nIvan, [30.11.2026 14:22]\n%s\n\nOlga, [30.11.2026 14:25]\nand before it you send?\n\nIvan, [30.11.2026 14:26]\n%s\n' % (hexed(server), hexed(client)), 'bytes', 'both', cause=None)
put('WhatsApp: export with dates', '30/11/2026, 14:22 - Ana: what does your server answer\n30/11/2026, 14:23 - Luis: %s\n30/11/2026, 14:23 - Luis: and then it closes\n' % hexed(server), frames='s')
put('Discord: copy of a channel', 'kai — Today at 2:22 PM\nok so here is the raw thing I get from the server\n%s\nmira — Today at 2:24 PM\nlooks fine to me?\n' % hexed(server), frames='s')
put('IRC log with hex', '[14:22] <kai> recv from server: %s\n[14:22] <mira> kai: that is a whole frame\n' % hexed(short), frames='h')
put('Gitter: bytes in backticks', 'kai @kai 14:22\nMy server sends `%s` and the browser closes with 1002\n' % hexed(short), frames='h')
put('Mail with a footer', 'Hi all,\n\nthe gateway sends us this, is it a valid frame?\n\n    %s\n\nThanks\nKai\n-- \nKai Berg | Tel. +49 30 1234567 | www.example.com\n' % hexed(server), frames='s')
# Devices
put('SEGGER RTT: prefix of the channel', '00> [ws] rx %s\n00> [ws] rx %s\n' % (hexed(server[:28]), hexed(server[28:])), frames='s')
put('SEGGER RTT: rows alone', ''.join('00> %s\n' % upper(row) for row in pieces(server)), frames='s')
put('SIM modem: CIPRXGET in hex', 'AT+CIPRXGET=3,1,512\n+CIPRXGET: 3,1,%d,0\n%s\n\nOK\n' % (len(server), upper(server, '')), frames='s')
put('u-blox modem: USORD in hex', 'AT+USORD=0,64\n+USORD: 0,%d,"%s"\nOK\n' % (len(server), upper(server, '')), frames='s')
put('Quectel modem: QIURC and hex', '+QIURC: "recv",0,%d\n%s\n' % (len(server), upper(server, '')), frames='s')
put('Bus Pirate: read bytes', 'UART> [0x00 r:12]\nREAD: %s\n' % ' '.join('0x%02X' % b for b in short), frames='h')
put('sigrok: UART decoder', ''.join('uart-1: RX data: %02X\n' % b for b in server), frames='s')
put('Saleae: CSV of a serial analyzer', 'name,type,start_time,duration,data,error\n' + ''.join('"Async Serial","data",%.6f,0.0000868,0x%02X,\n' % (0.0123 + i * 0.0000955, b) for i, b in enumerate(server)), frames='s')
put('TIA Portal: watch table', 'Name\tAddress\tDisplay format\tMonitor value\n' + ''.join('"WsDb".rx[%d]\t%%DB5.DBB%d\tHex\t16#%02X\n' % (i, i, b) for i, b in enumerate(short)), frames='h')
put('CODESYS: array in the watch window', ''.join('PLC_PRG.rxBuf[%d]\tBYTE\t%d\n' % (i, b) for i, b in enumerate(short)), frames='h')
put('LabVIEW: string in backslash codes', ''.join(chr(b) if 32 < b < 127 and b != 92 else '\\%02X' % b for b in short) + '\n', frames='h')
put('ABAP: variable of a short dump', 'Variable  Content\nLV_XSTRING\n  %s\nSY-SUBRC  0\n' % upper(server, ''), frames='s')
put('MicroPython: read of a socket', '>>> s.recv(64)\n%r\n>>> \n' % short, frames='h')
put('CircuitPython: bytearray', 'code.py output:\nconnected\nbytearray(%r)\n' % server, frames='s')
put('NodeMCU: print of byte values', run(['lua', '-e', 'f=io.open("s.bin","rb") print(string.byte(f:read("*a"),1,-1))']), frames='s', by='lua')
put('Keil: memory window', ''.join('0x%08X: %s\n' % (0x20000400 + 8 * i, upper(row)) for i, row in enumerate(pieces(server, 8))), frames='s')
put('STM32 log with tick and length', ''.join('[%8d] WS_RX (%d) %s\n' % (1042 + 17 * i, len(part), upper(part)) for i, part in enumerate([server[:26], server[26:30], server[30:]])), frames='s')
put('ftrace: array of bytes', '     ws-reader-1234    [001] d..1  4242.123456: ws_rx: sock=7 len=%d data={%s}\n' % (len(server), ','.join('0x%02x' % b for b in server)), frames='s')
put('bpftrace: buf', 'Attaching 2 probes...\nnode 4242 recv: %s\n' % ''.join(chr(b) if 32 <= b < 127 and b != 92 else '\\x%02x' % b for b in server), frames='s')
put('sysdig: event and rows', '8123 14:22:01.123456789 2 node (4242) < read res=%d data=\n' % len(server) + ''.join('\t0x%04x: %-40s %s\n' % (16 * i, ' '.join(row[j:j + 2].hex() for j in range(0, len(row), 2)), dots(row)) for i, row in enumerate(pieces(server))), frames='s')
put('ltrace: recv', 'recv(5, "%s", 4096, 0) = %d\n' % (''.join(chr(b) if 32 <= b < 127 and b not in (34, 92) else '\\"' if b == 34 else '\\%03o' % b for b in server), len(server)), frames='s')
put('kdump: GIO with hex', '  4242 node     CALL  read(0x15,0x7fffffffd1a0,0x10000)\n  4242 node     GIO   fd 21 read %d bytes\n' % len(server) + ''.join('       0x%04x %-40s|%s|\n' % (16 * i, ' '.join(row[j:j + 2].hex() for j in range(0, len(row), 2)), dots(row)) for i, row in enumerate(pieces(server))) + '  4242 node     RET   read %d\n' % len(server), frames='s')
put('traditional netcat: log of -o', ''.join('< %08x %-48s# %s\n' % (16 * i, hexed(row), dots(row)) for i, row in enumerate(pieces(server))) + ''.join('> %08x %-48s# %s\n' % (16 * i, hexed(row), dots(row)) for i, row in enumerate(pieces(client))), frames='both')
# Languages and tools
put('C#: Serilog of BitConverter', '[14:22:01 DBG] Received {"Bytes": "%s", "Count": %d}\n' % (upper(server, '-'), len(server)), frames='s')
put('okio: ByteString with its size', '2026-11-30 14:22:01.123 D/Ws: reader got [size=%d hex=%s]\n' % (len(server), server.hex()), frames='s')
put('Rust: pretty-hex', 'Length: %d (0x%x) bytes\n' % (len(server), len(server)) + ''.join('%04x:   %-50s   %s\n' % (16 * i, '  '.join(hexed(row[j:j + 4]) for j in range(0, len(row), 4)), dots(row)) for i, row in enumerate(pieces(server))), frames='s')
put('Zig: dumpHex', ''.join('%016x  %-23s  %-23s  %s\n' % (0x7ffd3c1e2a10 + 16 * i, upper(row[:8]), upper(row[8:]), dots(row)) for i, row in enumerate(pieces(server))), frames='s')
put('Foundation: data with dots inside', 'received {length = 35, bytes = 0x8118%s ... 81026f6b }\n' % (server[2:16].hex(' ', -4).replace(' ', ' ')), cause='paste-truncated')
put('Octave: a row in parts of columns', run(['octave', '--no-gui', '-q', '--eval', 'f=fopen("s.bin");rx=fread(f,Inf)\'']), frames='s', by='octave')
put('IPython: a list over lines', 'In [4]: list(data)\nOut[4]: \n[' + ',\n '.join(map(str, server)) + ']\n', frames='s')
put('IPython: hex with a blank', "In [3]: sock.recv(4096).hex(' ')\nOut[3]: '%s'\n" % hexed(server), frames='s')
put('Jupyter: print of both ends', 'client -> %s\nserver -> %s\n' % (client.hex(), server.hex()), frames='both')
put('psql: expanded rows', '-[ RECORD 1 ]------------------------------\nid  | 41\ndir | server\nraw | \\x%s\n-[ RECORD 2 ]------------------------------\nid  | 42\ndir | client\nraw | \\x%s\n' % (server.hex(), client.hex()), frames='both')
put('mongosh: two documents', "[\n  {\n    _id: 1,\n    dir: 'server',\n    raw: Binary.createFromBase64('%s', 0)\n  },\n  {\n    _id: 2,\n    dir: 'client',\n    raw: Binary.createFromBase64('%s', 0)\n  }\n]\n" % (b64(server), b64(client)), frames='both')
put('redis-cli: LRANGE of frames', '127.0.0.1:6379> LRANGE ws:rx 0 -1\n1) "%s"\n2) "%s"\n' % tuple(''.join('\\"' if b == 34 else chr(b) if 32 <= b < 127 else '\\x%02x' % b for b in part) for part in (server[:26], server[26:])), frames='s')
put('Kibana: hits in JSON', json.dumps({'hits': {'hits': [{'_id': 'a1', '_source': {'@timestamp': '2026-11-30T14:22:01Z', 'direction': 'server', 'frame_hex': server.hex()}}, {'_id': 'a2', '_source': {'@timestamp': '2026-11-30T14:22:02Z', 'direction': 'client', 'frame_hex': client.hex()}}]}}, indent=2), frames='both')
put('CloudWatch Insights: table', '---------------------------------------------------------------\n| @timestamp              | @message\n---------------------------------------------------------------\n| 2026-11-30 14:22:01.123 | ws recv %s |\n---------------------------------------------------------------\n' % server.hex(), frames='s')
put('tshark: -T ek', (capture(os.path.join(folder, 'e.pcap'), [('client', client), ('server', server)], handshake=False), run('tshark -r e.pcap -d tcp.port==8080,data -T ek 2>/dev/null'))[1], frames='both', by='tshark')
put('tshark: -T jsonraw', run('tshark -r e.pcap -d tcp.port==8080,data -T jsonraw 2>/dev/null'), frames='both', by='tshark')
put('uuencode', 'begin 644 frame.bin\n' + ''.join(binascii.b2a_uu(row).decode() for row in pieces(server, 45)) + '`\nend\n', frames='s')
put('quoted-printable', binascii.b2a_qp(server).decode() + '\n', frames='s')
put('Intel HEX', ''.join(':%02X%04X00%s%02X\n' % (len(row), 16 * i, row.hex().upper(), -(len(row) + (16 * i >> 8) + (16 * i & 255) + sum(row)) & 255) for i, row in enumerate(pieces(server))) + ':00000001FF\n', isOther=True)
put('S-records', ''.join('S1%02X%04X%s%02X\n' % (len(row) + 3, 16 * i, row.hex().upper(), ~(len(row) + 3 + (16 * i >> 8) + (16 * i & 255) + sum(row)) & 255) for i, row in enumerate(pieces(server))) + 'S9030000FC\n', isOther=True)
# Configuration with bytes
put('YAML: !!binary of each end', 'frames:\n  - from: server\n    data: !!binary |\n      %s\n  - from: client\n    data: !!binary |\n      %s\n' % (b64(server), b64(client)), frames='both')
put('INI: hex of each end', '[frame1]\ndirection=server\nhex=%s\n\n[frame2]\ndirection=client\nhex=%s\n' % (server.hex(), client.hex()), frames='both')
put('reg file: value in hex over lines', 'Windows Registry Editor Version 5.00\n\n[HKEY_CURRENT_USER\\Software\\Acme\\Ws]\n"LastFrame"=hex:%s,\\\n  %s\n' % (hexed(server[:20], ','), hexed(server[20:], ',')), isOther=True)
put('XML: base64 of each end', '<capture>\n  <frame from="server">%s</frame>\n  <frame from="client">%s</frame>\n</capture>\n' % (b64(server), b64(client)), frames='both')
put('plist: data element', '<plist version="1.0">\n<dict>\n\t<key>frame</key>\n\t<data>\n\t%s\n\t</data>\n</dict>\n</plist>\n' % b64(server), frames='s')
put('C: adjacent string literals', 'const char frame[] = "\\x81\\x0a" "{\\"t\\":21.5}";\n', frames='h')
# Tables and documents
put('Markdown: each byte explained', '| Byte | Hex | Binary | Meaning |\n|---|---|---|---|\n| 0 | 0x81 | 1000 0001 | FIN, text |\n| 1 | 0x05 | 0000 0101 | length 5 |\n' + ''.join('| %d | 0x%02x | %s %s | %s |\n' % (i + 2, b, f'{b >> 4:04b}', f'{b & 15:04b}', chr(b)) for i, b in enumerate(b'Hello')), frames='h')
put('German spreadsheet', 'Nr;Richtung;Länge;Daten\n1;Server→Client;%d;%s\n2;Client→Server;%d;%s\n' % (len(server), upper(server), len(client), upper(client)), frames='both')
put('Confluence: table with wiki bars', '||#||from||bytes||\n|1|server|%s|\n|2|client|%s|\n' % (hexed(server), hexed(client)), frames='both')
put('LaTeX: verbatim', '\\begin{verbatim}\n%s\n\\end{verbatim}\n' % '\n'.join(hexed(row) for row in pieces(server)), frames='s')
put('AsciiDoc: listing block', 'The server answers:\n\n[source]\n----\n%s\n----\n' % hexed(server), frames='s')
# Prose in other languages
put('Turkish question', 'Merhaba, sunucu bana aşağıdaki baytları gönderiyor ama tarayıcı bağlantıyı kapatıyor:\n\n%s\n\nSorun ne olabilir?\n' % hexed(server), frames='s')
put('Vietnamese question', 'Mình nhận được dữ liệu này từ máy chủ, khung có đúng không ạ?\n\n%s\n' % hexed(server), frames='s')
put('Arabic question', 'مرحبا، الخادم يرسل هذه البايتات ولا أفهم لماذا يغلق المتصفح الاتصال:\n\n%s\n' % hexed(server), frames='s')
put('Greek question', 'Καλησπέρα, ο διακομιστής στέλνει αυτά τα bytes:\n\n%s\n\nΕίναι σωστό το πλαίσιο;\n' % hexed(server), frames='s')
put('Hindi question', 'सर्वर से यह डेटा आता है और फिर कनेक्शन बंद हो जाता है:\n\n%s\n' % hexed(server), frames='s')
put('Ukrainian question with a fault', 'Вітаю, сервер надсилає таке, і браузер одразу закриває з’єднання:\n\n%s\n' % hexed(fault), frames='f')
# Several dumps, truncated dumps, look-alikes
put('two dumps below file names', '==> server.bin <==\n%s==> client.bin <==\n%s' % (run('xxd s.bin'), run('xxd c.bin')), 'bytes', 'both', by='xxd')
put('cmp -l of two files', run('cp s.bin d.bin; printf "\\202" | dd of=d.bin conv=notrunc 2>/dev/null; cmp -l s.bin d.bin; cmp -l s.bin f.bin'), 'unknown', by='cmp')
put('a dump whose middle rows are left out', ''.join(run('xxd s.bin').splitlines(True)[:1]) + '[...]\n' + ''.join(run('xxd s.bin').splitlines(True)[2:]), by='xxd', cause='paste-truncated')
put('candump: log with a hash', ''.join('(1795867200.%06d) can0 1F334455#%s\n' % (1000 * i, upper(row, '')) for i, row in enumerate(pieces(server, 8))), 'unknown')
put('ethtool -e', 'Offset\t\tValues\n------\t\t------\n' + ''.join('0x%04x:\t\t%s \n' % (16 * i, hexed(bytes((37 * (16 * i + j) + 129) & 255 for j in range(16)))) for i in range(4)), isOther=True)
put('prose about two bytes', 'For a short text message the first byte is 0x81 and the second one is the length, so 0x81 0x05 is followed by five characters. 129 and 5 are the same in decimal.\n', 'unknown')
put('table of opcodes', 'opcode  meaning\n0x0     continuation\n0x1     text\n0x2     binary\n0x8     close\n0x9     ping\n0xA     pong\n', 'unknown')
put('issue form with a dump', '### Describe the bug\nThe client disconnects after the first message.\n\n### Relevant log output\n```shell\nDEBUG recv %s\nERROR RangeError: Invalid WebSocket frame: invalid opcode 5\n    at Receiver.getInfo (/app/node_modules/ws/lib/receiver.js:288:14)\n```\n\n### Version\n8.18.0\n' % hexed(fault), 'mixed', 'f', status=1)
put('StackOverflow: code and its output', 'I print what arrives:\n\n```python\ndata = conn.recv(1024)\nprint(data.hex(" "))\n```\n\nand get\n\n```\n%s\n```\n' % hexed(client), frames='c')
put('Ruby: unpack in irb', run(['ruby', '-e', 'd=File.binread("c.bin"); puts "irb(main):001> d.unpack(\\"C*\\")"; puts "=> "+d.unpack("C*").inspect']), frames='c', by='ruby')
put('PHP: str_split of bin2hex', run(['php', '-r', 'print_r(str_split(bin2hex(file_get_contents("h.bin")),2));']), frames='h', by='php')
put('Perl: Data::Dumper with Useqq', run(['perl', '-MData::Dumper', '-e', '$Data::Dumper::Useqq=1;open F,"<:raw","s.bin";local $/;print Dumper({dir=>"server",raw=><F>})']), frames='s', by='perl')
put('Go: spew dump', '([]uint8) (len=%d cap=512) {\n' % len(server) + ''.join(' %08x  %-23s  %-23s  |%s|\n' % (16 * i, hexed(row[:8]), hexed(row[8:]), dots(row)) for i, row in enumerate(pieces(server))) + '}\n', frames='s')
put('Java: HexFormat with a prefix', ', '.join('#%02x' % b for b in server) + '\n', frames='s')

program_rows.write(rows, 'chats-devices-tables.json')
