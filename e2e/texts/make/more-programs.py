"""A second set of texts by programs, of kinds that the first has not.
    python e2e/texts/make/more-programs.py FOLDER   (after look-alikes.py, with its folder; run in the root)"""
import json,os,subprocess,base64,sys
D = os.path.join(os.path.abspath(sys.argv[1]), ''); rows=[]
S=open(D+'s.bin','rb').read(); C=open(D+'c.bin','rb').read(); H=open(D+'h.bin','rb').read()
FR=dict(s=([],[1,9,1]),c=([1,10,8],[]),h=([],[1]),cs=([1,10,8],[1,9,1]))
def run(c,timeout=60):
    e=dict(os.environ,LC_ALL='C.UTF-8',TERM='dumb',NO_COLOR='1')
    p=subprocess.run(['bash','-c',c] if isinstance(c,str) else c,capture_output=True,timeout=timeout,env=e,cwd=D)
    return (p.stdout+p.stderr).decode('utf8','replace')
def put(name,text,kind='bytes',which=None,by=None,**k):
    if not text.strip(): print('EMPTY',name); return
    r=dict(name=name,kind=kind,text=text if text.endswith('\n') else text+'\n',**k)
    if which: r['frames']=dict(client=FR[which][0],server=FR[which][1])
    if by: r['by']=by
    rows.append(r)
