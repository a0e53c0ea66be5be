"""A third set of texts by programs, with frames that the first two have not.
    python e2e/texts/make/third-draw-of-programs.py FOLDER   (run in the root)"""
import os,base64,sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program_rows
from frames import frame
D = os.path.join(os.path.abspath(sys.argv[1]), ''); rows=[]
made = {
    's': frame(1, b'2') + frame(1, '{"temp":21.5,"unit":"°C"}'.encode()) + frame(10) + frame(8, b'\x03\xe9going away'),
    'c': frame(1, b'40/chat,', key=b'\xa1\xb2\xc3\xd4') + frame(2, bytes([0, 1, 2, 250, 251]), key=b'\x01\x02\x03\x04') + frame(9, key=b'\x99\x88\x77\x66'),
    'f': frame(1, b'ok') + frame(2, b'abc', rsv=4) + frame(1, b'ok'),
    'l': frame(2, bytes(i * 7 & 255 for i in range(300))),
}
for name, data in made.items():
    with open(D + name + '.bin', 'wb') as file:
        file.write(data)
S,C,F,L=[open(D+x+'.bin','rb').read() for x in 'scfl']
FR=dict(s=([],[1,1,10,8]),c=([1,2,9],[]),f=([],[1,2,1]),l=([],[2]),cs=([1,2,9],[1,1,10,8]))
def run(c,timeout=90): return program_rows.run(c,D,timeout)
def put(name,text,kind='bytes',which=None,by=None,**k):
    made=program_rows.row(name,text,kind,FR[which] if which else None,by,**k)
    if made: rows.append(made)
