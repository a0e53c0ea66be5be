"""What programs and languages print of the bytes of a connection, by running them: `rows`.
    python e2e/texts/make/look-alikes.py FOLDER   uses it; each program that is missing is named and left out."""
import json, os, subprocess, re, textwrap
import sys
D = os.path.join(os.path.abspath(sys.argv[1]), '')
def mask(op,payload,key=b'\x37\xfa\x21\x3d'):
    n=len(payload); h=bytes([0x80|op]) + (bytes([0x80|n]) if n<126 else b'\xfe'+n.to_bytes(2,'big'))
    return h+key+bytes(b^key[i%4] for i,b in enumerate(payload))
def frame(op,payload,b0=0x80):
    n=len(payload); return bytes([b0|op])+(bytes([n]) if n<126 else b'\x7e'+n.to_bytes(2,'big'))+payload
S=frame(1,b'{"type":"welcome","id":17}')+frame(9,b'hb')+frame(1,b'how are you?')
C=mask(1,b'{"op":"subscribe","ch":"trades"}')+mask(10,b'hb',b'\x11\x22\x33\x99')+mask(8,b'\x03\xe8')
H=frame(1,b'Hello')
R=frame(2,bytes(range(0,48)))+frame(8,b'\x03\xe8bye')
for n,v in dict(s=S,c=C,h=H,r=R).items(): open(D+n+'.bin','wb').write(v)
FR=dict(s=([],[1,9,1]),c=([1,10,8],[]),h=([],[1]),r=([],[2,8]))
rows=[]
def run(cmd,inp=None,env=None,timeout=60):
    e=dict(os.environ,LC_ALL='C.UTF-8',TERM='dumb',NO_COLOR='1'); e.update(env or {})
    try: p=subprocess.run(cmd,shell=isinstance(cmd,str),input=inp,capture_output=True,timeout=timeout,env=e,cwd=D)
    except Exception as x: print('ERR',cmd,x); return ''
    return (p.stdout+p.stderr).decode('utf8','surrogateescape').encode('utf8','replace').decode()
def add(by,name,cmd,which='s',file=None,src=None,**k):
    if file: open(D+file,'w').write(src)
    t=run(cmd) if cmd else src
    if not t.strip(): print('EMPTY',by,name); return
    c,s=FR[which]; rows.append(dict(name=f'{by}: {name}',kind='bytes',by=by,frames=dict(client=c,server=s),text=t,**k))
