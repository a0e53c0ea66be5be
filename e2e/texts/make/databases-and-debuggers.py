"""Bytes as databases, debuggers, Octave, vis and PHP print them, and disassembly beside them.
    python e2e/texts/make/databases-and-debuggers.py FOLDER   (run in the root)"""
import http.server
import os
import sys
import threading
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program_rows
from frames import frame

folder = os.path.abspath(sys.argv[1])
rows = []
server = frame(1, b'Hello') + frame(9, b'hb') + frame(1, '{"état":"prêt"}'.encode()) + frame(8, b'\x03\xe8bye')
client = frame(1, b'subscribe', key=b'\x37\xfa\x21\x3d') + frame(10, b'hb', key=b'\x01\x9a\xbc\x0d')
for name, data in dict(s=server, c=client).items():
    with open(os.path.join(folder, name + '.bin'), 'wb') as file:
        file.write(data)
FRAMES = dict(s=([], [1, 9, 1, 8]), c=([1, 10], []), both=([1, 10], [1, 9, 1, 8]))


def file(name, text):
    with open(os.path.join(folder, name), 'w') as made:
        made.write(text)


def run(command):
    return program_rows.run(command, folder, 120)


def put(name, text, kind='bytes', frames=None, by=None, **more):
    made = program_rows.row(name, text, kind, FRAMES[frames] if isinstance(frames, str) else frames, by, **more)
    if made:
        rows.append(made)


read = "f=fopen('s.bin');b=fread(f,Inf,'uint8=>uint8')';"
octave = lambda code: run(['octave', '--no-gui', '-q', '--eval', read + code])
put('Octave: a vector in columns', octave('b'), frames='s', by='octave')
put('Octave: disp of a vector', octave('disp(b)'), frames='s', by='octave')
put('Octave: dec2hex, a byte a line', octave('dec2hex(b)'), frames='s', by='octave')
put('Octave: dec2hex transposed and joined', octave("strjoin(cellstr(dec2hex(b)),' ')"), frames='s', by='octave')
put('Octave: mat2str', octave('frame = mat2str(b)'), frames='s', by='octave')
put('Octave: a column vector', octave("d=b(1:11)'"), frames=([], [1, 9]), by='octave')
put('Octave: a literal and its hex', ">> x = uint8([129 5 72 101 108 108 111 137 2 104 98]);\n>> dec2hex(x)\n"
    + octave("dec2hex(b(1:11))"), frames=([], [1, 9]), by='octave')
put('Octave: rows of a script', "% what the server sent\nrx = uint8([129 5 72 101 108 108 111 ...\n  137 2 104 98]);\nfwrite(sock, rx);\n", frames=([], [1, 9]))
put('MATLAB: columns of a row vector', 'rx =\n\n  1×11 uint8 row vector\n\n  Columns 1 through 9\n\n   129     5    72   101   108   108   111   137     2\n\n  Columns 10 through 11\n\n   104    98\n\n', frames=([], [1, 9]))
put('MATLAB: dec2hex prints a char array', ">> dec2hex(rx)\n\nans =\n\n  11×2 char array\n\n    '81'\n    '05'\n    '48'\n    '65'\n    '6C'\n    '6C'\n    '6F'\n    '89'\n    '02'\n    '68'\n    '62'\n\n", frames=([], [1, 9]))

