"""Texts that programs of Debian and npm print, copied from a terminal.
    python e2e/texts/make/terminal-copies.py FOLDER
Needs gcc, gdb, strace, socat, ngrep, tcpdump, tshark, sqlite3, tclsh, php, ruby, perl, lua, erl, java, go, wscat and
the Python packages websockets, websocket-client, aiohttp and tornado."""
import base64, hashlib, os, re, socket, subprocess, sys, threading, time
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from collect import *

note = frame(1, b'{"event":"joined","user":42}')
ping = frame(9, b'')
bye = frame(8, b'\x03\xe9going')
server = note + ping + bye
client = masked(1, b'{"join":"lobby"}') + masked(10, b'')
rsv = frame(1, b'data', rsv=4) + frame(8, b'\x03\xea')
W = WORK
open(f'{W}/s.bin', 'wb').write(server)
open(f'{W}/c.bin', 'wb').write(client)
open(f'{W}/r.bin', 'wb').write(rsv)
open(f'{W}/h.bin', 'wb').write(RESPONSE + server)
capture(f'{W}/a.pcap', [('client', masked(1, b'{"join":"lobby"}')), ('server', note), ('server', ping), ('client', masked(10, b'')), ('server', bye)])
capture(f'{W}/b.pcap', [('server', note), ('server', rsv)], handshake=False)


def run(cmd, data=b'', env=None, timeout=30):
    """What a shell command prints on both of its outputs, without this machine's folders."""
    done = subprocess.run(['bash', '-c', cmd], input=data, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, cwd=W, env={**os.environ, **(env or {})})
    return done.stdout.decode('utf8', 'replace').replace(W, '/home/app')