hx=lambda b:', '.join('0x%02x'%x for x in b)
dec=lambda b:', '.join(map(str,b))
add('hexyl','border ascii','hexyl --border ascii --color never s.bin')
add('hexyl','border none','hexyl --border none --color never c.bin','c')
add('hexyl','default of 48 bytes','hexyl --color never r.bin','r')
add('busybox','hexdump -C','busybox hexdump -C s.bin')
add('busybox','hexdump','busybox hexdump c.bin','c')
add('busybox','xxd','busybox xxd s.bin')
add('busybox','xxd -p','busybox xxd -p c.bin','c')
add('busybox','od -b','busybox od -b s.bin')
add('gawk','printf of each byte',"xxd -p -c1 s.bin | gawk '{printf \"0x%s%s\", $1, (NR%12?\", \":\",\\n\")}'")
add('gawk','number and byte a line',"xxd -p -c1 c.bin | gawk '{printf \"%4d  %s\\n\", NR-1, $1}'",'c')
add('guile','write of a bytevector',['guile','--no-auto-compile','-c',f'(write (u8-list->bytevector (list {" ".join(map(str,S))})))(newline)'.replace('u8-list->bytevector','(@ (rnrs bytevectors) u8-list->bytevector)')])
add('sbcl','print of a vector',['sbcl','--noinform','--non-interactive','--eval',f'(print (coerce (list {" ".join(map(str,C))}) (quote vector)))'],'c')
add('sbcl','format with 2,0x',['sbcl','--noinform','--non-interactive','--eval','(format t "~{~2,\'0x~^ ~}~%" (list '+" ".join(map(str,S))+'))'])
add('sbcl','vector of octets with *print-base* 16',['sbcl','--noinform','--non-interactive','--eval',f'(let ((*print-base* 16) (*print-radix* t)) (print (coerce (list {" ".join(map(str,H))}) (quote vector))))'],'h')
add('gforth','dump',['gforth','-e',f'create b {" ".join(str(x)+" c," for x in S)} b {len(S)} dump bye'])
add('nim','echo of a seq','nim r --hints:off --verbosity:0 n1.nim 2>&1 | grep -v Hint','c','n1.nim','import strutils\nlet f = readFile("c.bin")\nvar s: seq[byte]\nfor c in f: s.add(byte(c))\necho "recv ", s\n')
add('nim','toHex of a string','nim r --hints:off n2.nim 2>&1 | grep -v Hint','s','n2.nim','import strutils\necho "frame: ", readFile("s.bin").toHex()\n')
add('fpc','HexStr','fpc -v0 p1.pas >/dev/null 2>&1; ./p1','s','p1.pas','program p1;\nuses sysutils;\nvar f: file of byte; b: byte;\nbegin\nassign(f,\'s.bin\'); reset(f);\nwrite(\'Received: \');\nwhile not eof(f) do begin read(f,b); write(\'$\',HexStr(b,2),\' \'); end;\nwriteln;\nend.\n')
add('octave','a variable of uint8',['octave','--no-gui','-q','--eval','f=fopen("h.bin");data=fread(f,Inf,"uint8=>uint8")'],'h')
add('octave','a row vector',['octave','--no-gui','-q','--eval','f=fopen("c.bin");data=fread(f,Inf,"uint8=>uint8")\'; rx = data(1:20)'],'c')
rows[-1]['frames']=dict(client=[1],server=[])
add('newlisp','unpack',['newlisp','-e',f'(unpack (dup "b" {len(S)}) (read-file "s.bin"))'])
add('chicken','print of a u8vector',['csi','-e',f'(import srfi-4)(print (list->u8vector (list {" ".join(map(str,C))})))'],'c')
add('picolisp','list',['pil','-prin "rx: "',f'-println (list {" ".join(map(str,S))})','-bye'])
add('rexx','c2x','rexx r.rex','s','r.rex',"data = charin('s.bin',1,200)\nsay 'data =' c2x(data)\n")
add('clojure','vec of bytes',['clojure','-e','(println "received" (vec (java.nio.file.Files/readAllBytes (java.nio.file.Paths/get "s.bin" (into-array String [])))))'])
add('clojure','seq with map format',['clojure','-e','(println (map #(format "%02x" %) (java.nio.file.Files/readAllBytes (java.nio.file.Paths/get "c.bin" (into-array String [])))))'],'c')
add('groovy','println of bytes',['groovy','-e','println "onMessage: " + new File("s.bin").bytes'])
add('groovy','encodeHex',['groovy','-e','println new File("c.bin").bytes.encodeHex()'],'c')
add('ocaml','toplevel','ocaml m.ml','s','m.ml','let ic = open_in_bin "s.bin";;\nlet b = really_input_string ic (in_channel_length ic);;\nPrintf.printf "recv %S\\n" b;;\n')
add('ocaml','hex with colons','ocaml m2.ml','c','m2.ml','let ic = open_in_bin "c.bin";;\nlet b = really_input_string ic (in_channel_length ic);;\nString.iter (fun c -> Printf.printf "%02x:" (Char.code c)) b;;\nprint_newline ();;\n')
add('ghc','show of a ByteString','runghc h1.hs','s','h1.hs','import qualified Data.ByteString as B\nmain = B.readFile "s.bin" >>= \\b -> putStrLn ("recv " ++ show b)\n')
add('ghc','unpack','runghc h2.hs','c','h2.hs','import qualified Data.ByteString as B\nmain = B.readFile "c.bin" >>= print . B.unpack\n')
add('elixir','inspect in hex',['elixir','-e','IO.inspect(File.read!("c.bin"), base: :hex, limit: :infinity, binaries: :as_binaries)'],'c')
add('elixir','label and binary',['elixir','-e','IO.inspect(File.read!("s.bin"), label: "frame", limit: :infinity, binaries: :as_binaries)'])
add('iverilog','$display of a byte a line','iverilog -o v1 v1.v && vvp v1','s','v1.v','module t; integer f,c; initial begin f=$fopen("s.bin","rb"); c=$fgetc(f); while (c>=0) begin $display("rx byte = %h", c[7:0]); c=$fgetc(f); end $finish(0); end endmodule\n')
add('iverilog','$monitor with time','iverilog -o v2 v2.v && vvp v2','c','v2.v','module t; integer f,c; initial begin f=$fopen("c.bin","rb"); c=$fgetc(f); while (c>=0) begin #10 $display("%t: uart_tx 8\'h%h", $time, c[7:0]); c=$fgetc(f); end $finish(0); end endmodule\n')
add('mono','BitConverter','mcs m1.cs && mono m1.exe','s','m1.cs','using System;using System.IO;class A{static void Main(){var b=File.ReadAllBytes("s.bin");Console.WriteLine("Received "+b.Length+" bytes: "+BitConverter.ToString(b));}}')
add('mono','string.Join of a byte array','mcs m2.cs && mono m2.exe','c','m2.cs','using System;using System.IO;class A{static void Main(){var b=File.ReadAllBytes("c.bin");Console.WriteLine("byte["+b.Length+"] { "+string.Join(", ",b)+" }");}}')
add('pike','%O','pike8.0 -e \'write("%O\\n", Stdio.read_file("s.bin"));\'')
add('gnat','Put with a base','gnatmake -q a1.adb >/dev/null 2>&1; ./a1','h','a1.adb','with Ada.Integer_Text_IO; use Ada.Integer_Text_IO;\nprocedure A1 is\n F : array (1..7) of Integer := (129,5,72,101,108,108,111);\nbegin\n for I in F\'Range loop Put (F(I), Width => 0, Base => 16); Put (Character\'Val(32) & Character\'Val(32),1); end loop;\nend A1;\n'.replace('Put (Character\'Val(32) & Character\'Val(32),1);','Ada.Text_IO.Put (" ");').replace('with Ada.Integer_Text_IO;','with Ada.Text_IO; with Ada.Integer_Text_IO;'))
open(D+'g.c','w').write('#include <string.h>\n#include <unistd.h>\n#include <stdio.h>\nunsigned char buf[]={%s};\nint main(){char*p=(char*)buf;write(1,"",0);for(int i=0;i<(int)sizeof buf;i++)printf("%%x ",p[i]);puts("");return 0;}\n'%hx(S))
run('gcc -g -O0 -o g g.c')
gd=lambda *c: ['gdb','-q','-batch','-ex','break main','-ex','run']+sum([['-ex',x] for x in c],[])+['g']
def gdbout(name,cmd,which='s',**k):
    t=run(gd(cmd)); t=re.sub(r'(?s)^.*?(?=\n(?:0x|\$1))','',t).strip()+'\n'
    t=re.sub(r'(?m)^\[Inferior.*\n?','',t); 
    c,s=FR[which]; rows.append(dict(name=f'gdb: {name}',kind='bytes',by='gdb',frames=dict(client=c,server=s),text='(gdb) '+cmd+'\n'+t,**k))