up = lambda data: data.hex().upper()
put('SQLite: an insert of one frame', "INSERT INTO frames(data) VALUES (X'810548656c6c6f');\n", frames=([], [1]))
put('SQL: an insert of a hash', "INSERT INTO users (id, password_hash) VALUES (7, X'810548656c6c6f88020388aabb');\n", 'unknown')
put('Oracle: HEXTORAW in an insert', f"INSERT INTO ws_frames (id, dir, data) VALUES (1, 'server', HEXTORAW('{up(server)}'));\n", frames='s')
put('Oracle: HEXTORAW of both ends', f"INSERT INTO ws_frames VALUES (1, 'client', HEXTORAW('{up(client)}'));\nINSERT INTO ws_frames VALUES (2, 'server', HEXTORAW('{up(server)}'));\n", frames='both')
put('Oracle: HEXTORAW over two pieces', f"SELECT UTL_RAW.CAST_TO_VARCHAR2(HEXTORAW('{up(server)}')) FROM dual;\n", frames='s')
put('SQL Server: 0x in an insert', f"INSERT INTO dbo.Frames (Direction, Payload) VALUES (N'server', 0x{up(server)});\nGO\n", frames='s')
put('MySQL: _binary and 0x of mysqldump --hex-blob', f"INSERT INTO `frames` VALUES (1,'server',0x{up(server)}),(2,'client',0x{up(client)});\n", frames='both')
put('Postgres: decode of hex', f"insert into frames (dir, data) values ('server', decode('{server.hex()}', 'hex'));\n", frames='s')
put('Postgres: E string of bytea', f"insert into frames (dir, data) values ('client', E'\\\\x{client.hex()}');\n", frames='c')
put('Postgres: a COPY block', "COPY public.frames (id, dir, data) FROM stdin;\n1\tserver\t\\\\x%s\n2\tclient\t\\\\x%s\n\\.\n" % (server.hex(), client.hex()), frames='both')
file('q.sql', "create table f(id integer,dir text,data blob);\ninsert into f values(1,'server',x'%s');\ninsert into f values(2,'client',x'%s');\n" % (server.hex(), client.hex()))
sqlite = lambda mode, query='select * from f': run(f"(cat q.sql; echo '.mode {mode}'; echo '{query};') | sqlite3 :memory:")
put('sqlite3: mode insert', sqlite('insert f'), frames='both', by='sqlite3')
put('sqlite3: mode quote', sqlite('quote'), frames='both', by='sqlite3')
put('sqlite3: hex in mode column', sqlite('column', 'select id,dir,hex(data) as data from f'), frames='both', by='sqlite3')
put('sqlite3: hex in mode box', sqlite('box', 'select id,dir,hex(data) as data from f'), frames='both', by='sqlite3')
put('sqlite3: hex in mode line', sqlite('line', 'select id,dir,hex(data) as data from f'), frames='both', by='sqlite3')
put('sqlite3: quote function', sqlite('list', 'select quote(data) from f where id=1'), frames='s', by='sqlite3')
put('sqlite3: dump of a database', run("(cat q.sql; echo .dump) | sqlite3 :memory:"), frames='both', by='sqlite3')

file('v.c', '#include <bsd/vis.h>\n#include <stdio.h>\n#include <stdlib.h>\nint main(int c,char**v){static char in[4096],out[20000];int n=fread(in,1,4096,stdin);strvisx(out,in,n,atoi(v[1]));puts(out);}\n')
run('gcc -w -o v v.c -lbsd')
put('vis of the server', run('./v 0 <s.bin'), frames='s', by='vis')
put('vis of the client', run('./v 2 <c.bin'), frames='c', by='vis')
put('vis -o of the server', run('./v 1 <s.bin'), frames='s', by='vis')
put('vis in a log line', 'Nov 30 10:00:01 fw1 relayd[4411]: rx ' + run('./v 18 <s.bin'), frames='s', by='vis')
put('cat -v of the server', run('cat -v s.bin'), frames='s', by='cat')
put('cat -v in an answer', 'I piped the socket to cat -v and this is the first message:\n\nM-^A^EHello\n', frames=([], [1]))
put('cat -v cut in a payload', 'M-^A^UHello wo\n', isOther=True)
put('cat -A of the client', run('cat -A c.bin'), frames='c', by='cat')

file('m.c', '#include <stdio.h>\nunsigned char buf[64];\nint main(){FILE*f=fopen("s.bin","rb");size_t n=fread(buf,1,64,f);\nputs("read");return (int)n;}\n')
run('gcc -g -o m m.c')
lldb = lambda command: run("lldb -b -o 'settings set use-color false' -o 'b m.c:4' -o run -o '%s' ./m 2>/dev/null | sed -n '/^(lldb) [mx]/,$p' | awk '!/^Process/'" % command)
put('lldb: memory read', lldb('memory read &buf `((char*)&buf)+%d`' % len(server)), frames='s', by='lldb')
put('lldb: memory read of single bytes', lldb('memory read -s1 -fx -c%d &buf' % len(server)), frames='s', by='lldb')
put('lldb: memory read as decimal, a byte a line', lldb('memory read -s1 -fu -c%d &buf' % len(server)), frames='s', by='lldb')
put('lldb: memory read as words', lldb('memory read -fx -s4 -c9 &buf'), frames=([], [1, 9, 1, 8]), by='lldb')
put('lldb: x as bytes', lldb('x/%dxb &buf' % len(server)), frames='s', by='lldb')
put('lldb: p of a char array', '(unsigned char[37]) $6 = "\\x81\\U00000005Hello\\x89\\U00000002hb\\x81\\U00000011{\\"état\\":\\"prêt\\"}\\x88\\U00000005\\U00000003\\xe8bye"\n', frames='s', by='lldb')
groups = lambda data, size=4: ' '.join(data[i:i + size].hex().upper() for i in range(0, len(data), size))
put('Xcode memory view', ''.join('%X  %s  %s\n' % (0x600003E04000 + i, groups(server[i:i + 16]).ljust(35), ''.join(chr(b) if 32 <= b < 127 else '.' for b in server[i:i + 16])) for i in range(0, len(server), 16)), frames='s')
put('Xcode: groups of four bytes', groups(server) + '\n', frames='s')
put('Xcode console: po of Data', '(lldb) po data\n▿ 37 bytes\n  - count : 37\n  ▿ pointer : 0x000060000264c000\n    - pointerValue : 105553156358144\n  ▿ bytes : 37 elements\n' + ''.join(f'    - {i} : {b}\n' for i, b in enumerate(server)), frames='s')
put('Xcode console: po of NSData', '(lldb) po frame as NSData\n<' + groups(server).lower() + '>\n', frames='s')