def B(by,n,c,w,**k): put(f'{by}: {n}',run(c),'bytes',w,by,**k)
py=lambda w,code: ['/usr/bin/python3','-c',f'b=open("{w}.bin","rb").read()\n{code}']
hx=lambda b,s=' ': s.join('%02x'%x for x in b)
B('xxd','-c 32 of a long frame','xxd -c 32 l.bin','l'); B('hexyl','long frame','hexyl --color never l.bin','l'); B('od','-tx4 -A d','od -v -tx4 -A d l.bin','l')
B('hexdump','default with repeats','hexdump s.bin','s'); B('busybox','od -t x1 of a fault','busybox od -t x1 f.bin','f')
B('python','bytes over lines in brackets',py('l','import pprint\npprint.pprint({"op": "recv", "raw": b})'),'l')
B('python','enumerate',py('s','for i,x in enumerate(b): print(i, hex(x), repr(chr(x)))'),'s')
B('python','hexdump by hand with offsets in decimal',py('s','for i in range(0,len(b),8): print(f"{i:4d} | "+" ".join(f"{x:02X}" for x in b[i:i+8]))'),'s')
B('python','two digits in brackets',py('c','print("".join(f"[{x:02X}]" for x in b))'),'c')
B('python','logging of hex with a colon after each',py('f','print("DEBUG:feed:<<< "+":".join("%02x"%x for x in b))'),'f')
B('python','str of a list of signed numbers',py('s','print([x-256 if x>127 else x for x in b])'),'s')
B('node','Buffer in an array of events',['node','-e','const b=require("fs").readFileSync("c.bin");console.log([["open"],["data",b],["close",1006]])'],'c')
B('node','util.inspect of a Set of numbers',['node','-e','console.log("bytes:",Array.from(require("fs").readFileSync("s.bin")).join(" "))'],'s')
B('node','hexSlice with commas',['node','-e','console.log(Array.from(require("fs").readFileSync("f.bin"),x=>"0x"+x.toString(16)).join(","))'],'f')
B('ruby','format %02x with a label of time',['ruby','-e','puts "[12:00:01.204] RX (#{File.size("s.bin")}): "+File.binread("s.bin").unpack("C*").map{|x| "%02x"%x}.join(" ")'],'s')
B('ruby','inspect of a Struct',['ruby','-e','S=Struct.new(:at,:data); p S.new(1.5,File.binread("c.bin"))'],'c')
B('perl','Dumper without Useqq in hex',['perl','-e','open F,"<:raw","c.bin"; local $/; my $b=<F>; printf "%s\n", join " ", map { sprintf "%02x", $_ } unpack "C*", $b'],'c')
B('perl','pairs under each other',['perl','-e','open F,"<:raw","f.bin"; local $/; my $b=<F>; printf "%3d: %02x\n", $_, ord substr($b,$_,1) for 0..length($b)-1'],'f')
B('php','json of base64 and length',['php','-r','$b=file_get_contents("s.bin"); echo json_encode(["len"=>strlen($b),"payload"=>base64_encode($b)]),"\n";'],'s')
B('php','wordwrap of bin2hex',['php','-r','echo wordwrap(strtoupper(bin2hex(file_get_contents("c.bin"))),8," ",true),"\n";'],'c')
B('go','spew-like dump','cat > a.go <<X\npackage main\nimport ("fmt";"os")\nfunc main(){b,_:=os.ReadFile("s.bin");fmt.Printf("(%T) (len=%d cap=%d) %#v\\n",b,len(b),cap(b),b)}\nX\ngo run a.go','s')
B('go','bytes of a buffer as %q in a struct','cat > b.go <<X\npackage main\nimport ("fmt";"os")\nfunc main(){b,_:=os.ReadFile("f.bin");fmt.Printf("{Op:read N:%d Data:%q}\\n",len(b),b)}\nX\ngo run b.go','f')
B('rust','pretty debug of a Vec in hex',"echo 'fn main(){println!(\"{:#x?}\",std::fs::read(\"c.bin\").unwrap());}' > a.rs; rustc -o a a.rs && ./a",'c')
B('java','printf of each',"cat > A.java <<X\npublic class A{public static void main(String[] a)throws Exception{StringBuilder s=new StringBuilder();for(byte b:java.nio.file.Files.readAllBytes(java.nio.file.Path.of(\"s.bin\")))s.append(String.format(\"%02X \",b));System.out.println(\"INFO: received \"+s);}}\nX\njava A.java",'s')
B('java','ByteBuffer and its array',"cat > E.java <<X\npublic class E{public static void main(String[] a)throws Exception{var b=java.nio.file.Files.readAllBytes(java.nio.file.Path.of(\"c.bin\"));System.out.println(java.nio.ByteBuffer.wrap(b)+\" \"+java.util.Arrays.toString(b));}}\nX\njava E.java",'c')
B('clojure','hash map with a vector',['clojure','-e','(prn {:dir :in :bytes (mapv #(bit-and % 255) (java.nio.file.Files/readAllBytes (java.nio.file.Paths/get "s.bin" (into-array String []))))})'],'s')
B('gdb','x/xg',"printf '#include <stdio.h>\\nunsigned char rx[]={%s};\\nint main(){return rx[0];}\\n' \"$(xxd -i < l.bin | tr -d '\\n')\" > g.c; gcc -g -o g g.c; gdb -q -batch -ex 'break main' -ex run -ex 'x/304ub rx' g | grep '^0x'",'l'); rows[-1]['frames']['server']=[2]
B('gdb','output of a struct',"printf '#include <stdio.h>\\nstruct{int fd;unsigned char buf[%s];}c={7,{%s}};\\nint main(){return c.fd;}\\n' $(stat -c%s s.bin) \"$(xxd -i < s.bin | tr -d '\\n')\" > h.c; gcc -g -o h h.c; gdb -q -batch -ex 'set print elements 0' -ex 'break main' -ex run -ex 'p/x c.buf' h | tail -1",'s')
# no connection
for n,t in {
 'sysctl table':run('cat /proc/sys/kernel/random/uuid /proc/sys/kernel/random/boot_id; cat /proc/vmstat | head -20'),
 'pmap':run('pmap $$ | head -20'),'getconf':run('getconf -a | head -30'),'locale numbers':run('locale -k LC_NUMERIC LC_MONETARY | head -30'),
 'infocmp':run('infocmp -1 xterm | head -40'),'gcc assembly':run('gcc -S -O1 -o - g.c | tail -40'),'python bytecode':run(py('s','import marshal,dis\ndis.dis(compile("a=[129,5,72]\\nb=a[0]^0x81","x","exec"))')),
 'ldd':run('ldd /bin/ls'),'ip route in hex':run('cat /proc/net/route /proc/net/arp 2>/dev/null'),'xxd help':run('xxd -h'),'od help':run('od --help | head -40'),
 }.items(): put(n,t,'unknown')