gdbout('x/48ub',f'x/{len(S)}ub buf'); gdbout('x/24xh',f'x/{len(S)//2}xh buf'); gdbout('x/11xw',f'x/{len(S)//4}xw buf'); gdbout('print','p buf'); gdbout('p/x','p/x buf'); gdbout('p/d','p/d buf'); gdbout('x/c',f'x/{len(S)}xc buf'); gdbout('output of o',f'x/{len(S)}ob buf')
add('C','printf of signed char with %x',['./g'])
t=run(['lldb-14','-b','-o','target create g','-o','breakpoint set -n main','-o','run','-o',f'memory read --size 1 --format x --count {len(S)} buf','-o','quit'])
m=re.search(r'(?s)\(lldb\) memory read.*',t)
if m: rows.append(dict(name='lldb: memory read of bytes',kind='bytes',by='lldb',frames=dict(client=[],server=[1,9,1]),text=m.group(0)))
else: print('no lldb', t[-300:])
open(D+'w.c','w').write('#include <unistd.h>\nunsigned char buf[]={%s};\nint main(){write(1,buf,sizeof buf);return 0;}\n'%hx(S)); run('gcc -o w w.c')
add('ltrace','write','ltrace -s 200 ./w 2>&1 >/dev/null')
add('strace','-e write=1','strace -e trace=write -e write=1 ./w 2>&1 >/dev/null')
add('strace','-xx -s 200','strace -xx -s 200 -e trace=write ./w 2>&1 >/dev/null')
for n,code,w in [
 ('bytearray','print(bytearray(b))','s'),('memoryview.hex with colons','print(memoryview(b).hex(":"))','c'),('memoryview.tolist','print("data", memoryview(b).tolist())','c'),
 ('numpy array','import numpy as np; print(np.frombuffer(b,np.uint8))','s'),('numpy repr','import numpy as np; print(repr(np.frombuffer(b,np.uint8)))','c'),
 ('struct.unpack','import struct; print(struct.unpack(f"{len(b)}B", b))','s'),('array.array','import array; print(array.array("B", b))','c'),
 ('hexlify with a blank','import binascii; print("recv:", binascii.hexlify(b," "))','s'),('pprint of long bytes','import pprint; pprint.pprint(b, width=40)','s'),
 ('list of hex()','print([hex(x) for x in b])','c'),('format 08b','print(" ".join(f"{x:08b}" for x in b))','s'),('repr of latin-1','print(repr(b.decode("latin1")))','s'),
 ('json.dumps of latin-1','import json; print(json.dumps({"frame": b.decode("latin1")}))','s'),('dict(enumerate)','print(dict(enumerate(b)))','c'),
 ('map oct','print(" ".join(map(oct,b)))','s'),('quopri','import quopri; print(quopri.encodestring(b).decode())','s'),('urllib quote','import urllib.parse; print(urllib.parse.quote(b))','c'),
 ('ctypes array','import ctypes; print(list((ctypes.c_ubyte*len(b))(*b)))','s'),('dataclass with bytes','import dataclasses\n@dataclasses.dataclass\nclass Chunk:\n  peer: tuple\n  data: bytes\nprint(Chunk(("127.0.0.1",51344),b))','c'),
 ('logging with a byte literal','import logging; logging.basicConfig(format="%(asctime)s %(name)s[%(process)d] %(levelname)s %(message)s",level=10); logging.getLogger("feed").debug("chunk %r",b)','s'),
 ('textwrap of hex','import textwrap; print("\\n".join(textwrap.wrap(b.hex(),32)))','c'),('binascii.hexlify grouped by 4','print(b.hex(" ",4))','s'),('uint16 list','import struct; print([hex(x) for x in struct.unpack(f">{len(b)//2}H", b)])','s'),
 ('scapy hexdump','from scapy.all import hexdump; hexdump(b)','s'),('scapy Raw','from scapy.all import Raw; print(repr(Raw(b)))','c'),('scapy show','from scapy.all import IP,TCP,Raw; (IP(src="10.0.0.5",dst="10.0.0.2")/TCP(sport=8080,dport=51344,flags="PA")/Raw(b)).show()','s'),('scapy command','from scapy.all import Raw; print(Raw(b).command())','s'),
 ('construct hexdump','from construct.lib import hexdump; print(hexdump(b,16))','s'),('bytes in a set of f-strings','print(f"{len(b)=} {b=}")','s')]:
    add('python',n,['/usr/bin/python3','-c',f'b=open("{w}.bin","rb").read()\n'+(code if '\n' in code or '@' in code else code.replace('; ','\n',1) if code.startswith(('import','from')) else code)],w)