od = lambda options, name: run(f'od {options} {name}.bin')
put('od -b', od('-b', 's'), frames='s', by='od')
put('od -b with hex offsets', od('-A x -b', 'c'), frames='c', by='od')
put('od -b with decimal offsets', od('-A d -b', 's'), frames='s', by='od')
put('od -b without offsets', od('-A n -b', 's'), frames='s', by='od')
put('od -x1 without offsets', od('-A n -t x1', 'c'), frames='c', by='od')
put('hexdump -b', run('hexdump -b c.bin'), frames='c', by='hexdump')
put('rows of flags in hex', '01 00 01\n00 01 01\n01 01 00\n', 'unknown')
put('od -b of zeros and ones', run("printf '\\1\\0\\1\\1\\0\\0\\1\\1\\1\\0\\1\\0\\1\\1\\0\\1\\1\\0' | od -b"), isOther=True, by='od')

disassembly = run("objdump -d m | sed -n '/<main>:/,/ret/p'")
put('objdump of a function', disassembly, 'unknown', by='objdump')
put('objdump of a function in the syntax of Intel', run("objdump -d -M intel m | sed -n '/<_start>:/,/hlt/p'"), 'unknown', by='objdump')
put('objdump with its heading', run("objdump -d -j .init m"), 'unknown', by='objdump')
put('a line of disassembly', '  401000:\t89 c3                \tmov    %eax,%ebx\n', 'unknown')
put('a line of disassembly without blanks', '401000: 89 c3  mov ebx, eax\n', 'unknown')
put('two lines of disassembly', '   0:\t81 ec 48 01 00 00    \tsub    $0x148,%esp\n   6:\t89 e5                \tmov    %esp,%ebp\n', 'unknown')
put('gdb disassemble /r', run("gdb -q -batch -ex 'disassemble /r main' m"), 'unknown', by='gdb')
put('lldb disassemble with bytes', run("lldb -b -o 'disassemble -b -n main' m 2>/dev/null"), 'unknown', by='lldb')
put('WinDbg u', 'app!read_frame:\n00007ff6`1a2b1000 89c3            mov     ebx,eax\n00007ff6`1a2b1002 8102486c6c6f    add     dword ptr [rdx],6F6C6C48h\n00007ff6`1a2b1008 c3              ret\n', 'unknown')
put('javap bytes of code', '  Code:\n   0:   2a      aload_0\n   1:   b7 00 01  invokespecial #1\n   4:   89      dup\n', 'unknown')
put('HPACK example of RFC 7541', 'C.4.1.  First Request\n\n   Header list to encode:\n\n   :method: GET\n   :scheme: http\n   :path: /\n   :authority: www.example.com\n\n   Hex dump of encoded data:\n\n   8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 | ...A......:k....\n   ff                                      | .\n', isOther=True)
put('HPACK example without Huffman', 'C.3.1.  First Request\n\n   Hex dump of encoded data:\n\n   8286 8441 0f77 7777 2e65 7861 6d70 6c65 | ...A.www.example\n   2e63 6f6d                               | .com\n', isOther=True)
put('HPACK rows alone', '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 | ...A......:k....\nff                                      | .\n', isOther=True)
put('Snort rule', 'alert tcp $EXTERNAL_NET any -> $HOME_NET 8080 (msg:"PROTOCOL-OTHER WebSocket unmasked frame"; flow:to_server,established; content:"|81 05|"; depth:2; content:"Hello"; distance:0; reference:url,tools.ietf.org/html/rfc6455; sid:1000001; rev:1;)\n', 'unknown')
put('Suricata rule', 'alert http any any -> any any (msg:"SURICATA HTTP failed websocket upgrade"; flow:established,to_client; http.stat_code; content:"400"; http.header; content:"Upgrade|3a 20|websocket"; classtype:protocol-command-decode; sid:2221001; rev:1;)\n', 'unknown')
put('Suricata rule with a close frame', 'alert tcp any any -> any [80,8080] (msg:"WS close 1002 protocol error"; content:"|88 02 03 ea|"; sid:9000002; rev:3;)\n', 'unknown')


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def do_GET(self):
        code = int(self.path[1:4])
        self.send_response(code)
        self.send_header('Connection', 'Upgrade' if code == 426 else 'keep-alive')
        if code == 426:
            self.send_header('Upgrade', 'websocket')
        self.send_header('Content-Length', '2')
        self.end_headers()
        self.wfile.write(b'no')


