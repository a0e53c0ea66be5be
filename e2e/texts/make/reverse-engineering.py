"""Texts of people who look into a program or a device: disassemblers, serial terminals, failed tests, consoles in several
languages, documents with code, and the bytes of other protocols.
    python e2e/texts/make/reverse-engineering.py FOLDER   (run in the root)"""
import json
import os
import sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program_rows
from frames import frame

folder = os.path.abspath(sys.argv[1])
rows = []
server = frame(1, b'["quote","EURUSD",1.0841]') + frame(10, b'\x07') + frame(2, b'\xca\xfe') + frame(8, b'\x03\xf3')
client = frame(9, b'\x07', key=b'\xde\xad\x10\x42') + frame(1, b'{"sub":["EURUSD"]}', key=b'\x90\x3c\x7b\x05')
fault = frame(1, b'tick') + frame(1, b'tock', rsv=4) + frame(1, b'tick')
hello = frame(1, b'Hello')
FRAMES = dict(s=([], [1, 10, 2, 8]), c=([9, 1], []), f=([], [1, 1, 1]), h=([], [1]), both=([9, 1], [1, 10, 2, 8]))
for name, data in dict(s=server, c=client, f=fault, h=hello).items():
    with open(os.path.join(folder, name + '.bin'), 'wb') as file:
        file.write(data)
hexed = lambda data, gap=' ': gap.join('%02x' % byte for byte in data)
upper = lambda data, gap=' ': hexed(data, gap).upper()
decimal = lambda data, gap=', ': gap.join(map(str, data))
dots = lambda data: ''.join(chr(b) if 32 <= b < 127 else '.' for b in data)
chunks = lambda data, size=16: [(i, data[i:i + size]) for i in range(0, len(data), size)]


def run(command):
    return program_rows.run(command, folder, 60)


def file(name, text):
    with open(os.path.join(folder, name), 'w') as made:
        made.write(text)


def put(name, text, kind='bytes', frames=None, by=None, **more):
    made = program_rows.row(name, text, kind, FRAMES[frames] if isinstance(frames, str) else frames, by, **more)
    if made:
        rows.append(made)