def serve(after, head=None, wait=0.4, count=1):
    """A server that accepts `count` connections, upgrades each, writes `after` and ends. Gives its port."""
    listener = socket.create_server(('127.0.0.1', 0))

    def work():
        for _ in range(count):
            peer, _ = listener.accept()
            data = b''
            while b'\r\n\r\n' not in data:
                part = peer.recv(4096)
                if not part: break
                data += part
                if data[:1] == b'\x16': break
            key = next((l.split(b':', 1)[1].strip() for l in data.split(b'\r\n') if l.lower().startswith(b'sec-websocket-key')), b'')
            accept = base64.b64encode(hashlib.sha1(key + b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest())
            peer.sendall(head if head is not None else RESPONSE.replace(b's3pPLMBiTxaQ9kYGzzhZRbK+xOo=', accept))
            time.sleep(0.1)
            if after: peer.sendall(after)
            time.sleep(wait)
            peer.close()
        listener.close()
    threading.Thread(target=work, daemon=True).start()
    return listener.getsockname()[1]


# Dumps with other options than the usual ones.
three = S(1, 9, 8)
both = B([1, 10], [1, 9, 8])
b('hexdump -e with its own offsets', run("hexdump -v -e '\"%08_ax | \" 8/1 \"%02x \" \"\\n\"' s.bin"), three, by='hexdump')
b('hexdump -b', run('hexdump -b s.bin'), three, by='hexdump')
b('hexdump -X', run('hexdump -X s.bin 2>/dev/null || hexdump -e \'"%07.7_Ax\\n"\' -e \'"%07.7_ax  " 16/1 " %02x " "\\n"\' s.bin'), three, by='hexdump')
b('od -A d -t x1', run('od -A d -t x1 s.bin'), three, by='od')
b('od -A x -t x1z -w8', run('od -A x -t x1z -w8 s.bin'), three, by='od')
b('od -t x1c', run('od -t x1c s.bin'), three, by='od')
b('od -An -tu1 -w1', run('od -An -tu1 -w1 s.bin'), three, by='od')
b('od -x words', run('od -x s.bin'), three, by='od')
b('xxd -g1 -c 24 -u', run('xxd -g1 -c 24 -u s.bin'), three, by='xxd')
b('xxd -b -c 4', run('xxd -b -c 4 s.bin'), three, by='xxd')
b('xxd -p joined by fold and paste', run("xxd -p s.bin | tr -d '\\n' | fold -w2 | paste -sd' '"), three, by='xxd')
b('xxd through a pipe of awk', run("xxd s.bin | awk '{print $2,$3,$4,$5,$6,$7,$8,$9}'"), three, by='xxd')
b('xxd of both directions with prompts', 'app@web-1:~$ xxd c.bin\n' + run('xxd c.bin') + 'app@web-1:~$ xxd s.bin\n' + run('xxd s.bin') + 'app@web-1:~$ \n', both, by='xxd')
b('xxd of a head and frames', run('xxd h.bin'), three, by='xxd')
b('hd behind kubectl exec', 'root@ws-7d9c6b5f4-abcde:/# hd /tmp/s.bin\n' + run('hd s.bin'), three, by='hd')
b('sed -n l', run('sed -n l s.bin'), three, by='sed')
b('bash printf %q', run("LC_ALL=C; printf '%q\\n' \"$(head -c 7 <(printf '\\x81\\x05Hello'))\""), S(1), by='bash')
b('base64 -w 20', run('base64 -w 20 s.bin'), three, by='base64')
b('openssl base64 behind a label', 'payload (base64):\n' + run('openssl base64 -in s.bin'), three, by='openssl')
b('sqlite3 .mode quote', run("sqlite3 :memory: '.mode quote' \"create table t(dir, frame); insert into t values('server', x'%s'),('server', x'%s'); select dir, frame from t\"" % (note.hex(), bye.hex())), S(1, 8), by='sqlite3')
b('sqlite3 hex() in columns', run("sqlite3 -header -column :memory: \"create table t(id, dir, frame); insert into t values(1,'in', x'%s'),(2,'in', x'%s'); select id, dir, hex(frame) as frame from t\"" % (note.hex(), bye.hex())), S(1, 8), by='sqlite3')
b('tclsh binary encode hex', run("tclsh <<< 'set f [open s.bin rb]; puts \"recv: [binary encode hex [read $f]]\"'"), three, by='tclsh')
b('diff of two dumps', run('diff <(xxd s.bin) <(printf "\\xc1\\x1c" | cat - <(tail -c +3 s.bin) | xxd)'), None, by='diff', atMost=0.6)
b('diff -u of two dumps', run('xxd s.bin > good.txt; printf "\\xc1\\x1c" | cat - <(tail -c +3 s.bin) | xxd > bad.txt; diff -u good.txt bad.txt'), None, by='diff', connections=2)

# Packets.
b('tcpdump -nn -x', run('tcpdump -nn -x -r a.pcap 2>/dev/null'), both, by='tcpdump')
b('tcpdump -e -XX -vvv', run('tcpdump -e -XX -vvv -r a.pcap 2>/dev/null'), both, by='tcpdump')
b('tcpdump -X of one packet in a reply', 'Sure, here it is:\n\n' + run("tcpdump -nX -r b.pcap 2>/dev/null | awk '/^[0-9]/ { n++ } n == 5'") + '\nThat is the last packet before the RST.\n', S(1, 8), by='tcpdump')
b('tcpdump -tttt -X behind the name of a pod', ''.join(f'[pod/ws-0/tcpdump] {l}\n' for l in run('tcpdump -tttt -nX -r a.pcap 2>/dev/null').splitlines()), both, by='tcpdump')
b('tshark -x of the frames alone', run('tshark -r a.pcap -Y websocket -x 2>/dev/null'), both, by='tshark')
add('mixed', 'tshark -V -x of one packet', run('tshark -r a.pcap -Y "websocket && frame.number==8" -V -x 2>/dev/null'), frames=S(9), by='tshark')
b('tshark -T ek -x', run('tshark -r a.pcap -Y websocket -T ek -x 2>/dev/null'), both, by='tshark')
b('tshark fields with a header and commas', run('tshark -r a.pcap -Y tcp.payload -T fields -E header=y -E separator=, -e tcp.srcport -e tcp.dstport -e tcp.payload 2>/dev/null'), both, by='tshark')
b('ngrep -x -t -e', run('ngrep -x -t -e -I a.pcap "" tcp 2>/dev/null'), both, by='ngrep')
t = lambda name, text, **k: add('packet-tree', name, text, **k)
t('tshark -V of all packets', run('tshark -r a.pcap -Y websocket -V 2>/dev/null'), by='tshark')
t('tshark -O tcp,websocket', run('tshark -r b.pcap -O websocket -Y tcp.payload 2>/dev/null'), by='tshark')
t('tshark with columns of opcode and length', run('tshark -r a.pcap -Y websocket -T fields -E header=y -e frame.number -e ip.src -e websocket.opcode -e websocket.payload_length -e websocket.mask 2>/dev/null'), by='tshark')
t('tshark list of packets with absolute times', run('tshark -r a.pcap -t ad 2>/dev/null'), by='tshark')
t('tcpdump -nn summary', run('tcpdump -nn -r a.pcap 2>/dev/null'), by='tcpdump')
t('tcpdump -q behind a journal', ''.join(f'Nov 29 04:17:1{i} web-1 tcpdump[812]: {l}\n' for i, l in enumerate(run('tcpdump -nq -r a.pcap 2>/dev/null').splitlines()[:8])), by='tcpdump')

# Languages.
node = lambda code: run(f"node -e '{code}'")
L = 'const b=require("fs").readFileSync("s.bin");'
b('node: ArrayBuffer', node(L + 'console.log(b.buffer.slice(b.byteOffset,b.byteOffset+b.length))'), three, by='node')
b('node: Buffer in an object at a depth', node(L + 'console.log({conn:{id:81,state:"open"},chunk:b.subarray(0,30),final:true})'), S(1), by='node')
b('node: console.table is a table', node('console.table(Buffer.from([0x81,5,72,101,108,108,111]))'), S(1), by='node')
b('node: pretty JSON of a Buffer', node('console.log(JSON.stringify({type:"data",payload:Buffer.from([0x81,5,72,101,108,108,111])},null,2))'), S(1), by='node')
b('node: latin1 JSON string', node(L + 'console.log(JSON.stringify(b.toString("latin1")))'), three, by='node')
b('node: DataView', node('console.log(new DataView(new Uint8Array([0x81,5,72,101,108,108,111]).buffer))'), S(1), by='node')
b('node: list of hex strings', node(L + 'console.log([...b.subarray(0,30)].map(x=>"0x"+x.toString(16).padStart(2,"0")))'), S(1), by='node')
py = lambda code: run(f"python3 - <<'P'\nb=open('s.bin','rb').read()\nfirst=b[:30]\n{code}\nP")
b('Python: array of bytes', py("import array; print(array.array('B', first))"), S(1), by='python')
b('Python: tuple of struct', py("import struct; print(struct.unpack('30B', first))"), S(1), by='python')
b('Python: map of hex', py('print(list(map(hex, first)))'), S(1), by='python')
b('Python: hexlify with a separator', py("import binascii; print('recv', binascii.hexlify(b, '-'))"), three, by='python')
b('Python: logging of %r', py("import logging; logging.basicConfig(level=10, format='%(asctime)s %(name)s %(levelname)-8s %(message)s'); logging.getLogger('ws').debug('received %r', b)"), three, by='python')
b('Python: bytes over several lines of pprint', py('import pprint; pprint.pprint({"dir":"in","data":b})'), three, by='python')
b('Python: numpy-like rows', py("print('[' + ' '.join('%3d' % x for x in first) + ']')"), S(1), by='python')
b('Python: memoryview as a list in a log of JSON', py('import json; print(json.dumps({"level":"DEBUG","msg":"chunk","data":list(first)}))'), S(1), by='python')
b('PHP: var_dump of a string', run('php -r \'var_dump(file_get_contents("s.bin"));\' | cat -v'), None, by='php')
b('PHP: unpack C* with print_r', run('php -r \'print_r(unpack("C*", substr(file_get_contents("s.bin"),0,30)));\''), S(1), by='php')
b('PHP: var_export of bin2hex', run('php -r \'var_export(["from"=>"server","hex"=>bin2hex(file_get_contents("s.bin"))]);\''), three, by='php')
b('PHP: chunk_split', run('php -r \'echo "received: ", chunk_split(bin2hex(file_get_contents("s.bin")),2," "), PHP_EOL;\''), three, by='php')
b('Ruby: p of binary', run('ruby -e \'p File.binread("s.bin")\''), three, by='ruby')
b('Ruby: pp of bytes', run('ruby -e \'pp File.binread("s.bin").bytes\''), three, by='ruby')
b('Ruby: hex pairs in slices', run('ruby -e \'File.binread("s.bin").each_byte.each_slice(16){|r| puts r.map{|x| "%02X" % x}.join(" ")}\''), three, by='ruby')
b('Perl: Data::Dumper', run('perl -MData::Dumper -e \'local $/; open F,"<:raw","s.bin"; $Data::Dumper::Useqq=1; print Dumper({data=>scalar <F>, dir=>"in"})\''), three, by='perl')
b('Perl: printf of %vd with a label', run("perl -e 'local $/; open F,\"<:raw\",\"s.bin\"; printf(\"received %vd\\n\", scalar <F>)'"), three, by='perl')
b('Perl: unpack of decimals', run("perl -e 'local $/; open F,\"<:raw\",\"s.bin\"; print join(\",\", unpack(\"C*\", scalar <F>)), \"\\n\"'"), three, by='perl')
b('Lua: hex of gsub', run("lua5.4 -e 'local f=io.open(\"s.bin\",\"rb\"); print(\"ws recv\", (f:read(\"a\"):gsub(\".\", function(c) return string.format(\"%02X \", c:byte()) end)))'"), three, by='lua')
b('Erlang: ~w', run("erl -noshell -eval '{ok,B}=file:read_file(\"s.bin\"), io:format(\"~w~n\",[B]), halt().'"), three, by='erl')
b('Erlang: ~p in a tuple', run("erl -noshell -eval '{ok,B}=file:read_file(\"s.bin\"), io:format(\"~p~n\",[{tcp,port,B}]), halt().'"), three, by='erl')
b('R: raw vector of a file', run("Rscript -e 'readBin(\"s.bin\", \"raw\", 100)'"), three, by='R')
b('awk printf', run("od -An -v -tx1 s.bin | awk '{for(i=1;i<=NF;i++) printf \"\\\\x%s\", $i} END{print \"\"}'"), three, by='awk')
java = '''import java.nio.*; import java.util.*; import java.nio.file.*; import java.util.logging.*;
public class D { public static void main(String[] a) throws Exception { byte[] b = Files.readAllBytes(Path.of("s.bin"));
 System.out.println("onMessage: " + Arrays.toString(b)); System.out.println("---");
 System.out.println(HexFormat.ofDelimiter(" ").withUpperCase().formatHex(b)); System.out.println("---");
 StringBuilder s = new StringBuilder(); for (byte x : b) s.append(String.format("%02x ", x)); Logger.getLogger("ws").info("read " + s); System.out.println("---");
 System.out.println(Base64.getEncoder().encodeToString(b)); System.out.println("---"); System.out.println(Arrays.asList(1,2).getClass() + " " + ByteBuffer.wrap(b)); } }'''
open(f'{W}/D.java', 'w').write(java)
printed = run('java D.java').split('---\n')
b('Java: Arrays.toString', printed[0], three, by='java')
b('Java: HexFormat in capitals', printed[1], three, by='java')
b('Java: java.util.logging', next(p for p in printed if 'INFO' in p), three, by='java')
add('unknown', 'Java: toString of a ByteBuffer', 'class java.util.Arrays$ArrayList java.nio.HeapByteBuffer[pos=0 lim=41 cap=41]\n', by='java')
go = '''package main
import ("bytes"; "encoding/hex"; "encoding/json"; "fmt"; "log"; "os"; "github.com/davecgh/go-spew/spew")
func main() { b, _ := os.ReadFile("s.bin"); switch os.Args[1] {
case "spew": spew.Dump(b)
case "log": log.Printf("[ws] read %d bytes: % X", len(b), b)
case "json": json.NewEncoder(os.Stdout).Encode(map[string]any{"level": "debug", "msg": "raw", "data": b})
case "reader": fmt.Printf("%v\\n", bytes.NewReader(b))
case "dumper": d := hex.Dumper(os.Stdout); d.Write(b); d.Close()
case "plusq": fmt.Printf("%+q\\n", b) } }'''
open(f'{W}/d.go', 'w').write(go)
run('GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=' + W + '/gc go build -o d d.go', timeout=200)
b('Go: spew.Dump', run('./d spew'), three, by='go')
b('Go: log of % X', run('./d log'), three, by='go')
b('Go: JSON with base64', run('./d json'), three, by='go')
b('Go: hex.Dumper', run('./d dumper'), three, by='go')
b('Go: %+q', run('./d plusq'), three, by='go')
open(f'{W}/g.c', 'w').write('#include <stdio.h>\n#include <string.h>\nunsigned char rx[64]; int main(){FILE*f=fopen("s.bin","rb");size_t n=fread(rx,1,64,f);printf("%zu\\n",n);return 0;}\n')
run('gcc -g -O0 -o g g.c')
gdb = lambda command: run(f"gdb -q -batch -ex 'break 2' -ex run -ex next -ex next -ex '{command}' ./g 2>/dev/null | grep -v -E '^(Breakpoint|\\[|Using|warning|[0-9]+\\s|$)' | tail -n +1")
gx = run("gdb -q -batch -ex 'break printf' -ex run -ex 'x/40xb rx' ./g 2>/dev/null")
b('gdb x/40xb', '(gdb) x/40xb rx\n' + ''.join(l + '\n' for l in gx.splitlines() if '<rx' in l), three, by='gdb')
gd = run("gdb -q -batch -ex 'break printf' -ex run -ex 'x/40ub rx' ./g 2>/dev/null")
b('gdb x/40ub', ''.join(l + '\n' for l in gd.splitlines() if '<rx' in l), three, by='gdb')
gp = run("gdb -q -batch -ex 'break printf' -ex run -ex 'p/x rx' ./g 2>/dev/null")
b('gdb p/x of an array', ''.join(l + '\n' for l in gp.splitlines() if l.startswith('$')), three, by='gdb')
b('strace -xx -e read', run("strace -xx -s 200 -e trace=read ./g 2>&1 | grep '81' | tail -1"), three, by='strace')
b('strace -f -tt', run("strace -f -tt -s 200 -e trace=read /usr/bin/python3 -c 'open(\"s.bin\",\"rb\").read()' 2>&1 | grep joined | head -1"), three, by='strace')
b('strace of both directions on a socket', 'sendto(5, "' + ''.join('\\x%02x' % c for c in client) + '", %d, 0, NULL, 0) = %d\nrecvfrom(5, "' % (len(client), len(client)) + ''.join('\\x%02x' % c for c in server) + '", 4096, 0, NULL, NULL) = %d\n' % len(server), both)

# Programs that speak WebSocket.
port = serve(frame(1, b'Hello') + frame(9, b'p'), wait=1.2)
b('socat -x', run(f"(printf 'GET /live HTTP/1.1\\r\\nHost: app.example.com\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n'; sleep 0.7) | socat -x - TCP:127.0.0.1:{port} 2>&1 >/dev/null"), S(1, 9), by='socat')
port = serve(frame(1, b'Hello') + frame(9, b'p'), wait=1.2)
b('socat -v -x', run(f"(printf 'GET /live HTTP/1.1\\r\\nHost: app.example.com\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n'; sleep 0.7) | socat -v -x - TCP:127.0.0.1:{port} 2>&1 >/dev/null"), S(1, 9), by='socat')
UP = "-H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='"
port = serve(frame(1, b'Hello'), wait=0.5)
b('curl --trace - with frames', run(f"curl -s -N --http1.1 --max-time 1 {UP} --trace - -o /dev/null http://127.0.0.1:{port}/live"), S(1), by='curl')
port = serve(b'', wait=0.5)
add('handshake', 'curl -v of an upgrade', run(f"curl -sv -N --http1.1 --max-time 1 {UP} -o /dev/null http://127.0.0.1:{port}/live"), by='curl', heads=['request', 'response'])
port = serve(b'', head=b'HTTP/1.1 404 Not Found\r\nServer: nginx/1.24.0\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nnot found')
add('handshake', 'curl -i of a 404', run(f"curl -si -N --http1.1 --max-time 1 {UP} http://127.0.0.1:{port}/live"), by='curl', heads=['response'])
port = serve(b'', head=b'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nbad upgrade\n')
add('handshake', 'curl --trace-ascii of a 400', run(f"curl -s -N --http1.1 --max-time 1 {UP} --trace-ascii - -o /dev/null http://127.0.0.1:{port}/live"), by='curl', heads=['request', 'response'])
WSCAT = os.environ.get('WSCAT', 'wscat')
port = serve(frame(1, b'Hello') + frame(1, b'{"n":81}') + frame(8, b'\x03\xe8'), wait=0.5)
add('messages', 'wscat with two messages', run(f"script -qec '{WSCAT} -c ws://127.0.0.1:{port}' /dev/null"), by='wscat')
e = lambda name, text, **k: add('error-text', name, text, **k)
port = serve(b'', head=b'HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
e('wscat: 403', run(f"(sleep 1) | {WSCAT} -c ws://127.0.0.1:{port} 2>&1 | cat"), by='wscat')
port = serve(rsv, wait=0.5)
e('wscat: RSV1', run(f"(sleep 1) | {WSCAT} -c ws://127.0.0.1:{port} 2>&1 | cat"), by='wscat')
e('wscat: refused', run(f"(sleep 1) | {WSCAT} -c ws://127.0.0.1:9 2>&1 | cat"), by='wscat')
WS = "import logging,sys,asyncio,websockets\nlogging.basicConfig(level=10, format='%(asctime)s [%(levelname)s] %(name)s: %(message)s')\nasync def m():\n  async with websockets.connect(sys.argv[1]) as w:\n    try:\n      while True: print('got', await w.recv())\n    except Exception as x: print('error', repr(x))\nasyncio.run(m())\n"
open(f'{W}/ws.py', 'w').write(WS)
port = serve(frame(1, b'Hello') + bye, wait=0.5)
add('messages', 'websockets 10: client log with a format', run(f'/usr/bin/python3 ws.py ws://127.0.0.1:{port}'), by='websockets')
port = serve(rsv, wait=0.5)
add('messages', 'websockets 10: client log that ends in RSV', run(f'/usr/bin/python3 ws.py ws://127.0.0.1:{port}'), by='websockets')
WC = "import websocket,sys\nwebsocket.enableTrace(True)\nw=websocket.WebSocketApp(sys.argv[1],on_message=lambda s,m:print('message',m),on_error=lambda s,x:print('error',x),on_close=lambda s,c,r:print('closed',c,r))\nw.run_forever()\n"
open(f'{W}/wc.py', 'w').write(WC)
port = serve(b'', head=b'HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n')
add('mixed', 'websocket-client: trace of a 502', run(f'/usr/bin/python3 wc.py ws://127.0.0.1:{port}/live'), by='websocket-client')
AH = "import asyncio,sys,aiohttp\nasync def m():\n  async with aiohttp.ClientSession() as s:\n    async with s.ws_connect(sys.argv[1]) as w:\n      async for x in w: print(x)\n      print('closed', w.close_code, w.exception())\nasyncio.run(m())\n"
open(f'{W}/ah.py', 'w').write(AH)
port = serve(b'', head=b'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
e('aiohttp: status 200', run(f'/usr/bin/python3 ah.py ws://127.0.0.1:{port}/live'), by='aiohttp')
port = serve(frame(3, b'abc'), wait=0.5)
e('aiohttp: opcode 3', run(f'/usr/bin/python3 ah.py ws://127.0.0.1:{port}/live'), by='aiohttp', violation='reserved-data-opcode')
TS = "import tornado.web,tornado.websocket,tornado.ioloop,sys,logging\nlogging.basicConfig(level=10)\nclass H(tornado.websocket.WebSocketHandler):\n  def on_message(s,m): raise ValueError('bad message '+m)\n  def check_origin(s,o): return False\ntornado.web.Application([('/live',H)]).listen(int(sys.argv[1]),'127.0.0.1')\ntornado.ioloop.IOLoop.current().call_later(2,tornado.ioloop.IOLoop.current().stop)\ntornado.ioloop.IOLoop.current().start()\n"
open(f'{W}/ts.py', 'w').write(TS)
e('Tornado: origin refused', run(f"(sleep 1; curl -s --http1.1 -m 1 -H 'Origin: http://other.example.com' {UP} http://127.0.0.1:18765/live >/dev/null) & /usr/bin/python3 ts.py 18765"), by='tornado')
JW = 'import java.net.*; import java.net.http.*; public class J { public static void main(String[] a) throws Exception { try { WebSocket w = HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(a[0]), new WebSocket.Listener() { public void onError(WebSocket s, Throwable t) { t.printStackTrace(); } public java.util.concurrent.CompletionStage<?> onText(WebSocket s, CharSequence d, boolean l) { System.out.println("text " + d); s.request(1); return null; } }).join(); Thread.sleep(800); } catch (Exception x) { x.printStackTrace(); } System.exit(0); } }'
open(f'{W}/J.java', 'w').write(JW)
port = serve(b'', head=b'HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')
e('java.net.http: 401', run(f'java J.java ws://127.0.0.1:{port}/live'), by='java')
port = serve(frame(9, b'x' * 126), wait=0.8)
e('java.net.http: a long ping', run(f'java J.java ws://127.0.0.1:{port}/live'), by='java', violation='control-frame-too-long')
port = serve(masked(1, b'Hello'), wait=0.8)
e('java.net.http: a masked frame', run(f'java J.java ws://127.0.0.1:{port}/live'), by='java', violation='masked-server-frame')
gw = '''package main
import ("fmt"; "log"; "os"; "github.com/gorilla/websocket")
func main() { c, r, err := websocket.DefaultDialer.Dial(os.Args[1], nil); if err != nil { if r != nil { fmt.Println(r.Status) }; log.Fatal("dial:", err) }
for { t, m, err := c.ReadMessage(); if err != nil { log.Println("read:", err); return }; log.Printf("recv: %d %s", t, m) } }'''
open(f'{W}/w.go', 'w').write(gw)
run('GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=' + W + '/gc go build -o w w.go', timeout=200)
port = serve(rsv, wait=0.5)
e('gorilla: RSV1 in a log', run(f'./w ws://127.0.0.1:{port}/live'), by='gorilla')
port = serve(frame(1, b'a', length=200), wait=0.3)
e('gorilla: unexpected EOF', run(f'./w ws://127.0.0.1:{port}/live'), by='gorilla')
port = serve(b'', head=b'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
e('gorilla: bad handshake with its status', run(f'./w ws://127.0.0.1:{port}/live'), by='gorilla')
e('Go: no such host', re.sub(r'on [\d.]+:53', 'on 192.0.2.53:53', run('./w ws://nowhere.invalid/live')), by='gorilla')
NGX = 'daemon off; error_log stderr; pid n.pid; events {} http { access_log off; server { listen 127.0.0.1:18766; location / { proxy_pass http://127.0.0.1:9; proxy_http_version 1.1; } } }'
open(f'{W}/n.conf', 'w').write(NGX)
e('nginx: connect failed', run(f'nginx -p {W} -c {W}/n.conf & P=$!; sleep 1; curl -s -m 1 {UP} http://127.0.0.1:18766/live >/dev/null; kill $P; wait $P', timeout=20), by='nginx')
e('curl: handshake of TLS with a plain port', run(f'curl -sv -m 2 https://127.0.0.1:{serve(b"", head=b"HTTP/1.1 400 Bad Request" + bytes([13,10,13,10]))}/live'), by='curl')
e('openssl s_client: wrong version', run(f'openssl s_client -connect 127.0.0.1:{serve(b"", head=b"HTTP/1.1 400 Bad Request" + bytes([13,10,13,10]))} </dev/null'), by='openssl')
e('node: TLS to a plain port', node(f'const W=require("{os.path.abspath("node_modules/ws")}");new W("wss://127.0.0.1:{serve(b"", head=b"HTTP/1.1 400 Bad Request")}").on("error",x=>console.error(x))'), by='ws')
e('node: the page of a proxy', node(f'const W=require("{os.path.abspath("node_modules/ws")}");new W("ws://127.0.0.1:{serve(b"", head=b"HTTP/1.1 503 Service Unavailable" + bytes([13,10,13,10]))}").on("error",x=>console.error(x.message))'), by='ws')
e('Socket.IO: debug output of a refusal', run('DEBUG=engine.io-client:* node -e \'const s=require("%s").io("http://127.0.0.1:9",{transports:["websocket"],reconnection:false});s.on("connect_error",x=>{console.error(x.message, x.description);process.exit()})\'' % os.path.abspath('node_modules/socket.io-client')), by='socket.io-client')
e('nginx -t of a wrong directive', run(f"echo 'events {{}} http {{ server {{ proxy_set_heade Upgrade $http_upgrade; }} }}' > t.conf; nginx -t -p {W} -c {W}/t.conf"), by='nginx')
e('haproxy -c of a wrong keyword', run("printf 'frontend f\\n bind :80\\n timeot client 5s\\n default_backend b\\n' > h.cfg; haproxy -c -f h.cfg"), by='haproxy')
e('Erlang: crash of a pattern', run("erl -noshell -eval '<<1:1,0:3,_/bits>> = <<193,5>>, halt().' 2>&1 | head -5"), by='erl')

# Apache's HttpClient, of Debian's libhttpclient-java: it takes a 101 for an interim answer and reads on.
HC = 'import org.apache.http.client.methods.*; import org.apache.http.impl.client.*; public class H { public static void main(String[] a) throws Exception { String p = "org.apache.commons.logging."; System.setProperty(p + "Log", p + "impl.SimpleLog"); System.setProperty(p + "simplelog.showdatetime", "true"); System.setProperty(p + "simplelog.log.org.apache.http.wire", "DEBUG"); HttpGet g = new HttpGet(a[0]); g.setHeader("Upgrade", "websocket"); g.setHeader("Connection", "Upgrade"); g.setHeader("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="); g.setHeader("Sec-WebSocket-Version", "13"); try (CloseableHttpClient c = HttpClients.custom().disableAutomaticRetries().build()) { c.execute(g); } catch (Exception x) { } } }'
open(f'{W}/H.java', 'w').write(HC)
JARS = ':'.join(f'/usr/share/java/{jar}.jar' for jar in ('httpclient', 'httpcore', 'commons-logging', 'commons-codec'))
port = serve(frame(1, b'{"event":"joined"}') + frame(9, b''), wait=0.6)
b('Apache HttpClient: wire log', run(f'java -cp {JARS} H.java http://127.0.0.1:{port}/live'), S(1, 9), by='httpclient')

# Nothing of a connection.
u = lambda name, text, **k: add('unknown', name, text, **k)
add('bytes', 'objdump -d', run('objdump -d g | head -40'), by='objdump', isOther=True)
u('readelf -x', run('readelf -x .rodata g'), by='readelf')
u('nm', run('nm g | head -20'), by='nm')
u('gdb info registers', run("gdb -q -batch -ex 'break printf' -ex run -ex 'info registers' ./g 2>/dev/null | tail -26"), by='gdb')
u('gdb x/8xg of a stack', run("gdb -q -batch -ex 'break printf' -ex run -ex 'x/8xg $sp' ./g 2>/dev/null | tail -4"), by='gdb')
u('cmp -l', run('cp s.bin t.bin; printf "\\xc1" | dd of=t.bin conv=notrunc bs=1 2>/dev/null; cmp -l s.bin t.bin'), by='cmp')
u('sha256sum', run('sha256sum s.bin c.bin r.bin'), by='sha256sum')
u('ls -li', run('ls -li --time-style=long-iso | head -12'), by='ls')
u('stat', run('stat s.bin'), by='stat')
u('ps aux', run('ps aux | grep -v process_api | head -6 | cut -c1-120').replace('framescope', 'app'), by='ps')
u('ss -tnpi', run('ss -tlni | head -8'), by='ss')
u('free and uptime', run('free -m; uptime'), by='free')
u('openssl x509', run('openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj /CN=app.example.com 2>/dev/null; openssl x509 -in c.pem -noout -text'), by='openssl')
u('openssl x509 -fingerprint', run('openssl x509 -in c.pem -noout -fingerprint -sha256 -serial'), by='openssl')
u('token of 32 hex digits', '9f3c486c6c6f9f3c486c6c6f9f3c4865\n')
u('uuidgen', '5b2c8e0a-81f4-4c8e-8a05-486c6c6f8105\nd1c2b3a4-8205-4a6b-9c81-05e4f3a2b1c0\n')
u('python -m dis', run("python3 -m dis <<< 'x = b[0] & 0x0f\nprint(0x81, x)'"), by='python')
u('javap -c', run('javac -d . J.java && javap -c J | head -40'), by='javap')
u('git log --stat', run('git init -q g1; cd g1; git config user.name app; git config user.email app@example.com; cp ../s.bin .; git add .; git commit -qm "Add a sample of 81 05 48 65"; git log --stat'), by='git')
u('vmstat', run('vmstat 1 2'), by='vmstat')
u('lsof', run('lsof -p $$ | head -8'), by='lsof')
u('tcpdump -D', run('tcpdump -D'), by='tcpdump')
u('capinfos', run('capinfos a.pcap'), by='capinfos')
u('tshark conversations', run('tshark -r a.pcap -q -z conv,tcp 2>/dev/null'), by='tshark')
u('tshark protocol hierarchy', run('tshark -r a.pcap -q -z io,phs 2>/dev/null'), by='tshark')
u('strace -c', run('strace -c ./g 2>&1 | head -14'), by='strace')
u('strace of opening files', run('strace -e trace=openat,mmap ./g 2>&1 | head -10'), by='strace')
u('nginx -V', run('nginx -V'), by='nginx')
u('dpkg -l', run('dpkg -l libc6 openssl nginx | cat'), by='dpkg')
add('bytes', 'xxd -i of a source file', run('head -c 60 g.c | xxd -i'), by='xxd', isOther=True)
u('valgrind', run('valgrind ./g 2>&1 | tail -14'), by='valgrind')
u('Rscript summary', run("Rscript -e 'summary(c(129,5,72,101,108,108,111))'"), by='R')
u('sqlite3 table of numbers', run("sqlite3 -box :memory: \"select 129 as a, 5 as b, 72 as c union select 136, 2, 3\""), by='sqlite3')
add('bytes', 'hexdump -C of a shell script', run('head -c 80 $(command -v ldd) | hexdump -C'), by='hexdump', isOther=True)
add('bytes', 'xxd of a private key', run('head -c 96 k.pem | xxd'), by='xxd', isOther=True)
add('bytes', 'od of a tar header', run('tar cf t.tar s.bin; head -c 160 t.tar | od -A x -t x1z'), by='od', isOther=True)
write(sys.argv[1], 'terminal-copies')