for n,code,w in [('p','p b','s'),('bytes','p b.bytes','c'),('dump','puts b.dump','s'),('unpack1 H*','puts "frame=#{b.unpack1(%q(H*))}"','c'),('each_slice','b.bytes.each_slice(8){|r| puts r.map{|x| "%02X"%x}.join(" ")}','s'),('pp hash','pp({at: 1732971600.25, dir: :in, bytes: b.b})','s'),('scan of bits','puts b.unpack("B8"*b.size).join(" ")','c'),('inspect of utf-8','puts b.dup.force_encoding("UTF-8").inspect','s')]:
    add('ruby',n,['ruby','-e',f'b=File.binread("{w}.bin"); {code}'],w)
for n,code,w in [('Data::Dumper Useqq','use Data::Dumper; $Data::Dumper::Useqq=1; print Dumper($b)','s'),('Data::HexDump','use Data::HexDump; print HexDump($b)','s'),('Data::Hexdumper','use Data::Hexdumper qw(hexdump); print hexdump(data=>$b)','c'),('Devel::Peek','use Devel::Peek; Dump($b)','h'),('vd','printf("%vd\\n",$b)','c'),('sprintf x{}','$b =~ s/([^ -~])/sprintf("\\\\x{%02x}",ord $1)/ge; print "got $b\\n"','s'),('join of ord in hex','print join(" ",map {sprintf "0x%02X",ord} split //,$b),"\\n"','c'),('pack u','print "bytes: ", unpack("H*",$b), "\\n"','s'),('vector of ords','print "[", join(",", unpack("C*", $b)), "]\\n"','c')]:
    add('perl',n,['perl','-e',f'open F,"<:raw","{w}.bin"; local $/; my $b=<F>; {code}'],w)