python = lambda code: run(['/usr/bin/python3', '-c', 'b=open("s.bin","rb").read();c=open("c.bin","rb").read()\n' + code])
# Printed by programs
put('unittest: two byte strings differ', python('import unittest\nclass T(unittest.TestCase):\n def test_frame(self): self.assertEqual(b"\\x81\\x05Hello", b"\\x81\\x06Hello")\nunittest.main(argv=["t"])'), 'error-text', by='unittest')
put('python: exception group', python('raise ExceptionGroup("websocket tasks", [ConnectionResetError(104,"Connection reset by peer"), TimeoutError("timed out during handshake")])'), 'error-text', by='python')
put('python: cProfile', python('import cProfile\ncProfile.run("sorted(b)")'), 'unknown', by='python')
put('python: numbers in width of four', python('for i in range(0,len(b),12): print("".join("%4d"%x for x in b[i:i+12]))'), frames='s', by='python')
put('python: bytes over lines in an assert', python('print("received = (\\n    "+"\\n    ".join(repr(b[i:i+10]) for i in range(0,len(b),10))+"\\n)")'), frames='s', by='python')
file('p.c', '#include <stdio.h>\nint main(){int c,n=0;while((c=getchar())!=EOF)printf("%02hhX%s",c,++n%16?"":"\\n");puts("");}')
put('C: %02hhX without blanks, 16 in a row', run('gcc -o p p.c && ./p < s.bin'), frames='s', by='C')
file('u.c', '#include <stdio.h>\nint main(){int c;printf("rx: ");while((c=getchar())!=EOF)printf("%x ",c);puts("");}')
put('C: %x without zeros in front', run('gcc -o u u.c && ./u < h.bin'), frames='h', by='C')
put('bash: declare -p', run("IFS= read -r -d '' x < h.bin; declare -p x"), frames='h', by='bash')
put('bash: printf %q', run("IFS= read -r -d '' x < h.bin; printf 'got %q\\n' \"$x\""), frames='h', by='bash')
put('bash: set -x of echo -ne', run("set -x; echo -ne '\\x81\\x05\\x48\\x65\\x6c\\x6c\\x6f' >/dev/null"), frames='h', by='bash')
put('jq: an array over lines', run("echo '[%s]' | jq ." % decimal(hello)), frames='h', by='jq')
put('jq: compact objects', run("printf '%%s\\n%%s\\n' '{\"from\":\"client\",\"hex\":\"%s\"}' '{\"from\":\"server\",\"hex\":\"%s\"}' | jq -c ." % (client.hex(), server.hex())), frames='both', by='jq')
put('gdb: binary digits without zeros', run("printf 'unsigned char rx[]={%s};int main(){return rx[0];}' > g.c; gcc -g -o g g.c; gdb -q -batch -ex 'break main' -ex run -ex 'p/t rx' g | tail -1" % decimal(hello)), frames='h', by='gdb')
put('gdb: printf in a command', run("gdb -q -batch -ex 'break main' -ex run -ex 'printf \"rx: %%02x %%02x %%02x %%02x %%02x %%02x %%02x\\n\", rx[0],rx[1],rx[2],rx[3],rx[4],rx[5],rx[6]' g | tail -1".replace('%%', '%')), frames='h', by='gdb')
put('rust: Some of a Vec', (file('o.rs', 'fn main(){println!("{:?}",Some(std::fs::read("s.bin").unwrap()));}'), run('rustc -o o o.rs && ./o'))[1], frames='s', by='rust')
put('rust: from_utf8_lossy', (file('l.rs', 'fn main(){println!("{:?}",String::from_utf8_lossy(&std::fs::read("s.bin").unwrap()));}'), run('rustc -o l l.rs && ./l'))[1], isOther=True, by='rust')
put('go: a frame as a structure', (file('s.go', 'package main\nimport "fmt"\ntype Frame struct{Fin bool;Opcode byte;Masked bool;Payload []byte}\nfunc main(){fmt.Printf("frame: %+v\\n",Frame{true,1,false,[]byte("Hello")})}\n'), run('go run s.go'))[1], 'unknown', by='go')
put('go: test that compares bytes', (file('w_test.go', 'package w\nimport ("testing";"bytes")\nfunc TestWrite(t *testing.T){got:=[]byte{0x81,0x85,1,2,3,4,0x49,0x67,0x6f,0x68,0x6e};want:=[]byte{0x81,5,72,101,108,108,111};if !bytes.Equal(got,want){t.Errorf("wrote % x, want % x",got,want)}}\n'), run('rm -f go.mod; go mod init w >/dev/null 2>&1; go test ./w_test.go 2>&1'))[1], frames=([1], [1]), connections=2, by='go')
put('java: MIME base64', (file('M.java', 'public class M{public static void main(String[] a)throws Exception{var o=new java.io.ByteArrayOutputStream();for(int i=0;i<3;i++)o.write(java.nio.file.Files.readAllBytes(java.nio.file.Path.of("s.bin")));System.out.println("frame="+java.util.Base64.getMimeEncoder().encodeToString(o.toByteArray()));}}'), run('java M.java'))[1], frames=([], [1, 10, 2, 8] * 3), by='java')
put('nginx -t: an unknown directive', (file('n.conf', 'events{}\nhttp{ server { listen 8080; location /ws { proxy_pas http://127.0.0.1:3000; } } }\n'), run('nginx -t -c $PWD/n.conf 2>&1'))[1], 'error-text', by='nginx')
put('haproxy -c: an unknown keyword', (file('h.cfg', 'defaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\nfrontend f\n bind :8080\n timeot tunnel 1h\n'), run('haproxy -c -f h.cfg 2>&1'))[1], 'error-text', by='haproxy')
put('socat: refused', run('socat -d -d - TCP:127.0.0.1:9 </dev/null 2>&1'), 'error-text', by='socat')
put('nc: refused', run('nc -v -w1 127.0.0.1 9 2>&1'), 'error-text', by='nc')
put('objdump -s of read-only data', run('objdump -s -j .rodata p'), 'unknown', by='objdump')
put('readelf -n', run('readelf -n p'), 'unknown', by='readelf')
put('readelf -x', run('readelf -x .rodata p'), isOther=True, by='readelf')
put('size -A', run('size -A p'), 'unknown', by='size')
put('openssl: an Ed25519 key', run('openssl genpkey -algorithm ed25519 2>/dev/null | openssl pkey -text -noout'), 'unknown', by='openssl')
put('openssl: a request', run('openssl req -new -newkey rsa:1024 -nodes -keyout /dev/null -subj /CN=x -text -noout 2>/dev/null | head -20'), 'unknown', by='openssl')
put('openssl: ciphers by number', run('openssl ciphers -V | head -8'), isOther=True, by='openssl')
put('ss with details', run('ss -tieno | head -8'), 'unknown', by='ss')
put('proc: interrupts', run('head -12 /proc/interrupts'), 'unknown', by='cat')
put('proc: keys of IPv6 routes', run('cat /proc/net/ipv6_route /proc/net/if_inet6 2>/dev/null | head'), 'unknown', by='cat')
put('git reflog and bisect', run('rm -rf repo; git init -q repo; cd repo; for i in 1 2 3; do echo $i>a; git add a; git -c user.name=a -c user.email=a@b commit -qm "frame $i"; done; git reflog; git bisect start HEAD HEAD~2; git bisect log'), 'unknown', by='git')
put('git: blame', run('cd repo; git blame a; git ls-files -s; git cat-file -p HEAD'), 'unknown', by='git')
put('xxd of the HTTP/2 preface', run("printf 'PRI * HTTP/2.0\\r\\n\\r\\nSM\\r\\n\\r\\n\\0\\0\\x12\\x04\\0\\0\\0\\0\\0' | xxd"), cause='http2-preface', status=1, by='xxd')
put('hexdump -C of an AMQP header', run("printf 'AMQP\\0\\0\\x09\\x01' | hexdump -C"), isOther=True, by='hexdump')
put('od of an ELF header', run('od -A x -t x1z p | head -4'), isOther=True, by='od')
put('xxd of a pickle', python('import pickle,subprocess,sys\nsys.stdout.flush()\nsubprocess.run(["xxd"],input=pickle.dumps({"op":129,"n":[5,72]}))'), isOther=True, by='xxd')
put('hexyl of a WAV file', run("ffmpeg -v error -f lavfi -i sine=d=0.01 -y t.wav; head -c 64 t.wav | hexyl --color never"), isOther=True, by='hexyl')
put('msgpack in Python', python('print("packed:", bytes.fromhex("82a26f70a3737562a46e616d65a545555255534400")[:20])'), isOther=True, by='python')
put('tcpdump -A with the handshake', run('tcpdump -nn -A -r %s 2>/dev/null | head -40' % os.path.abspath('e2e/fixtures/network/tcpdump-ethernet.pcap')), 'mixed', by='tcpdump')