put('numbers of a regression',"Coefficients: 129 5 72 101 108 108 111\nResiduals: -3 81 5 48 65\nR2 0.81 F 137.2\n",'unknown')
put('German train times',"RE 81 05:48 Gleis 6\nICE 137 08:02 Gleis 3\nS 8 10:05 Gleis 12\n",'unknown')
put('swatch list',"Primary 81 05 48\nAccent 89 02 68\nShadow 82 01 10\n(RGB in hex, from the brand colours)\n",'unknown')
put('Pokemon save checksum',"save slot 1 checksum 8105 4865 6C6C 6F89\nbox data ok\n",'unknown')
put('AVR fuses',"avrdude: Device signature = 0x1e950f\navrdude: safemode: lfuse reads as FF\navrdude: safemode: hfuse reads as D9\navrdude: reading flash memory:\n:100000008105486C6C6F0C943F000C943F000C943F5A\n",'unknown')
put('Zigbee cluster',"zcl frame: 18 81 0a 05 00 42 05 48 65 6c 6c 6f (ZCL read attributes response)\n",'bytes',isOther=True)
put('PCI config space',"00:1f.3 Audio device: Intel Corporation Device 8105\n00: 86 80 05 81 06 00 10 00 20 00 03 04 10 40 00 00\n10: 04 80 05 81 00 00 00 00 00 00 00 00 00 00 00 00\n",'bytes',isOther=True)
put('TLS secrets',"CLIENT_HANDSHAKE_TRAFFIC_SECRET 8105486c6c6f818537fa213d7f9f4d518105486c6c6f818537fa213d7f9f4d51 8902aabb8105486c6c6f818537fa213d7f9f4d518105486c6c6f8185\n",'unknown')
put('Excel formula dump',"=HEX2DEC(\"81\")\t129\n=HEX2DEC(\"05\")\t5\n=HEX2DEC(\"48\")\t72\n",'unknown')
# wrappings
put('Teams message with bold and hex','**Server → Client** (after 30 s)\n`'+hx(S)+'`\n','bytes','s')
put('Org mode block','#+begin_example\n'+run('xxd c.bin')+'#+end_example\n','bytes','c')
put('Python doctest','>>> sock.recv(4096)\n'+repr(C)+'\n>>> sock.recv(4096)\nb\'\'\n','bytes','c')
put('ELK export with tabs','@timestamp\tfields.dir\tfields.hex\nNov 30, 2026 @ 10:00:00.123\tserver\t'+S.hex()+'\nNov 30, 2026 @ 10:00:00.456\tclient\t'+C.hex()+'\n','bytes','cs')
put('Windows event with CRLF','Source: Feed\r\nMessage: Received bytes '+hx(S).upper()+'\r\nLevel: Verbose\r\n','bytes','s')
put('two xxd dumps with file names','==> from-client.bin <==\n'+run('xxd c.bin')+'\n==> from-server.bin <==\n'+run('xxd s.bin'),'bytes','cs')
put('Polish mail','Cześć, serwer wysyła to:\n'+hx(S)+'\na klient to:\n'+hx(C)+'\nPozdrawiam','bytes','cs')
put('error: rust unwrap of a refused connection',run("echo 'fn main(){std::net::TcpStream::connect(\"127.0.0.1:9\").unwrap();}' > e.rs; rustc -o e e.rs && ./e"),'error-text',by='rust')
put('error: haskell uncaught',run("echo 'main = ioError (userError \"connection closed\")' > e.hs; runghc e.hs"),'error-text',by='ghc')
put('error: clojure connect',run(['clojure','-e','(java.net.Socket. "127.0.0.1" 9)']),'error-text',by='clojure')

for one in rows:
    if one['name'] == 'gcc assembly':
        one.update(kind='bytes', frames={'client': [], 'server': [2]})
program_rows.write(rows, 'third-draw-of-programs.json')