for n,code,w in [('var_export','var_export($b);','h'),('print_r of unpack','print_r(unpack("C*",$b));','c'),('chunk_split','echo chunk_split(bin2hex($b),2," "),"\n";','s'),('urlencode','echo urlencode($b),"\n";','s'),('rawurlencode','echo "data=",rawurlencode($b),"\n";','c'),('quoted_printable_encode','echo quoted_printable_encode($b),"\n";','s'),('addcslashes','echo addcslashes($b,"\0..\37\177..\377"),"\n";','s'),('array_map dechex','echo implode(" ",array_map("dechex",unpack("C*",$b))),"\n";','c'),('json_encode of unpack','echo json_encode(array_values(unpack("C*",$b))),"\n";','s'),('implode of ord','echo "Buffer(",strlen($b),"): ",implode(" ",array_map(fn($c)=>sprintf("%02x",ord($c)),str_split($b))),PHP_EOL;','s')]:
    add('php',n,['php','-r',f'$b=file_get_contents("{w}.bin"); {code}'],w)
for n,code,w in [('inspect in an object','console.log({dir:"in",data:b})','h'),('console.table','console.table(new Uint8Array(b))','h'),('spread','console.log([...b])','s'),('toJSON','console.log(JSON.stringify(b))','c'),('inspect compact false','console.log(require("util").inspect({chunk:b.subarray(0,28),length:28},{compact:false}))','s'),('escape','console.log(escape(b.toString("latin1")))','s'),('DataView','console.log(new DataView(b.buffer,b.byteOffset,b.length))','h'),('Object.assign','console.log(Object.assign({}, b))','h'),('map with padStart','console.log("onmessage", Array.from(b,x=>x.toString(16).padStart(2,"0")).join(" "))','s'),('Int8Array','console.log(new Int8Array(b.subarray(0,28)))','s'),('base64url','console.log(b.toString("base64url"))','s'),('JSON lines with hex','for (const c of [b.subarray(0,28),b.subarray(28)]) console.log(JSON.stringify({level:20,time:1732971600000,msg:"chunk",hex:c.toString("hex")}))','s'),('console.dir of a Map','console.dir(new Map([["frame", b.subarray(0,28)]]))','s')]:
    add('node',n,['node','-e',f'const b=require("fs").readFileSync("{w}.bin"); {code}'],w)
    if 'subarray(0,28)' in code and 'subarray(28)' not in code: rows[-1]['frames']=dict(client=[],server=[1])
