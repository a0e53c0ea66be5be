"""Texts of an outage: logs, debuggers, dumps and mails that no other set has, with the bytes of other protocols among them.
    python e2e/texts/make/outage-texts.py FOLDER   (run in the root)"""
import base64
import json
import os
import subprocess
import sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program_rows
from frames import frame

folder = os.path.abspath(sys.argv[1])
rows = []
server = frame(1, b'{"id":7,"ok":true}') + frame(9, b'k1') + frame(8, b'\x03\xe9bye')
client = frame(1, b'login', key=b'\x5a\x11\xc3\x80') + frame(2, b'\x00\x01\xfe\xff', key=b'\x0f\x9e\x22\xd1') + frame(8, b'\x03\xe8', key=b'\x77\x66\x55\x44')
fault = frame(1, b'fine') + frame(3, b'abc') + frame(1, b'fine')
masked = frame(1, b'hi there', key=b'\x21\x43\x65\x87')
FRAMES = dict(s=([], [1, 9, 8]), c=([1, 2, 8], []), f=([], [1, 3, 1]), both=([1, 2, 8], [1, 9, 8]))
for name, data in dict(s=server, c=client, f=fault).items():
    with open(os.path.join(folder, name + '.bin'), 'wb') as file:
        file.write(data)
hexed = lambda data, gap=' ': gap.join('%02x' % byte for byte in data)
upper = lambda data, gap=' ': hexed(data, gap).upper()
decimal = lambda data, gap=', ': gap.join(map(str, data))
signed = lambda data, gap=', ': gap.join(str(byte - 256 if byte > 127 else byte) for byte in data)
b64 = lambda data: base64.b64encode(data).decode()


def run(command):
    return program_rows.run(command, folder, 60)


def file(name, text):
    with open(os.path.join(folder, name), 'w') as made:
        made.write(text)


def put(name, text, kind='bytes', frames=None, by=None, **more):
    made = program_rows.row(name, text, kind, FRAMES[frames] if isinstance(frames, str) else frames, by, **more)
    if made:
        rows.append(made)


def dump(data, offset='%08x', gap='  ', bars='|', start=0):
    return ''.join((offset % (start + i)) + gap + hexed(data[i:i + 16]).ljust(47) + '  ' + bars + ''.join(chr(b) if 32 <= b < 127 else '.' for b in data[i:i + 16]) + bars + '\n' for i in range(0, len(data), 16))