def B(by,n,c,w): put(f'{by}: {n}',run(c),'bytes',w,by)
py=lambda w,code: ['/usr/bin/python3','-c',f'b=open("{w}.bin","rb").read()\n{code}']
B('python','a dict with bytes',py('s','print({"fd": 7, "event": "data_received", "data": b})'),'s')
B('python','uppercase hex behind a name',py('c','print(f"payload={b.hex().upper()}")'),'c')
B('python','print of each byte',py('s','print("chunk:",*b)'),'s')
B('ruby','nested slices',['ruby','-e','p File.binread("c.bin").bytes.each_slice(16).to_a'],'c')
B('ruby','bits, one byte a line',['ruby','-e','puts File.binread("h.bin").bytes.map{|x| x.to_s(2).rjust(8,"0")}'],'h')
B('perl','%*vX',['perl','-e','open F,"<:raw","s.bin"; local $/; printf "%*vX\n",":",<F>'],'s')
B('php','index, number and character a line',['php','-r','$b=file_get_contents("h.bin"); for($i=0;$i<strlen($b);$i++) printf("[%3d] 0x%02x %s\n",$i,ord($b[$i]),ctype_print($b[$i])?$b[$i]:".");'],'h')
B('node','spread into an object',['node','-e','console.log({...require("fs").readFileSync("c.bin").subarray(0,38)})'],'c'); rows[-1]['frames']['client']=[1]
B('node','hex joined with x',['node','-e','console.log("recv "+require("fs").readFileSync("s.bin").toString("hex").match(/../g).map(x=>"0x"+x).join(" "))'],'s')
B('node','%o',['node','-e','console.log("data %o", require("fs").readFileSync("h.bin"))'],'h')
B('go','%T and %v','cat > a.go <<X\npackage main\nimport ("fmt";"os")\nfunc main(){b,_:=os.ReadFile("s.bin");fmt.Printf("%T %[1]v\\n",b)}\nX\ngo run a.go','s')
B('go','json of a struct','cat > b.go <<X\npackage main\nimport ("encoding/json";"os")\ntype F struct{Dir string;N int;Data []byte}\nfunc main(){b,_:=os.ReadFile("s.bin");json.NewEncoder(os.Stdout).Encode(F{"in",len(b),b})}\nX\ngo run b.go','s')
B('elixir','base binary',['elixir','-e','IO.inspect(File.read!("h.bin"), base: :binary, binaries: :as_binaries)'],'h')
B('ocaml','numbers with semicolons',"cat > a.ml <<X\nlet ic = open_in_bin \"c.bin\";;\nlet b = really_input_string ic (in_channel_length ic);;\nprint_string \"[|\"; String.iter (fun c -> Printf.printf \"%d; \" (Char.code c)) b; print_endline \"|]\";;\nX\nocaml a.ml",'c')
B('R','cat of raw',['R','--slave','-e','cat("rx:", as.character(readBin("c.bin","raw",200)), "\n")'],'c')
B('octave','dec2hex',['octave','--no-gui','-q','--eval','f=fopen("h.bin");disp(dec2hex(fread(f,Inf,"uint8")))'],'h')
B('tclsh','binary scan B*',"echo 'set f [open h.bin rb]; binary scan [read $f] B* x; puts $x' > a.tcl; tclsh a.tcl",'h')
B('mono','one byte a line with its index',"cat > a.cs <<X\nclass A{static void Main(){int i=0;foreach(var b in System.IO.File.ReadAllBytes(\"s.bin\"))System.Console.WriteLine(\"{0:D4}: 0x{1:X2}\",i++,b);}}\nX\nmcs a.cs && mono a.exe",'s')
B('nim','toHex of each','cat > a.nim <<X\nimport strutils\nfor c in readFile("s.bin"): stdout.write toHex(ord(c),2), " "\necho ""\nX\nnim r --hints:off --verbosity:0 a.nim 2>/dev/null','s')
B('od','one byte a line','od -An -v -tx1 -w1 c.bin','c')
B('od','-c -A x','od -c -A x s.bin','s')
B('hexdump','three columns of decimals',['hexdump','-v','-e','16/1 "%3u " "\n"','c.bin'],'c')
B('xxd','-b -c 4','xxd -b -c 4 s.bin','s')
B('xxd','-E','xxd -E s.bin','s')
B('scapy','hexdump of a packet',py('s','from scapy.all import *\nhexdump(IP(src="10.0.0.5",dst="10.0.0.2")/TCP(sport=8080,dport=51344,flags="PA",seq=1,ack=1)/Raw(b))'),'s')
B('scapy','wireshark-like bytes of a packet with Ethernet',py('c','from scapy.all import *\nprint(hexdump(Ether(src="02:00:00:00:00:01",dst="02:00:00:00:00:02")/IP(src="10.0.0.2",dst="10.0.0.5")/TCP(sport=51344,dport=8080,flags="PA",seq=1,ack=1)/Raw(b),dump=True))'),'c')
hx=lambda b,s=' ': s.join('%02x'%x for x in b)
# numbers that are no bytes, by real programs
put('python: 16-bit numbers',run(py('s','print(memoryview(b).cast("H").tolist())')),'unknown',by='python')
put('ruby: unpack n',run(['ruby','-e','p File.binread("s.bin").unpack("n*")']),'unknown',by='ruby')
put('python: b85',run(py('s','import base64\nprint(base64.b85encode(b).decode())')),'unknown',by='python')
put('gpg-like base32 secrets',"otpauth://totp/a?secret=JBSWY3DPEHPK3PXP&issuer=Example\nJBSWY3DPEHPK3PXP KRSXG5CTMVRXEZLU\n",'url')
rows.pop()
put('ss -s',run('ss -s; cat /proc/loadavg /proc/uptime'),'unknown'); put('proc interrupts',run('head -12 /proc/interrupts; head -8 /proc/softirqs'),'unknown'); put('npm lock integrity',run('head -60 '+os.getcwd()+'/package-lock.json'),'unknown')
put('git log --format with hashes',run('cd '+os.getcwd()+' && git log -6 --format="%h %T %ct %s"'),'unknown')
put('ADS-B frames',"*8D4840D6202CC371C32CE0576098;\n*8D40621D58C382D690C8AC2863A7;\n*8D485020994409940838175B284F;\n",'unknown')
put('Modbus ASCII',":010300000002FA\n:0103040102030481\n:8105486C6C6F0D\n",'unknown')
put('IEC 104 and Telnet bytes',"IEC 60870-5-104 startdt: 68 04 07 00 00 00\nTelnet negotiation: FF FB 01 FF FB 03 FF FD 18\n",'bytes',isOther=True)
put('EVM bytecode',"608060405234801561001057600080fd5b50610150806100206000396000f3fe\n",'unknown')
put('FIX message',"8=FIX.4.2|9=129|35=D|49=A|56=B|34=5|52=20261130-10:00:00|11=81|55=EUR/USD|54=1|38=105|10=137|\n",'unknown')
put('WireGuard keys',"interface: wg0\n  public key: gQVIZWxsb4GFN/ohPX+fTVFYiAID6AAAAAAAAAAAAAA=\n  listening port: 51820\npeer: xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=\n",'unknown')
put('G-code',"G1 X129 Y5 Z72 F1500\nG1 X101 Y108 E1.29\nM104 S210\nM140 S60\n",'unknown')
put('AES test vectors',"KEY = 2b7e151628aed2a6abf7158809cf4f3c\nIV = 000102030405060708090a0b0c0d0e0f\nPLAINTEXT = 8105486c6c6f818537fa213d7f9f4d51\nCIPHERTEXT = 7649abac8119b246cee98e9b12e9197d\n",'unknown')
put('PPP frames of a modem log',"rcvd [LCP ConfReq id=0x1 <asyncmap 0x0> <magic 0x81054865>]\nsent [LCP ConfAck id=0x1 <asyncmap 0x0> <magic 0x81054865>]\n7E FF 7D 23 C0 21 7D 21 7D 21 7D 20 7D 34 7E\n",'unknown')
put('disk usage in hex blocks',"0x8105 blocks free, 0x4865 used\nsector 0x6c6c6f00: ok\n",'unknown')
put('6502 monitor',"C000: 81 05     STA ($05,X)\nC002: 48        PHA\nC003: 65 6C     ADC $6C\nC005: 6C 6F 00  JMP ($006F)\n",'unknown')
# mixed forms
put('asciinema recording','{"version": 2, "width": 80, "height": 24}\n[1.204, "o", "$ xxd -p s.bin\\r\\n"]\n[1.310, "o", "'+S.hex()+'\\r\\n"]\n','bytes','s')
put('stern prefix','\n'.join('feed-7d9f app %s'%l for l in run('xxd s.bin').rstrip().split('\n')),'bytes','s')
put('Splunk raw field','_time=2026-11-30T10:00:00Z host=edge1 _raw="rx 46 bytes '+hx(S)+'"','bytes','s')
put('Loki output','2026-11-30T10:00:00.1Z {app="feed"} level=debug dir=in hex='+S.hex()+'\n2026-11-30T10:00:00.3Z {app="feed"} level=debug dir=out hex='+C.hex(),'bytes','cs')
put('Spanish forum with two fences','El cliente envía:\n\n```\n'+hx(C)+'\n```\n\ny el servidor responde:\n\n```\n'+hx(S)+'\n```\n\n¿Qué está mal?','bytes','cs')
put('Korean chat','서버에서 받은 값: '+hx(S)+'\n','bytes','s')
put('logfmt with escapes','level=debug msg="read" data="'+''.join(chr(x) if 32<=x<127 and x not in (34,92) else '\\"' if x==34 else '\\x%02x'%x for x in S)+'"','bytes','s')
put('XML export with hexBinary','<messages>\n  <message dir="in" time="2026-11-30T10:00:00Z"><data type="hexBinary">'+S.hex().upper()+'</data></message>\n</messages>','bytes','s')
put('TOML fixture','[[frame]]\nfrom = "client"\nbytes = ['+', '.join('0x%02x'%x for x in C)+']\n','bytes','c')
put('error: websocat-like',"websocat: WebSocketError: I/O failure\nwebsocat: error running",'error-text')
put('error: lua socket',run("lua -e 'error(\"connection refused (127.0.0.1:9)\")'"),'error-text',by='lua')
put('error: nc verbose',run('nc -zv 127.0.0.1 9 2>&1 || ncat -zv 127.0.0.1 9'),'error-text')
put('error: node ECONNRESET stack',run(['node','-e','const n=require("net");const s=n.createServer(c=>c.resetAndDestroy());s.listen(0,()=>{const c=n.connect(s.address().port);c.on("connect",()=>c.write("x"));})']),'error-text',by='node')
put('handshake: HTTPie',"GET /ws HTTP/1.1\nAccept: */*\nConnection: Upgrade\nHost: 127.0.0.1:9377\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: 13\nUpgrade: websocket\nUser-Agent: HTTPie/3.2.1\n\n\nHTTP/1.1 426 Upgrade Required\nContent-Length: 0\n\n",'handshake')
put('handshake: quoted with pipes',"| GET /chat HTTP/1.1\n| Host: example.com\n| Upgrade: websocket\n| Connection: Upgrade\n| Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n| Sec-WebSocket-Version: 13\n",'handshake')
put('configuration: nginx in a Helm value',"controller:\n  config:\n    http-snippet: |\n      map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n      server {\n        listen 8080;\n        location /ws { proxy_pass http://127.0.0.1:3000; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; }\n      }\n",'configuration')

others = {'Modbus ASCII', '6502 monitor'}
by_kind = {}
for row in rows:
    if row['name'] in others:
        row.update(kind='bytes', isOther=True)
    by_kind.setdefault(row.pop('kind'), []).append(row)
for kind, of_kind in by_kind.items():
    with open(os.path.join('e2e/texts', kind, 'more-programs.json'), 'w') as file:
        json.dump(of_kind, file, indent=2, ensure_ascii=False)
        file.write('\n')