# Written as the programs write them
put('Frida hexdump', '           0  1  2  3  4  5  6  7  8  9  A  B  C  D  E  F  0123456789ABCDEF\n' + ''.join('%08x  %s  %s\n' % (0x7f8a1c00 + i, hexed(part).ljust(47), dots(part)) for i, part in chunks(server)), frames='s')
put('radare2 px', '- offset -   0 1  2 3  4 5  6 7  8 9  A B  C D  E F  0123456789ABCDEF\n' + ''.join('0x%08x  %s  %s\n' % (i, ' '.join(part[k:k + 2].hex() for k in range(0, len(part), 2)).ljust(39), dots(part)) for i, part in chunks(server)), frames='s')
put('IDA: bytes of a data section', '.data:0000000140003000                 db  81h\n.data:0000000140003001                 db    5\n.data:0000000140003002                 db  48h ; H\n.data:0000000140003003                 db  65h ; e\n.data:0000000140003004                 db  6Ch ; l\n.data:0000000140003005                 db  6Ch ; l\n.data:0000000140003006                 db  6Fh ; o\n', frames='h')
put('x64dbg dump', ''.join('%016X  %s  %s\n' % (0x7FF6A1B23000 + i, upper(part).ljust(47), dots(part)) for i, part in chunks(server)), frames='s')
put('mitmproxy hex view', ''.join('%010x %s  %s\n' % (i, hexed(part).ljust(47), dots(part)) for i, part in chunks(server)), frames='s')
put('kernel: print_hex_dump', ''.join('[  812.004%03d] ws rx: %08x: %s  %s\n' % (i, i, hexed(part).ljust(47), dots(part)) for i, part in chunks(server)), frames='s')
put('PulseView: UART decoder', ''.join('%d-%d UART: RX data: %02X\n' % (1000 + i * 87, 1080 + i * 87, b) for i, b in enumerate(hello)), isOther=True)
put('CoolTerm in hex', ''.join('%s  %s\n' % (upper(part).ljust(47), dots(part)) for i, part in chunks(server)), frames='s')
put('React Native log', ' LOG  onRaw [%s]\n' % decimal(hello), frames='h')
put('bytes::Bytes of Rust', 'chunk = b"\\x81\\x05Hello"\n', frames='h')
put('Wireshark: escaped string', '"\\x81\\x19\\x5b\\x22\\x71\\x75\\x6f\\x74\\x65\\x22\\x2c\\x22\\x45\\x55\\x52\\x55" \\\n"\\x53\\x44\\x22\\x2c\\x31\\x2e\\x30\\x38\\x34\\x31\\x5d"\n', frames=([], [1]))
put('RFC: list of examples', '   o  A single-frame unmasked text message\n\n      *  0x81 0x05 0x48 0x65 0x6c 0x6c 0x6f (contains "Hello")\n\n   o  A single-frame masked text message\n\n      *  0x81 0x85 0x37 0xfa 0x21 0x3d 0x7f 0x9f 0x4d 0x51 0x58\n         (contains "Hello")\n', frames=([1], [1]))
put('AsciiDoc listing', '.What arrives\n[source,hex]\n----\n%s\n----\n' % hexed(fault), frames='f')
put('BBCode', '[b]Server[/b] sends this and Chrome closes:\n[code]%s[/code]\n' % hexed(fault), frames='f')
put('reStructuredText', 'The server sends::\n\n    %s\n\nand nothing more.\n' % hexed(server), frames='s')
put('StackOverflow HTML', '<p>The server sends these bytes:</p>\n<pre><code>%s\n</code></pre>\n<p>What is wrong?</p>\n' % hexed(fault), frames='f')
put('mail with an attribution', 'On Mon, Nov 30, 2026 at 9:12 AM Ana wrote:\n> the server sends\n> %s\n> and the client answers\n> %s\n\nLooks fine to me.\n' % (hexed(server), hexed(client)), frames='both')
put('Slack copy', 'ana  [10:32 AM]\nserver -> client: %s\nben  [10:33 AM]\nclient -> server: %s\n' % (hexed(server), hexed(client)), frames='both')
put('Markdown list of frames', '- server: `%s`\n- client: `%s`\n' % (hexed(server), hexed(client)), frames='both')
put('Markdown numbered steps', '1. Client sends `%s`\n2. Server sends `%s`\n3. nothing happens\n' % (hexed(client), hexed(server)), frames='both')
put('spreadsheet: a byte in each cell with headings', 'b0\tb1\tb2\tb3\tb4\tb5\tb6\n81\t05\t48\t65\t6C\t6C\t6F\n', frames='h')
put('PHP: dechex of each over lines', 'echo implode(" ", array_map("dechex", $bytes));\n// 81 5 48 65 6c 6c 6f\n', frames='h')
for language, words in dict(Dutch='De server stuurt dit en daarna sluit de browser de verbinding:', Ukrainian='Сервер надсилає такі байти:', Japanese='サーバーがこのデータを送ってきます：', Hungarian='A szerver ezt küldi:', Romanian='Serverul trimite acești octeți:', Indonesian='Server mengirim byte ini:', Swedish='Servern skickar detta:', Greek='Ο διακομιστής στέλνει αυτά τα byte:').items():
    put(f'{language} question with a fault', f'{words}\n{hexed(fault)}\n', frames='f')