listening = http.server.HTTPServer(('127.0.0.1', 0), Handler)
threading.Thread(target=listening.serve_forever, daemon=True).start()
port = listening.server_address[1]
for code, output in (('426', 'var_dump'), ('426', 'print_r'), ('200', 'var_dump'), ('403', 'print_r'), ('200', 'var_export')):
    put(f'PHP: {output} of the headers of {code}', run(['php', '-r', '$c=stream_context_create(["http"=>["ignore_errors"=>true,"timeout"=>2,"header"=>"Connection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]]);@file_get_contents("http://127.0.0.1:%d/%s",false,$c);%s($http_response_header);' % (port, code, output)]), 'handshake', by='php', heads=['response'])
put('PHP: get_headers as an array with names', run(['php', '-r', 'print_r(get_headers("http://127.0.0.1:%d/426",true));' % port]), 'handshake', by='php', heads=['response'])
listening.shutdown()
heads = 'GET /live HTTP/1.1\nHost: app.example.com\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\n\nHTTP/1.1 400 Bad Request\nConnection: close\nContent-Length: 0\n'
quoted = lambda sign: ''.join(f'{sign}{line}\n' for line in heads.splitlines())
for sign, name in (('| ', 'bars'), ('> ', 'angles'), ('|', 'bars without blanks'), ('  | ', 'bars in a list'), ('>> ', 'double angles'), ('// ', 'comments'), ('# ', 'hash signs'), ('│ ', 'box bars')):
    put(f'handshake behind {name}', quoted(sign), 'handshake', heads=['request', 'response'])
tungstenite = lambda opcode, payload, length: f'<FRAME>\nfinal: true\nreserved: false false false\nopcode: {opcode}\nlength: {length}\npayload length: {len(payload)}\npayload: 0x{payload.hex()}\n            \n'
stamp = '[2026-11-30T10:00:01Z TRACE tungstenite::protocol%s] '
put('tungstenite trace with env_logger', (stamp % '') + 'Sending frame: Frame { header: FrameHeader { is_final: true, rsv1: false, rsv2: false, rsv3: false, opcode: Data(Text), mask: None }, payload: [72, 101, 108, 108, 111] }\n'
    + (stamp % '::frame') + 'writing frame \n' + tungstenite('TEXT', b'Hello', 11)
    + (stamp % '::frame::frame') + 'Parsed headers [129, 5]\n' + (stamp % '::frame::frame') + 'First: 10000001\n' + (stamp % '::frame::frame') + 'Second: 101\n'
    + (stamp % '::frame::frame') + 'Opcode: Data(Text)\n' + (stamp % '::frame::frame') + 'Masked: false\n' + (stamp % '::frame') + 'received frame \n' + tungstenite('TEXT', b'Hello', 7)
    + (stamp % '') + 'Received message Hello\n', 'messages', frames=([1], [1]))
put('tungstenite trace of sending alone', (stamp % '') + 'Sending frame: Frame { header: FrameHeader { is_final: true, rsv1: false, rsv2: false, rsv3: false, opcode: Data(Text), mask: None }, payload: [72, 101, 108, 108, 111] }\n', 'messages', frames=([1], []))
put('tungstenite parsed headers alone', (stamp % '::frame::frame') + 'Parsed headers [129, 5]\n' + (stamp % '::frame::frame') + 'First: 10000001\n' + (stamp % '::frame::frame') + 'Second: 101\n' + (stamp % '::frame::frame') + 'Opcode: Data(Text)\n', 'error-text')
put('Postman messages with arrows', '✓ Connected to wss://ws.postman-echo.com/raw  10:00:01.204\n↑ {"op":"subscribe"}  10:00:02.118\n↓ {"op":"subscribe"}  10:00:02.240\n✗ Disconnected from wss://ws.postman-echo.com/raw  10:00:09.871\n', 'messages', frames=([1], [1]))

program_rows.write(rows, 'databases-and-debuggers.json')