add('lua','%q',['lua','-e','local b=io.open("s.bin","rb"):read("a") print(string.format("%q",b))'])
add('lua','string.byte',['lua','-e','local b=io.open("c.bin","rb"):read("a") print(b:byte(1,-1))'],'c')
add('lua','gsub of hex',['lua','-e','local b=io.open("s.bin","rb"):read("a") print("[ws] in  "..b:gsub(".",function(c) return ("%02X "):format(c:byte()) end))'])
add('tclsh','binary encode hex','tclsh t.tcl','s','t.tcl','set f [open s.bin rb]; set d [read $f]; puts "read [string length $d] bytes <[binary encode hex $d]>"\n')
add('tclsh','list of ascii numbers','tclsh t2.tcl','c','t2.tcl','set f [open c.bin rb]; set d [read $f]; binary scan $d cu* l; puts $l\n')
add('R','print of raw',['R','--slave','-e','b<-readBin("s.bin","raw",200);print(b)'])
add('R','dput of raw',['R','--slave','-e','b<-readBin("h.bin","raw",200);dput(b)'],'h')
add('R','as.integer',['R','--slave','-e','b<-readBin("c.bin","raw",200);print(as.integer(b))'],'c')
add('swipl','codes',['swipl','-q','-g','read_file_to_codes("s.bin",C,[type(binary)]),print(C),nl,halt'])
add('erl','~p of a binary',['erl','-noshell','-eval','{ok,B}=file:read_file("c.bin"),io:format("~p~n",[{tcp,port,B}]),halt().'],'c')
add('erl','~w of a list',['erl','-noshell','-eval','{ok,B}=file:read_file("s.bin"),io:format("=DEBUG REPORT====~nrecv: ~w~n",[binary_to_list(B)]),halt().'])
add('sqlite3','quote',['sqlite3',':memory:',"select 1,'in',quote(readfile('s.bin'));"])
add('sqlite3','hex with header',['sqlite3','-header','-csv',':memory:',"select 1 as id,'rx' as dir,hex(readfile('c.bin')) as payload union all select 2,'tx',hex(readfile('s.bin'));"],'c')
rows[-1]['frames']=dict(client=[1,9,1] if 0 else [], server=[])
rows.pop()
add('jq','tostring of explode',"python3 -c 'import json;print(json.dumps(open(\"s.bin\",\"rb\").read().decode(\"latin1\")))' | jq -c '{frame: explode}'")
add('java','jshell',"jshell -s - <<< 'byte[] b = java.nio.file.Files.readAllBytes(java.nio.file.Path.of(\"s.bin\")); System.out.println(\"onBinary \" + java.util.Arrays.toString(b));'")
add('java','HexFormat',"jshell -s - <<< 'System.out.println(\"<< \" + java.util.HexFormat.ofDelimiter(\" \").withUpperCase().formatHex(java.nio.file.Files.readAllBytes(java.nio.file.Path.of(\"s.bin\"))));'")
add('java','HexFormat with prefix',"jshell -s - <<< 'System.out.println(java.util.HexFormat.ofDelimiter(\", \").withPrefix(\"0x\").formatHex(java.nio.file.Files.readAllBytes(java.nio.file.Path.of(\"c.bin\"))));'",'c')
for n,code,w in [('%v','"read %v\\n",b','s'),('%x with blank','"% x\\n",b','c'),('%#x','"%#x\\n",b','s'),('%+q','"conn 3: %+q\\n",b','s'),('%d','"%d\\n",b','c'),('%08b','"%08b\\n",b','h'),('%#v','"%#v\\n",b','c')]:
    add('go',n,'go run g1.go',w,'g1.go','package main\nimport ("fmt";"os")\nfunc main(){b,_:=os.ReadFile("%s.bin");fmt.Printf(%s)}\n'%(w,code))