python = lambda code: run(['/usr/bin/python3', '-c', 'b=open("s.bin","rb").read();c=open("c.bin","rb").read()\n' + code])
# Printed by programs
put('structlog: console renderer', python('import structlog\nstructlog.get_logger().debug("socket.read", peer="server", data=b)'), frames='s', by='structlog')
put('structlog: JSON of hex', python('import structlog\nstructlog.configure(processors=[structlog.processors.JSONRenderer()])\nstructlog.get_logger().info("ws_rx", from_="server", hex=b.hex())'), frames='s', by='structlog')
put('loguru: hex', python('from loguru import logger\nlogger.debug("recv {}", b.hex(" "))'), frames='s', by='loguru')
put('loguru: a failed connection', python('from loguru import logger\nimport socket\ntry:\n socket.create_connection(("127.0.0.1",9))\nexcept OSError:\n logger.exception("websocket connect failed")'), 'error-text', by='loguru')
put('rich: bytes in a dict', python('from rich import print\nprint({"dir":"in","raw":b})'), frames='s', by='rich')
put('rich: table of hex', python('from rich.table import Table\nfrom rich.console import Console\nt=Table("dir","bytes")\nt.add_row("server",b[:20].hex())\nt.add_row("client",c[:11].hex())\nConsole(width=100).print(t)'), frames=([1], [1]), by='rich')
put('gp: a vector of bytes', run("echo 'Vec([%s])' | gp -q -f" % decimal(server)), frames='s', by='gp')
put('maxima: a list', run("maxima --very-quiet --batch-string='display2d:false$linel:400$[%s];' | tail -1" % decimal(server)), frames='s', by='maxima')
file('f.csv', 'time,dir,bytes\n10:00:00.1,server,%s\n10:00:00.4,client,%s\n' % (server.hex(), client.hex()))
put('mlr: xtab of a CSV', run('mlr --icsv --oxtab cat f.csv'), frames='both', by='mlr')
put('mlr: pretty print', run('mlr --icsv --opprint cat f.csv'), frames='both', by='mlr')
put('mlr: JSON', run('mlr --icsv --ojson cat f.csv'), frames='both', by='mlr')
put('mlr: Markdown', run('mlr --icsv --omd cat f.csv'), frames='both', by='mlr')
put('xmlstarlet: text of elements', run("printf '<log><f from=\"server\">%s</f><f from=\"client\">%s</f></log>' | xmlstarlet fo" % (server.hex(), client.hex())), frames='both', by='xmlstarlet')
put('hexdump: a format with address, bytes and text', run("""hexdump -v -e '"%07.7_ax  " 8/1 "%02x " "  |" ' -e '8/1 "%_p" "|\\n"' s.bin"""), frames='s', by='hexdump')
put('od: bytes and characters below each other', run('od -A d -t x1c s.bin'), frames='s', by='od')
put('busybox: hexdump -C', run('busybox hexdump -C c.bin'), frames='c', by='busybox')
put('busybox: xxd -p', run('busybox xxd -p s.bin'), frames='s', by='busybox')
put('xxd: columns of 12 from an offset', run('xxd -c 12 -o 0x1000 s.bin'), frames='s', by='xxd')
put('nl of hex lines', run('xxd -p -c 8 s.bin | nl -ba'), frames='s', by='nl')
file('L.java', 'import java.util.logging.*;public class L{public static void main(String[] a)throws Exception{var b=java.nio.file.Files.readAllBytes(java.nio.file.Path.of("s.bin"));Logger l=Logger.getLogger("net.ws");l.info("frame bytes "+java.util.HexFormat.of().withDelimiter(" ").formatHex(b));l.warning("ws error: "+new java.io.EOFException("unexpected end of stream"));}}')
put('java: log with bytes and an error', run('java L.java 2>&1'), 'mixed', frames='s', by='java')
file('T.java', 'public class T{static final Object l=new Object();public static void main(String[] a)throws Exception{Thread t=new Thread(()->{synchronized(l){}},"ws-reader-1");synchronized(l){t.start();Thread.sleep(300);var m=java.lang.management.ManagementFactory.getThreadMXBean();for(var i:m.dumpAllThreads(true,true))System.out.print(i);}}}')
put('java: thread dump', run('java T.java 2>&1 | head -60'), 'error-text', by='java')
put('slog: text', 'time=2026-11-30T10:00:00.123Z level=INFO msg="ws read" n=31 data="%s"\n' % ''.join('\\"' if b == 34 else chr(b) if 32 <= b < 127 else '\\x%02x' % b for b in server), frames='s')
put('slog: JSON has base64', '{"time":"2026-11-30T10:00:00.123Z","level":"INFO","msg":"ws read","n":31,"data":"%s"}\n' % b64(server), frames='s')
put('rust: dbg! of a slice', (file('d.rs', 'fn main(){let buf=std::fs::read("s.bin").unwrap();dbg!(&buf[..22]);}'), run('rustc -o d d.rs && ./d'))[1], frames=([], [1, 9]), by='rust')
put('rust: assertion of two buffers', (file('e.rs', 'fn main(){let buf=std::fs::read("f.bin").unwrap();assert_eq!(buf[..6],[129,4,102,105,110,101,0][..6].to_vec()[..5]);}'), run('rustc -o e e.rs && ./e'))[1], 'error-text', by='rust')
put('elixir: inspect in hex', run(['elixir', '-e', 'IO.inspect(File.read!("s.bin"), base: :hex, limit: :infinity, label: "tcp")']), frames='s', by='elixir')
put('elixir: Logger of a binary', run(['elixir', '-e', 'require Logger; Logger.configure(level: :debug); Logger.debug("recv #{inspect(File.read!("c.bin"), limit: :infinity)}"); Process.sleep(100)']), frames='c', by='elixir')
put('erl: encode_hex', run(['erl', '-noshell', '-eval', '{ok,B}=file:read_file("s.bin"),io:format("~p rx ~p~n",[{127,0,0,1},binary:encode_hex(B)]),halt().']), frames='s', by='erl')
put('ruby: Logger of a string', run(['ruby', '-rlogger', '-e', 'Logger.new($stdout).debug("<< "+File.binread("c.bin").inspect)']), frames='c', by='ruby')
put('perl: Devel::Peek', run(['perl', '-MDevel::Peek', '-e', 'open F,"<:raw","s.bin";local $/;my $b=<F>;Dump($b)']), frames='s', by='perl')
put('R: dput of raw', run(['Rscript', '-e', 'dput(readBin("s.bin","raw",99))']), frames='s', by='R')
put('awk: printf of od', run("od -An -v -tu1 s.bin | tr -s ' ' '\\n' | awk 'NF{printf \"0x%02X%s\", $1, (++n%8?\", \":\",\\n\")}'"), frames='s', by='awk')
put('git: word diff of hex', run('rm -rf g; mkdir g; cd g; git init -q .; xxd -p ../s.bin | head -1 >a; git add a; git -c user.name=a -c user.email=a@b commit -qm a; sed -i s/8112/8212/ a; git diff --no-color'), frames=None, by='git', connections=2)
put('address sanitizer', (file('n.c', '#include <stdlib.h>\n#include <string.h>\nint main(){char*p=malloc(7);memcpy(p,"\\x81\\x05Hello",7);return p[9];}'), run('gcc -g -fsanitize=address -o n n.c && ./n'))[1], 'mixed', by='asan')
put('gdb: backtrace of a crash', (file('r.c', '#include <string.h>\nvoid on_frame(unsigned char*b,int n){memset((void*)8,b[0],n);}\nint main(){unsigned char b[]={0x81,5};on_frame(b,2);}'), run("gcc -g -o r r.c && gdb -q -batch -ex run -ex bt -ex 'info frame' r 2>&1 | grep -v debuginfod"))[1], 'error-text', by='gdb')
file('q.py', 'import socket\na,b=socket.socketpair()\na.sendall(open("s.bin","rb").read())\nb.recv(4096)\n')
put('strace: lengths and time spent', run("strace -T -r -xx -s 200 -e trace=recvfrom /usr/bin/python3 q.py 2>&1 | grep recvfrom"), frames='s', by='strace')
put('perf stat', run('perf stat -e task-clock true 2>&1'), 'unknown', by='perf')
put('ffprobe: data of packets', run("ffmpeg -v error -f lavfi -i sine=d=0.02 -y t.wav; ffprobe -v error -show_packets -show_data t.wav | head -14"), 'unknown', by='ffprobe')
put('exiftool: hex dump of a header', run("ffmpeg -v error -f lavfi -i color=red:s=16x16 -frames:v 1 -y t.jpg; exiftool -v3 t.jpg | head -30"), 'unknown', by='exiftool')
put('xxd of a PNG', run("ffmpeg -v error -f lavfi -i color=blue:s=8x8 -frames:v 1 -y t.png; xxd t.png | head -6"), isOther=True, by='xxd')
put('xxd of a zip', run("python3 -c \"import zipfile;zipfile.ZipFile('t.zip','w').writestr('a.txt','hello')\"; xxd t.zip"), isOther=True, by='xxd')
put('hexdump -C of a SQLite file', run("rm -f t.db; sqlite3 t.db 'create table a(b)'; hexdump -C t.db | head -8"), isOther=True, by='hexdump')
put('od of a gzip file', run("echo hello | gzip -n | od -A x -t x1z"), isOther=True, by='od')
put('pgpdump', run("printf '\\x89\\x01\\x0d\\x04' | pgpdump -i; gpg --homedir . --list-packets </dev/null 2>/dev/null"), 'unknown', by='pgpdump')
put('protoc --decode_raw', run("printf '\\x08\\x96\\x01\\x12\\x05Hello' | protoc --decode_raw"), 'unknown', by='protoc')
put('openssl: hash with colons', run('openssl dgst -c -sha1 s.bin'), 'unknown', by='openssl')
put('openssl: a CMS structure', run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k.pem -out k.crt -subj /CN=a -days 1 2>/dev/null; openssl cms -sign -in L.java -signer k.crt -inkey k.pem -outform DER -out k.der 2>/dev/null; openssl asn1parse -inform DER -in k.der | head -12"), 'unknown', by='openssl')
put('gpg key listing', run('gpg --homedir . --list-keys --with-colons 2>/dev/null'), 'unknown', by='gpg')
put('kubectl: refused', run('kubectl get pods'), 'error-text', by='kubectl')
put('tcpdump -X of a DNS query', (file('dns.py', 'from scapy.all import *\nwrpcap("d.pcap",[Ether()/IP(dst="192.0.2.1")/UDP(sport=5353)/DNS(rd=1,qd=DNSQR(qname="example.com"))])'), run('/usr/bin/python3 dns.py 2>/dev/null; tcpdump -nn -X -r d.pcap 2>/dev/null'))[1], 'unknown', by='tcpdump')
put('http: a refusal', (file('srv.py', 'import http.server,threading,subprocess,sys\nclass H(http.server.BaseHTTPRequestHandler):\n protocol_version="HTTP/1.1"\n def log_message(self,*a):pass\n def do_GET(self):\n  self.send_response(403);self.send_header("Content-Length","9");self.end_headers();self.wfile.write(b"forbidden")\ns=http.server.HTTPServer(("127.0.0.1",0),H)\nthreading.Thread(target=s.serve_forever,daemon=True).start()\nprint(subprocess.run(["http","--ignore-stdin","--verbose","--pretty=none","http://127.0.0.1:%d/ws"%s.server_address[1],"Connection:Upgrade","Upgrade:websocket","Sec-WebSocket-Version:13","Sec-WebSocket-Key:dGhlIHNhbXBsZSBub25jZQ=="],capture_output=True,text=True).stdout)'), run(['/usr/bin/python3', 'srv.py']))[1], 'handshake', by='httpie', heads=['request', 'response'])
put('urllib: an error of the answer', python('import urllib.request,threading,http.server\nclass H(http.server.BaseHTTPRequestHandler):\n def log_message(s,*a):pass\n def do_GET(s): s.send_error(502,"Bad Gateway")\nx=http.server.HTTPServer(("127.0.0.1",0),H);threading.Thread(target=x.serve_forever,daemon=True).start()\nurllib.request.urlopen("http://127.0.0.1:%d/socket"%x.server_address[1])'), 'error-text', by='python')

# Written as the programs write them
put('journal in JSON: a message of bytes', '{"__REALTIME_TIMESTAMP":"1796032800000000","_HOSTNAME":"web-1","SYSLOG_IDENTIFIER":"wsd","PRIORITY":"7","MESSAGE":[%s]}\n' % decimal(server, ','), frames='s')
put('docker json-file', '{"log":"rx %s\\n","stream":"stdout","time":"2026-11-30T10:00:00.123456789Z"}\n{"log":"tx %s\\n","stream":"stdout","time":"2026-11-30T10:00:00.223456789Z"}\n' % (hexed(client), hexed(server)), frames='both')
put('JSON log with an escaped dump', json.dumps(dict(ts='2026-11-30T10:00:00Z', level='debug', msg='recv from server\n' + dump(server))) + '\n', frames='s')
put('bpftrace: buf with %r', 'Attaching 1 probe...\nnode[4411] tcp_recvmsg 31 bytes: %s\n' % ''.join(chr(b) if 32 <= b < 127 and b != 92 else '\\x%02x' % b for b in server), frames='s')
put('bpftrace: buf with %rh', 'Attaching 2 probes...\nnginx 771 recv [%s]\n' % hexed(server), frames='s')
put('javax.net.debug plaintext', 'javax.net.ssl|DEBUG|10|ws-reader|2026-11-30 10:00:00.123 CET|SSLSocketInputRecord.java:493|Plaintext after DECRYPTION (\n' + ''.join('  %04X: %s   %s\n' % (i, (upper(server[i:i + 8]) + '  ' + upper(server[i + 8:i + 16])).ljust(48), ''.join(chr(b) if 32 <= b < 127 else '.' for b in server[i:i + 16])) for i in range(0, len(server), 16)) + ')\n', frames='s')
put('Format-Hex of PowerShell 7', '   Label: String (System.Byte[]) <5A2B1C0D>\n\n          Offset Bytes                                           Ascii\n                 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n          ------ ----------------------------------------------- -----\n' + ''.join('%016X %s %s\n' % (i, upper(server[i:i + 16]).ljust(47), ''.join(chr(b) if 32 <= b < 127 else '�' for b in server[i:i + 16])) for i in range(0, len(server), 16)), frames='s')
put('certutil -dump', ''.join('  %04x  %s   %s\n' % (i, (hexed(server[i:i + 8]) + '  ' + hexed(server[i + 8:i + 16])).ljust(48), ''.join(chr(b) if 32 <= b < 127 else '.' for b in server[i:i + 16])) for i in range(0, len(server), 16)) + 'CertUtil: -dump command completed successfully.\n', frames='s')
put('IntelliJ: elements of a byte array', 'buf = {byte[%d]@1634} [%s]\n' % (22, signed(server[:20])) + ''.join(f' {i} = {signed(server[i:i + 1])}\n' for i in range(20)), frames=([], [1]))
put('IntelliJ: a byte array in a line', 'frame = {byte[20]@1201} [%s]\n' % signed(server[:20]), frames=([], [1]))
put('PyCharm: bytes in the watch window', "data = {bytes: 31} " + repr(server) + '\n', frames='s')
put('delve: print of a slice', '(dlv) print buf\n[]uint8 len: 20, cap: 512, [%s]\n' % decimal(server[:20], ','), frames=([], [1]))
put('VS Code: expanded typed array', 'buf: Uint8Array(20)\n' + ''.join(f'  {i}: {byte}\n' for i, byte in enumerate(server[:20])), frames=([], [1]))
put('Visual Studio: memory window', ''.join('0x000001F48C2%05X  %s  %s\n' % (0x1000 + i, hexed(server[i:i + 16]).ljust(47), ''.join(chr(b) if 32 <= b < 127 else '.' for b in server[i:i + 16])) for i in range(0, len(server), 16)), frames='s')
put('CLion: memory view', ''.join('%016x %s %s\n' % (0x7FFE1000 + i, hexed(server[i:i + 16]).ljust(47), ''.join(chr(b) if 32 <= b < 127 else '.' for b in server[i:i + 16])) for i in range(0, len(server), 16)), frames='s')
put('smart quotes in a chat', 'the server sends b’%s’ and then it hangs\n' % repr(frame(1, b'Hello'))[2:-1], frames=([], [1]))
put('YAML: binary tag', 'frames:\n  - from: server\n    data: !!binary |\n      %s\n  - from: client\n    data: !!binary |\n      %s\n' % (b64(server), b64(client)), frames='both')
put('mail in quoted-printable', 'From: ops@example.com\nSubject: dump\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nThe server sent this frame:\n=81=05Hello\n', frames=([], [1]))
put('TSV from a spreadsheet', 'time\tdirection\tframe (hex)\n10:00:01\tserver\t%s\n10:00:02\tclient\t%s\n' % (upper(server), upper(client)), frames='both')
put('CSV with semicolons and quotes', '"Zeit";"Richtung";"Daten"\n"10:00:01";"Server";"%s"\n"10:00:02";"Client";"%s"\n' % (hexed(server), hexed(client)), frames='both')
for language, words in dict(French='Bonjour, le serveur envoie ces octets puis la connexion se ferme :', Spanish='Hola, el servidor manda estos bytes y el navegador cierra:', Turkish='Merhaba, sunucu bu baytları gönderiyor:', Korean='서버가 보내는 바이트입니다:', Italian='Ciao, il server invia questi byte:', Portuguese='O servidor envia estes bytes:', Polish='Serwer wysyła takie bajty:').items():
    put(f'{language} question with a fault', f'{words}\n\n{hexed(fault)}\n', frames='f')
put('two senders in a Czech mail', f'Klient poslal:\n{hexed(client)}\nServer odpověděl:\n{hexed(server)}\n', frames='both')
put('GitLab job log', '\x1b[0Ksection_start:1796032800:test\r\x1b[0K\x1b[36;1mRunning tests\x1b[0m\n$ npm test\n  socket\n    1) reads a frame\n\n  1) socket reads a frame:\n     AssertionError: expected <Buffer %s> to equal <Buffer 81 05>\n' % hexed(frame(1, b'Hello')), 'error-text')
put('Kubernetes event', 'LAST SEEN   TYPE      REASON      OBJECT          MESSAGE\n12s         Warning   Unhealthy   pod/ws-5d9f-x   Readiness probe failed: dial tcp 10.1.2.3:8080: connect: connection refused\n', 'error-text')
put('logcat: failure of a WebSocket', '11-30 10:00:00.123  1234  1260 E WsClient: onFailure\n11-30 10:00:00.123  1234  1260 E WsClient: java.io.EOFException\n11-30 10:00:00.123  1234  1260 E WsClient: \tat okio.RealBufferedSource.require(RealBufferedSource.kt:206)\n11-30 10:00:00.123  1234  1260 E WsClient: \tat okhttp3.internal.ws.WebSocketReader.readHeader(WebSocketReader.kt:119)\n', 'error-text')
put('logcat: bytes', '11-30 10:00:00.123  1234  1260 D WsClient: rx %s\n11-30 10:00:00.130  1234  1260 D WsClient: tx %s\n' % (hexed(server), hexed(client)), frames='both')
put('Xcode console: nw_connection', '2026-11-30 10:00:00.123456+0100 Chat[8123:551204] [connection] nw_read_request_report [C1] Receive failed with error "Software caused connection abort"\n2026-11-30 10:00:00.124000+0100 Chat[8123:551204] Task <A1>.<1> finished with error [57] Error Domain=NSPOSIXErrorDomain Code=57 "Socket is not connected"\n', 'error-text')
put('Unity console', 'WebSocketException: The remote party closed the WebSocket connection without completing the close handshake.\nSystem.Net.WebSockets.ManagedWebSocket.ThrowIfEOFUnexpected (System.Boolean throwOnPrematureClosure) (at <a1b2c3d4e5f60718>:0)\nNetClient+<ReceiveLoop>d__12.MoveNext () (at Assets/Scripts/NetClient.cs:81)\n', 'error-text')
put('Unreal log', '[2026.11.30-10.00.00:123][ 81]LogWebSockets: Warning: Lws(client): lws_client_ws_upgrade: bad 200 response\n[2026.11.30-10.00.00:124][ 81]LogChat: Error: websocket connection error: HS: ws upgrade response not 101\n', 'error-text')
put('Godot output', 'E 0:00:03:0123   _process: Condition "err != OK" is true. WebSocket connection failed.\n  <C++ Source>   modules/websocket/wsl_peer.cpp:412 @ _do_client_handshake()\n  <Stack Trace>  net.gd:48 @ _process()\n', 'error-text')
put('ESP32 serial log of an error', 'E (81205) transport_ws: Error read response for Upgrade header GET /ws HTTP/1.1\nE (81210) websocket_client: esp_transport_connect() failed with -1, transport_error=ESP_OK, tls_error_code=0, tls_flags=0, esp_ws_handshake_status_code=404, errno=119\n', 'error-text')
# Bytes of something else
put('candump', '  can0  181   [8]  81 05 48 65 6C 6C 6F 00\n  can0  182   [2]  88 02\n  can0  181   [8]  81 05 48 65 6C 6C 6F 01\n', 'unknown')
put('snmpwalk', 'IF-MIB::ifPhysAddress.2 = Hex-STRING: 81 05 48 65 6C 6C \nSNMPv2-SMI::enterprises.9.2 = Hex-STRING: 07 EA 0B 1E 0A 00 00 00 2B 01 00 \n', isOther=True)
put('MIDI monitor', '10:00:00.120  From Keystation  Note On   90 3C 40\n10:00:00.420  From Keystation  Note Off  80 3C 00\n10:00:01.002  From Keystation  Control   B0 07 7F\n', 'unknown')
put('Modbus master log', 'Tx: 000001-01 03 00 00 00 0A C5 CD\nRx: 000002-01 03 14 00 81 00 05 00 48 00 65 00 6C 00 6C 00 6F 00 00 00 00 00 00 A1 B2\n', isOther=True)
put('RFID reader', 'UID: 81 05 48 65 6C 6C 6F\nSAK: 08  ATQA: 00 04\nBlock 4: 81 05 48 65 6C 6C 6F 00 00 00 00 00 00 00 00 00\n', 'unknown')
put('Bitcoin transaction', '0200000001f5d8ee39a430901c91a5917b9f2dc19d6d1a0e9cea205b009ca73dd04470b9a6000000006a473044022045fb8105486c6c6f8902686281054865000000001976a914\n', isOther=True)
put('infrared codes', 'Protocol=NEC Address=0x81 Command=0x05 Raw-Data=0xFA057E81 32 bits LSB first\nSend with: IrSender.sendNEC(0x81, 0x5, 0);\n', 'unknown')
put('bootloader of a microcontroller', 'ets Jun  8 2016 00:22:57\nrst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nload:0x3fff0030,len:7104\nentry 0x400805e4\n', 'unknown')
put('palette of a theme', '$primary: #810548;\n$accent: #6c6c6f;\n$muted: #890268;\n', 'unknown')
put('Wireshark bytes of a TLS record', '0000   16 03 01 00 4a 01 00 00 46 03 03 81 05 48 65 6c   ....J...F....Hel\n0010   6c 6f 88 02 03 e8 00 00 00 00 00 00 00 00 00 00   lo..............\n', atMost=0.5, status=3)
put('Redis MONITOR', '1796032800.123456 [0 127.0.0.1:51312] "PUBLISH" "ws:out" "\\x81\\x05Hello"\n', frames=([], [1]))
put('MySQL greeting', '00000000  4a 00 00 00 0a 38 2e 30  2e 33 36 00 81 05 00 00  |J....8.0.36.....|\n00000010  48 65 6c 6c 6f 00 00 00  00 ff ff ff 02 00 ff df  |Hello...........|\n', cause='foreign-protocol', status=1)

rows = [one for one in rows if one]
if len(sys.argv) > 2:
    json.dump(rows, open(sys.argv[2], 'w'))
else:
    program_rows.write(rows, 'outage-texts.json')