put('Firefox console in French', "Firefox ne peut établir de connexion avec le serveur à l’adresse wss://app.example.com/ws. app.js:12:15\n", 'error-text')
put('Firefox console in German', "Firefox kann keine Verbindung zu dem Server unter wss://app.example.com/ws aufbauen.\n", 'error-text')
put('.NET: WebSocketException', "Unhandled exception. System.Net.WebSockets.WebSocketException (0x80004005): The server returned status code '503' when status code '101' was expected.\n   at System.Net.WebSockets.WebSocketHandle.ConnectAsync(Uri uri, CancellationToken ct, ClientWebSocketOptions options)\n   at Program.Main() in C:\\src\\Program.cs:line 81\n", 'error-text')
put('PowerShell: GetResult', 'MethodInvocationException: \nLine |\n  12 |  $ws.ConnectAsync($uri, $ct).GetAwaiter().GetResult()\n     |  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n     | Exception calling "GetResult" with "0" argument(s): "Unable to connect to the remote server"\n', 'error-text')
put('Safari console', "[Error] WebSocket connection to 'wss://app.example.com/ws' failed: The network connection was lost.\n", 'error-text')
put('Prometheus metrics', '# HELP ws_frames_total Frames by opcode.\n# TYPE ws_frames_total counter\nws_frames_total{opcode="1"} 8105\nws_frames_total{opcode="8"} 81\nws_close_total{code="1006"} 12\n', 'unknown')
put('OpenTelemetry span', '{"traceId":"8105486c6c6f89026862811101020304","spanId":"8105486c6c6f8902","name":"ws.read","attributes":{"opcode":1}}\n', 'unknown')
put('NMEA', '$GPGGA,100000.00,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\n$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39\n', 'unknown')
put('STUN binding request', '0000   00 01 00 00 21 12 a4 42 81 05 48 65 6c 6c 6f 89   ....!..B..Hello.\n0010   02 68 62 81                                       .hb.\n', isOther=True)
put('SMPP bind in a log', 'SMPP PDU out: 00 00 00 2f 00 00 00 02 00 00 00 00 00 00 00 01 53 4d 50 50 33 54 45 53 54 00\n', isOther=True)
put('PostgreSQL startup message', '00000000: 0000 0029 0003 0000 7573 6572 0061 7070  ...)....user.app\n00000010: 0064 6174 6162 6173 6500 6170 7000 0000  .database.app...\n', isOther=True)
put('CoAP', 'CoAP rx (UDP 5683): 44 01 81 05 48 65 6c 6c b3 61 70 69 ff\n', isOther=True)
put('DALI bus monitor', 'fwd 81 05  bwd FF\nfwd 89 02  bwd --\nfwd 81 A0  bwd 48\n', 'unknown')
put('ANSI colour codes', "\\e[38;5;129m \\e[48;5;72m \\e[38;5;101m\n129 5 72 101 108 108 111 are the ones I use\n", 'unknown')
put('licence keys', '8105-4865-6C6C-6F89\n0268-6281-117B-22C3\n', 'unknown')
put('hex of a password hash', '$2b$12$8105486c6c6f890268628uKq0Qm1Yx\n$6$81054865$6c6c6f8902686281117b22c3a9746174223a2270\n', 'unknown')

rows = [one for one in rows if one]
if len(sys.argv) > 2:
    json.dump(rows, open(sys.argv[2], 'w'))
else:
    program_rows.write(rows, 'reverse-engineering.json')