add('go','hex.Dump behind a log','go run g2.go','s','g2.go','package main\nimport ("encoding/hex";"log";"os")\nfunc main(){b,_:=os.ReadFile("s.bin");log.SetFlags(log.LstdFlags|log.Lmicroseconds);log.Printf("conn=7 read n=%d\\n%s",len(b),hex.Dump(b))}\n')
add('go','slog text','go run g3.go','s','g3.go','package main\nimport ("log/slog";"os")\nfunc main(){b,_:=os.ReadFile("s.bin");slog.New(slog.NewTextHandler(os.Stdout,nil)).Info("frame","dir","in","data",b)}\n') if 'slog' in run('go doc log/slog 2>/dev/null | head -1') else None
for n,code,w in [('{:?}','{:?}','s'),('{:x?}','rx {:x?}','c'),('{:02X?}','{:02X?}','s'),('{:#04x?}','{:#04x?}','c'),('escape_ascii','ESC','s')]:
    c='println!("recv \\"{}\\"", b.escape_ascii());' if code=='ESC' else f'println!("{code}", b);'
    add('rust',n,'rustc -o r1 r1.rs 2>/dev/null && ./r1',w,'r1.rs','fn main(){let b=std::fs::read("%s.bin").unwrap();%s}\n'%(w,c))
add('batcat','-A','batcat -A -p --color never s.bin')
add('bash','printf %q',"bash -c 'printf \"%q\\n\" \"$(cat s.bin)\"'")
add('bash','declare -p',"bash -c 'x=$(cat s.bin); declare -p x'")
add('vim','xxd filter',"vim -es -u NONE -c '%!xxd' -c 'wq! v.txt' s.bin; cat v.txt")
add('od','-An -tu1 -v -w20','od -An -tu1 -v -w20 c.bin','c'); add('od','-Ax -tx1z -v','od -Ax -tx1z -v s.bin'); add('od','-td1','od -td1 s.bin'); add('od','-tx2 --endian=big','od -tx2 --endian=big s.bin'); add('od','-ta','od -An -tx1 -w8 c.bin','c')
add('hexdump','-e with a format',['hexdump','-v','-e','"%08_ax: " 8/1 "%02x " "\\n"','s.bin']); add('hexdump','-e with decimal',['hexdump','-v','-e','1/1 "%u,"','c.bin'],'c'); add('hexdump','-e 1/1 a line',['hexdump','-v','-e','"rx %04_ad " 1/1 "%02X" "\\n"','s.bin'])
add('xxd','-s 28 -c 7','xxd -s 28 -c 7 s.bin'); rows[-1]['frames']=dict(client=[],server=[9,1])
add('xxd','-R never -g4','xxd -g4 -c20 c.bin','c'); add('xxd','-i of stdin','xxd -i < s.bin'); add('xxd','-u -p','xxd -u -p -c 10 c.bin','c')
add('openssl','asn1 no: bio dump',"openssl enc -base64 -A -in s.bin")
add('basenc','--base16','basenc --base16 -w 40 s.bin'); add('basenc','--base2msbf','basenc --base2msbf -w 64 h.bin','h')
add('awk','table with offset and ASCII',"xxd -c1 h.bin | awk '{print NR-1\"\\t\"$2\"\\t\"$3}'",'h')
add('paste','columns',"xxd -p -c1 s.bin | paste -sd' '"); add('tr','newlines',"xxd -p -c1 c.bin | tr '\\n' ','",'c')
