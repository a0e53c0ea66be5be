"""Texts of tools that no other script makes: what programs print of bytes, bytes of other worlds, mixtures, errors.
    python e2e/texts/make/look-alikes.py FOLDER   (FOLDER is for the files that the programs need; run in the root)"""
import json, os, subprocess, re, socket, sys
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program_rows
from printed_bytes import D, rows
S=open(D+'s.bin','rb').read(); C=open(D+'c.bin','rb').read(); H=open(D+'h.bin','rb').read(); R=open(D+'r.bin','rb').read()
FR=dict(s=([],[1,9,1]),c=([1,10,8],[]),h=([],[1]),r=([],[2,8]),cs=([1,10,8],[1,9,1]))
def run(cmd,inp=None,timeout=60,err=True):
    e=dict(os.environ,LC_ALL='C.UTF-8',TERM='dumb',NO_COLOR='1')
    try: p=subprocess.run(cmd,shell=isinstance(cmd,str),input=inp,capture_output=True,timeout=timeout,env=e,cwd=D,executable='/bin/bash' if isinstance(cmd,str) else None)
    except Exception as x: print('ERR',cmd,x); return ''
    return (p.stdout+(p.stderr if err else b'')).decode('utf8','replace')
def unk(name,text,by=None,kind='unknown',**k):
    if not text.strip(): print('EMPTY',name); return
    r=dict(name=name,kind=kind,text=text if text.endswith('\n') else text+'\n',**k)
    if by: r['by']=by
    rows.append(r)
def byt(name,text,which='s',by=None,kind='bytes',**k):
    c,s=FR[which] if isinstance(which,str) else which
    unk(name,text,by,kind,frames=dict(client=c,server=s),**k)
hexs=lambda b,sep=' ': sep.join('%02x'%x for x in b)
def xxd(b,base=0):
    out=[]
    for i in range(0,len(b),16):
        r=b[i:i+16]; h=' '.join(r[j:j+2].hex() for j in range(0,len(r),2))
        out.append('%08x: %-39s  %s'%(i+base,h,''.join(chr(x) if 32<=x<127 else '.' for x in r)))
    return '\n'.join(out)
def hd(b):
    out=[]
    for i in range(0,len(b),16):
        r=b[i:i+16]
        out.append('%08x  %-24s %-24s |%s|'%(i,hexs(r[:8]),hexs(r[8:]),''.join(chr(x) if 32<=x<127 else '.' for x in r)))
    return '\n'.join(out)+'\n%08x'%len(b)
# ---- real look-alikes
unk('objdump: disassembly with opcode bytes',run('objdump -d g | head -60'),'objdump')
unk('objdump: disassembly of instructions that begin with 81',"""0000000000401000 <adjust>:
  401000:	81 05 48 65 6c 6c 6f 	addl   $0x6f6c6c,0x6c6548(%rip)
  401007:	00 00 00 
  40100a:	81 c4 88 00 00 00    	add    $0x88,%esp
  401010:	89 e5                	mov    %esp,%ebp
  401012:	c3                   	ret
""")
unk('readelf: symbols',run('readelf -s g | head -40'),'readelf')
unk('readelf: headers',run('readelf -lW g'),'readelf')
unk('gdb: info registers',run(['gdb','-q','-batch','-ex','break main','-ex','run','-ex','info registers','g']),'gdb')
unk('gdb: disassemble /r',run(['gdb','-q','-batch','-ex','disassemble /r main','g']),'gdb')
unk('gdb: x/i',run(['gdb','-q','-batch','-ex','x/12i main','g']),'gdb')
unk('openssl: ec key',run('openssl ecparam -name prime256v1 -genkey -noout | openssl ec -text -noout'),'openssl')
unk('openssl: x509 -text',run("openssl req -x509 -newkey rsa:1024 -nodes -keyout k.pem -out c.pem -subj /CN=a -days 2 2>/dev/null; openssl x509 -in c.pem -text -noout"),'openssl')
unk('openssl: asn1parse',run('openssl asn1parse -in c.pem | head -30'),'openssl')
unk('openssl: asn1parse -dump',run('openssl asn1parse -in c.pem -dump | head -40'),'openssl')
unk('openssl: dgst of several files',run('openssl dgst -sha256 s.bin c.bin h.bin'),'openssl')
unk('openssl: enc -p',run('openssl enc -aes-128-cbc -K 00112233445566778899aabbccddeeff -iv 000102030405060708090a0b0c0d0e0f -p -in s.bin -out /dev/null'),'openssl')
unk('openssl: rand -hex lines',run('for i in 1 2 3 4; do openssl rand -hex 12; done'),'openssl')
unk('ssh-keygen: fingerprint and art',run('rm -f kk; ssh-keygen -q -t ed25519 -N "" -f kk; ssh-keygen -lvf kk.pub'),'ssh-keygen')
unk('ssh-keygen: public key',run('cat kk.pub'),'ssh-keygen')
unk('cksum and sum',run('cksum s.bin c.bin; sum s.bin; md5sum *.bin; b2sum -l 128 *.bin'),'cksum')
unk('git: ls-tree',run('cd '+os.getcwd()+' && git ls-tree -r HEAD docs | head -20'),'git')
unk('git: cat-file of a commit',run('cd '+os.getcwd()+' && git cat-file -p HEAD'),'git')
unk('uuidgen',run('for i in 1 2 3 4 5 6; do uuidgen; done'),'uuidgen')
unk('dig: no server',run('dig +tries=1 +time=1 @127.0.0.1 -p 9 example.com'),'dig','error-text')
unk('nm',run('nm -n g | head -30'),'nm'); unk('strings',run('strings -tx g | head -20'),'strings')
unk('vmstat',run('vmstat 1 3'),'vmstat'); unk('perf: list of proc maps',run('cat /proc/self/maps'),'cat'); unk('proc net tcp',run('cat /proc/net/tcp | head; cat /proc/net/tcp6 | head -5'),'cat')
unk('proc cpuinfo',run('head -30 /proc/cpuinfo'),'cat'); unk('free and df',run('free; df -i'),'free'); unk('ls -i',run('ls -il'),'ls'); unk('stat format',run('stat *.bin'),'stat')
unk('bc obase',run('echo "obase=16; for(i=129;i<160;i+=3) i" | bc'),'bc'); unk('factor',run('factor 129 133 138 1337 8105'),'factor'); unk('cal',run('python3 -m calendar 2026 11'),'cal'); unk('seq',run('seq 120 7 300'),'seq')
unk('jot of random bytes',run("python3 -c \"import random;random.seed(4);print(*[random.randrange(256) for _ in range(40)])\""),'python')
unk('python: dis',run(['python3','-c','import dis\ndef f(a):\n  for i in range(a):\n    print(i+1)\ndis.dis(f)']),'python'); unk('python: timeit and uuid',run(['python3','-c','import uuid;[print(uuid.uuid4().hex) for _ in range(5)]']),'python')
unk('python: faulthandler',run(['python3','-X','faulthandler','-c','import ctypes;ctypes.string_at(0)']),'python',kind='error-text')
open(D+'asan.c','w').write('#include <stdlib.h>\nint main(){char*p=malloc(10);p[10]=1;return p[10];}\n')
unk('gcc: address sanitizer',run('gcc -g -fsanitize=address -o asan asan.c && ./asan'),'gcc','error-text')
unk('valgrind: invalid write',run('gcc -g -o nv asan.c; valgrind ./nv'),'valgrind')
unk('go: panic with arguments',run("cat > pn.go <<'X'\npackage main\nfunc f(b []byte,i int) byte { return b[i] }\nfunc main(){ f([]byte{129,5},5) }\nX\ngo run pn.go"),'go','error-text')
unk('nim: unhandled exception',run("cat > px.nim <<'X'\nlet a = @[129, 5, 72]\necho a[7]\nX\nnim r --hints:off px.nim"),'nim','error-text')
unk('iverilog: value change dump',run("cat > vc.v <<'X'\nmodule t; reg [7:0] d; reg c=0; initial begin $dumpfile(\"o.vcd\"); $dumpvars; d=8'h81; #5 d=8'h05; #5 d=8'h48; #5 c=1; #5 d=8'h65; #5 $finish; end endmodule\nX\niverilog -o vc vc.v && vvp vc >/dev/null; cat o.vcd",err=False),'iverilog')
unk('image palette of GIMP',"GIMP Palette\nName: warm\nColumns: 4\n#\n129   5  72\tmaroon\n101 108 108\tslate\n111 137   2\tolive\n 88   2   3\tdried blood\n232  12 104\tpink\n")
unk('PPM in text',"P3\n# four pixels\n2 2\n255\n129 5 72  101 108 108\n111 129 12  104 111 119\n")
unk('JASC palette',"JASC-PAL\n0100\n8\n129 5 72\n101 108 108\n111 137 2\n104 98 129\n12 104 111\n119 32 97\n114 101 32\n121 111 117\n")
unk('XBM image',"#define face_width 16\n#define face_height 8\nstatic unsigned char face_bits[] = {\n   0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x89, 0x02, 0x68, 0x62, 0x81,\n   0x3c, 0x42, 0x99, 0xa5 };\n")
unk('BDF font',"STARTCHAR A\nENCODING 65\nSWIDTH 500 0\nDWIDTH 8 0\nBBX 8 8 0 0\nBITMAP\n81\n42\n24\n18\n18\n24\n42\n81\nENDCHAR\n")
unk('MIDI: amidi -d',"90 3C 7F\n90 40 64\n80 3C 40\n80 40 40\nB0 07 5A\n81 3C 00\n82 3C 40\n91 45 70\n")
unk('MIDI: named notes off',"MIDI in  ch 2  note off  81 3C 40\nMIDI in  ch 3  note off  82 3C 40\nMIDI in  ch 1  note on   90 3C 7F\n")
unk('MIDI: bytes of a sequence labelled',"SysEx + notes from the keyboard (MIDI): 81 05 48 82 03 10 91 3C 64")
unk('CAN: candump -L',"(1732971600.100213) can0 123#810548656C6C6F00\n(1732971600.110502) can0 124#8A0011223344\n(1732971600.120377) can0 7E8#06410C1AF80000\n")
unk('CAN: candump',"  can0  123   [8]  81 05 48 65 6C 6C 6F 00\n  can0  7E8   [7]  06 41 0C 1A F8 00 00\n  can0  123   [8]  82 01 10 65 6C 6C 6F 00\n")
unk('I2C: logic analyser',"write to 0x50 ack data: 0x81 0x05 \nread to 0x50 ack data: 0x48 0x65 0x6C 0x6C 0x6F\nwrite to 0x68 ack data: 0x6B 0x00\n")
unk('SPI: flashrom',"SPI flash JEDEC ID: EF 40 18\nspi_send 0x9F -> 0xEF 0x40 0x18\nspi_send 0x05 -> 0x00\nspi_send 0xAB -> 0x17\n")
unk('BER by a smart card tool',"> 00 A4 04 00 07 A0 00 00 00 04 10 10\n< 6F 1A 84 07 A0 00 00 00 04 10 10 A5 0F 50 0A 4D 61 73 74 65 72 43 61 72 64 87 01 01 90 00\n> 00 CA 00 81 05\n< 81 05 48 65 6C 6C 6F 90 00\n")
unk('TLV printout',"TLV:\n 6F len 26\n  84 len 7 : A0 00 00 00 04 10 10\n  A5 len 15\n   50 len 10 : 4D 61 73 74 65 72 43 61 72 64\n   87 len 1 : 01\n")
unk('SNMP: Hex-STRING',"iso.3.6.1.2.1.2.2.1.6.2 = Hex-STRING: 81 05 48 65 6C 6C \niso.3.6.1.2.1.2.2.1.6.3 = Hex-STRING: 00 1B 21 A0 3C 7F \niso.3.6.1.2.1.1.3.0 = Timeticks: (8105486) 22:30:54.86\n")
unk('btmon',"> HCI Event: Command Complete (0x0e) plen 4  #12 [hci0] 3.201345\n      LE Set Scan Parameters (0x08|0x000b) ncmd 1\n        Status: Success (0x00)\n> ACL Data RX: Handle 64 flags 0x02 dlen 11\n      ATT: Handle Value Notification (0x1b) len 6\n        Handle: 0x0015\n          Data: 81054865\n")
unk('gatttool',"[A4:C1:38:81:05:48][LE]> char-read-hnd 0x0015\nCharacteristic value/descriptor: 81 05 48 65 6c 6c 6f \nNotification handle = 0x0018 value: 82 03 10 20 30 \n")
unk('RTCP in hex',"RTCP packets from the SBC (hex):\n81c90007deadbeef 11223344 00ffffff 00001f40 000000c8 9a3c8105 00010000\n81ca0006deadbeef010f75736572406578616d706c652e636f6d0000\n")
unk('HPACK example of RFC 7541',"C.4.1.  First Request\n\n   Header list to encode:\n\n   :method: GET\n   :scheme: http\n   :path: /\n   :authority: www.example.com\n\n   Hex dump of encoded data:\n\n   8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 | ...A......:k....\n   ff                                      | .\n")
unk('RLP examples',"The list [ \"cat\", \"dog\" ] = [ 0xc8, 0x83, 'c', 'a', 't', 0x83, 'd', 'o', 'g' ]\nThe empty string ('null') = [ 0x80 ]\nThe string \"dog\" = [ 0x83, 'd', 'o', 'g' ]\nThe integer 1024 ('\\x04\\x00') = [ 0x82, 0x04, 0x00 ]\n")
unk('CBOR examples of RFC 8949',"| [1, 2, 3]                     | 0x83010203                     |\n| [1, [2, 3], [4, 5]]           | 0x8301820203820405             |\n| {1: 2, 3: 4}                  | 0xa201020304                   |\n| [\"a\", {\"b\": \"c\"}]             | 0x826161a161626163             |\n")
unk('Thrift compact protocol',"thrift TCompactProtocol call bytes: 82 21 01 04 70 69 6e 67 00")
unk('bitcoin: raw transaction',"bitcoin-cli getrawtransaction 4a5e1e4b\n01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039\n")
unk('ethereum: transaction',"{\"hash\":\"0x81054865c6c6f00112233445566778899aabbccddeeff00112233445566778899\",\"nonce\":\"0x81\",\"input\":\"0xa9059cbb000000000000000000000000810548656c6c6f818537fa213d7f9f4d5158880203e8\",\"v\":\"0x25\"}")
unk('ethereum: log topics',"topics: [0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef]\ndata: 0x0000000000000000000000000000000000000000000000000000000000000081\nblock 0x81054 tx 0x05\n")
unk('kernel oops',"""[ 1234.567890] BUG: unable to handle page fault for address: ffffc90000810548
[ 1234.567899] #PF: supervisor read access in kernel mode
[ 1234.567903] RIP: 0010:ws_poll+0x81/0x105 [wsmod]
[ 1234.567910] Code: 81 05 48 65 6c 6c 6f 00 89 02 68 62 <0f> 0b 48 8b 05 81 0c 68 6f 77 20 61 72 65
[ 1234.567915] RSP: 0018:ffffc90000123e48 EFLAGS: 00010246
[ 1234.567921] RAX: 0000000000000081 RBX: ffff888100810548 RCX: 0000000000000005
""")
unk('ARM registers of a hard fault',"HardFault\n  R0  : 0x81054865\n  R1  : 0x6c6c6f00\n  R2  : 0x00000081\n  R3  : 0x20001f40\n  R12 : 0x8102aabb\n  LR  : 0x0800123d\n  PC  : 0x08000810\n  xPSR: 0x81000000\nCFSR: 0x00008200 HFSR: 0x40000000\n")
unk('ESP32 guru meditation',"Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.\n\nCore  0 register dump:\nPC      : 0x400d1581  PS      : 0x00060530  A0      : 0x800d2c05  A1      : 0x3ffb1f50\nA2      : 0x00000081  A3      : 0x00000005  A4      : 0x3f400548  A5      : 0x00000065\nBacktrace: 0x400d1581:0x3ffb1f50 0x400d2c05:0x3ffb1f80 0x400d81e0:0x3ffb1fb0\n")
unk('Java fatal error log',"#\n# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f3a81054865, pid=4242, tid=4243\n#\nInstructions: (pc=0x00007f3a81054865)\n0x00007f3a81054765:   81 05 48 65 6c 6c 6f 00 00 00 48 89 e5 41 57 41\n0x00007f3a81054775:   56 41 55 41 54 53 48 83 ec 28 89 02 68 62 81 0c\n",kind='error-text')
unk('Windows stop code',"*** STOP: 0x0000000A (0x0000000000000081, 0x0000000000000002, 0x0000000000000000, 0xFFFFF80381054865)\nKB5031455  0x80070005  0x8024402c\n")
unk('registry file',"Windows Registry Editor Version 5.00\n\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Acme\\Feed]\n\"Blob\"=hex:81,05,48,65,6c,6c,6f,89,02,68,62\n\"Port\"=dword:00001f90\n\"Id\"=hex(3):82,03,01,02,03\n")
unk('hdparm identify words',"0040 3fff c837 0010 0000 0000 003f 0000\n0000 0000 5744 2d57 4343 3446 3548 3635\n3838 3130 0000 0000 0032 3031 2e30 3141\n")
unk('ethtool -m',"Offset\t\tValues\n------\t\t------\n0x0000:\t\t03 04 07 10 00 00 00 20 40 0c 80 01 67 00 00 00 \n0x0010:\t\t08 03 00 1e 46 49 4e 49 53 41 52 20 43 4f 52 50 \n")
unk('edid',"00 ff ff ff ff ff ff 00 10 ac 81 05 48 65 6c 6c\n0a 1d 01 04 a5 34 1d 78 3a ee 91 a3 54 4c 99 26\n",kind='bytes',isOther=True)
unk('wpa_supplicant',"wlan0: WPA: EAPOL-Key\nWPA: PTK - hexdump(len=48): [REMOVED]\nRX EAPOL from 81:05:48:65:6c:6c\nWPA: RX message 1 of 4-Way Handshake from 81:05:48:65:6c:6c (ver=2)\nRSN: msg 1/4 key data - hexdump(len=22): dd 14 00 0f ac 04 81 05 48 65 6c 6c 6f 89 02 68 62 81 0c 68 6f 77\n")
unk('LoRaWAN uplink',"{\"devEUI\":\"8105486c6c6f0001\",\"fPort\":2,\"data\":\"gQVIZWxsbw==\",\"object\":{\"temperature\":21.5}}")
unk('UBX of GPS',"GPS UBX: B5 62 01 07 5C 00 81 05 48 65 6C 6C 6F 00 00 00 CK A1 7F\n$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\n")
unk('DMX universe',"DMX universe 1 (512 slots): 129 5 72 101 108 108 111 0 0 0 255 255 128 64 32 0 0 0\n")
unk('IR remote raw',"Encoding  : NEC\nCode      : 8105486C (32 bits)\nuint16_t rawData[67] = {9042, 4458,  588, 550,  586, 1672,  560, 576,  584, 552};\n")
unk('KNX telegrams',"KNX  29 BC 11 05 08 02 E1 00 81\nKNX  29 BC 11 05 08 02 E1 00 80\nBC 11 05 81 0A E3 00 80 0C 1A\n")
unk('OBD ELM327',">01 0C\n41 0C 1A F8\n>03\n43 81 05 48 65 00 00\n>09 02\n49 02 01 00 00 00 31\n")
unk('chess bitboards',"white pawns  0x000000000000FF00\nwhite rooks  0x0000000000000081\nblack rooks  0x8100000000000000\nkings        0x1000000000000010\n")
unk('blood pressure',"129/85 72\n133/81 68\n137/88 75\n120/79 66\n")
unk('temperatures',"Jan 12 5 -3\nFeb 14 7 -1\nMar 19 9 2\nApr 24 13 6\n")
unk('barcode list',"4006381333931\n5901234123457\n8105486566012\n9780306406157\n")
unk('phone numbers in groups',"+49 89 02 68 62 81\n+33 1 81 05 48 65\n+44 20 8105 4865\n")
unk('license keys',"8105-4865-6C6C-6F81\nC1F2-9A00-77BE-0D13\n")
unk('MAC table of a switch',"Vlan    Mac Address       Type        Ports\n----    -----------       --------    -----\n   1    8105.4865.6c6c    DYNAMIC     Gi1/0/1\n  10    8902.6862.810c    DYNAMIC     Gi1/0/7\n")
unk('IPv6 neighbours',"fe80::8105:48ff:fe65:6c6c dev eth0 lladdr 82:05:48:65:6c:6c REACHABLE\n2001:db8::8105:4865 dev eth0 lladdr 8a:02:68:62:81:0c STALE\n")
unk('SQL insert with a blob',"INSERT INTO images VALUES (1,'a.jpg',X'FFD8FFE000104A46494600010101');\nINSERT INTO hashes VALUES (2, X'8105486c6c6f818537fa213d7f9f4d51');\n")
unk('psql bytea column of hashes'," id |               digest               \n----+------------------------------------\n  1 | \\x8105486c6c6f818537fa213d7f9f4d51\n  2 | \\xd41d8cd98f00b204e9800998ecf8427e\n(2 rows)\n")
unk('U-Boot memory display',"=> md.b 81000000 20\n81000000: 27 05 19 56 81 05 48 65 6c 6c 6f 00 00 11 22 33    '..V..Hello..\"3\n81000010: 80 00 80 00 80 00 80 00 a5 81 05 48 05 05 02 03    ...........H....\n",kind='bytes',isOther=True)
unk('JTAG of OpenOCD',"> mdw 0x20000000 4\n0x20000000: 81054865 6c6c6f00 8902 6862 810c686f \n> reg pc\npc (/32): 0x08000810\n> mdb 0x40011000 8\n0x40011000: c0 00 00 00 81 05 00 00 \n")
unk('firmware update log',"Erasing sector 0x81000...\nWriting 0x05 of 0x48 blocks\nCRC ok 0x6c6c6f81\nversion 1.29.5 build 8105\n")
unk('X-Plane data',"DATA*  81 05 48 65 00 00 80 3f 00 00 00 40 9a 99 99 3f\n",kind='bytes',isOther=True)
unk('Wireshark: packet details of DNS',"Domain Name System (query)\n    Transaction ID: 0x8105\n    Flags: 0x0100 Standard query\n    Questions: 1\n    Queries\n        example.com: type A, class IN\n")
unk('nmap service probe fingerprint',"SF-Port8080-TCP:V=7.93%I=7%D=11/30%Time=674AF0C1%P=x86_64-pc-linux-gnu%r(G\nSF:etRequest,81,\"HTTP/1\\.1\\x20400\\x20Bad\\x20Request\\r\\nConnection:\\x20clos\nSF:e\\r\\n\\r\\n\");\n")
unk('yara rule',"rule ws_hello {\n  strings:\n    $a = { 81 05 48 65 6C 6C 6F }\n    $b = \"\\x89PNG\"\n  condition: any of them\n}\n")
unk('snort rule',"alert tcp any any -> any 8080 (msg:\"odd\"; content:\"|81 05|Hello\"; sid:1000001;)\n")
unk('Colour table of CSS',":root {\n  --c1: #810548;\n  --c2: #656c6c;\n  --c3: rgb(129, 5, 72);\n  --c4: rgb(137 2 104 / 98%);\n}\n")
unk('Regular expression with bytes',"const re = /[\\x81\\x05\\x48]|\\x89\\x02/g;\nif (re.test(line)) throw new Error('control');\n")
unk('poem with hex words',"dead beef at dawn,\ncafe babe and a faded face,\nadd a bead, a deed.\n")
unk('Sudoku',"5 3 0 0 7 0 0 0 0\n6 0 0 1 9 5 0 0 0\n0 9 8 0 0 0 0 6 0\n8 0 0 0 6 0 0 0 3\n")
unk('memory of Z80 listing',"0100  81        ADD A,C\n0101  05        DEC B\n0102  48        LD C,B\n0103  65        LD H,L\n0104  6C        LD L,H\n0105  6C        LD L,H\n0106  6F        LD L,A\n")
unk('assembler listing of NASM',"     1 00000000 810548656C6C6F0000  add dword [rip+0x6c6c6548], 0x6f\n     2 0000000A 8902                mov [rdx], eax\n     3 0000000C C3                  ret\n")
unk('Commodore BASIC DATA',"10 FOR I=0 TO 6: READ A: POKE 49152+I,A: NEXT\n20 DATA 129,5,72,101,108,108,111\n30 SYS 49152\n")
unk('PostScript image',"%!PS\n8 8 1 [8 0 0 -8 0 8]\n{<8142241818244281>} image\nshowpage\n")
unk('Key in a Python file',"SECRET_KEY = b'\\x81\\x85\\x37\\xfa\\x21\\x3d\\x7f\\x9f\\x4d\\x51\\x58'\nDEBUG = False\nALLOWED_HOSTS = ['*']\n")
# ---- mixtures, quotes and wrappings with bytes
byt('forum: dump quoted with > twice',"Ann wrote:\n> Bob wrote:\n>> What the server sends after the upgrade:\n"+'\n'.join('>> '+l for l in hd(S).split('\n'))+"\n>\n> Looks fine to me.\n\nThanks!\n",'s')
byt('mail: dump quoted with |',"On Monday Eve wrote:\n"+'\n'.join('| '+l for l in xxd(C).split('\n'))+"\n\nCan you see what the client does?\n",'c')
byt('HTML-escaped Buffer',"<p>onmessage got</p><pre>&lt;Buffer "+hexs(H)+"&gt;</pre>\n",'h')
byt('JSON-escaped log line with hex',json.dumps({"ts":"2026-11-30T10:00:00Z","level":"debug","message":"read 46 bytes: "+hexs(S)})+'\n','s')
byt('YAML block scalar with xxd',"steps:\n  - name: dump\n    output: |\n"+'\n'.join('      '+l for l in xxd(S).split('\n'))+"\n",'s')
byt('docker compose prefix before hexdump',''.join('gateway-1  | '+l+'\n' for l in hd(S).split('\n')),'s')
byt('kubectl with pod prefix before xxd',''.join('[pod/feed-6d4cf56db6-x2x7p/app] '+l+'\n' for l in xxd(C).split('\n')),'c')
byt('journalctl -o short-iso before hexdump',''.join('2026-11-30T10:00:0%d+0000 host1 feed[812]: %s\n'%(i,l) for i,l in enumerate(hd(S).split('\n'))),'s')
byt('GitHub Actions with times before xxd',''.join('2026-11-30T10:00:00.123456%dZ %s\n'%(i,l) for i,l in enumerate(xxd(S).split('\n'))),'s')
byt('spreadsheet with tabs and directions',"time\tdir\tlen\tdata\n10:00:01\tin\t46\t"+hexs(S)+"\n10:00:02\tout\t54\t"+hexs(C)+"\n",'cs')
byt('CSV of a serial monitor with hex',"Timestamp,Direction,Data\n2026-11-30 10:00:01.100,RX,"+hexs(S)+"\n2026-11-30 10:00:01.300,TX,"+hexs(C)+"\n",'cs')
byt('table of AsciiDoc',"|===\n|direction |bytes\n\n|client\n|"+hexs(C)+"\n\n|server\n|"+hexs(S)+"\n|===\n",'cs')
byt('reStructuredText literal block',"The server answers::\n\n    "+hexs(S)+"\n\nand then it is silent.\n",'s')
byt('LaTeX listing',"\\begin{verbatim}\n"+xxd(S)+"\n\\end{verbatim}\n",'s')
byt('Jira code block',"{code}\n"+hd(C)+"\n{code}\nclient side capture\n",'c')
byt('MediaWiki pre',"<pre>\n"+hd(S)+"\n</pre>\n",'s')
byt('Chat with times before each row','\n'.join('[10:0%d] ann: %s'%(i,l) for i,l in enumerate(xxd(S).split('\n')))+'\n','s')
byt('IRC with angle names','\n'.join('<ann> '+l for l in hexs(S[:28]).split('\n'))+'\n<bob> then '+hexs(S[28:32])+'\n<ann> and '+hexs(S[32:])+'\n','s')
byt('nginx debug with recv bytes',"2026/11/30 10:00:00 [debug] 31#31: *3 recv: fd:11 46 of 4096\n2026/11/30 10:00:00 [debug] 31#31: *3 http upstream process upgraded, fu:1\n2026/11/30 10:00:00 [debug] 31#31: *3 dump: "+hexs(S)+"\n",'s')
byt('bpftrace printf of buf',"Attaching 1 probe...\npid 812 node write(23, 46): "+''.join(chr(x) if 32<=x<127 and x!=92 else '\\x%02x'%x for x in S)+"\n",'s')
byt('Wireshark: copy as escaped string','"'+'" \\\n"'.join(''.join('\\x%02x'%x for x in S[i:i+16]) for i in range(0,len(S),16))+'"\n','s')
byt('Wireshark: copy as hex stream with a question',"copied with 'Copy bytes as hex stream':\n"+S.hex()+"\nwhy does the page show nothing?\n",'s')
byt('Wireshark: copy as Go literal','[]byte{'+', '.join('0x%02x'%x for x in C)+'}\n','c')
byt('Wireshark: copy as C array','static const unsigned char pkt4[46] = {\n'+',\n'.join(', '.join('0x%02x'%x for x in S[i:i+8]) for i in range(0,len(S),8))+'\n};\n','s')
byt('Visual Studio memory window','\n'.join('0x000001F4A2C3%04X  %-47s  %s'%(i,hexs(S[i:i+16]),''.join(chr(x) if 32<=x<127 else '.' for x in S[i:i+16])) for i in range(0,len(S),16))+'\n','s')
byt('Visual Studio watch window of a byte array',"-\t\tbuffer\t{byte[0x00000007]}\tbyte[]\n"+''.join("\t\t[0x%08x]\t0x%02x\tbyte\n"%(i,x) for i,x in enumerate(H)),'h')
byt('Xcode memory with groups','\n'.join('%08X  %s  %s'%(i,' '.join(S[i+j:i+j+4].hex().upper() for j in range(0,16,4) if S[i+j:i+j+4]),''.join(chr(x) if 32<=x<127 else '.' for x in S[i:i+16])) for i in range(0,len(S),16))+'\n','s')
byt('VS Code debug console',"buf\nBuffer(7) [129, 5, 72, 101, 108, 108, 111, buffer: ArrayBuffer(8192), byteLength: 7, byteOffset: 1352, length: 7, Symbol(Symbol.toStringTag): 'Uint8Array']\n",'h')
byt('PyCharm variable view',"data = {bytes: 7} b'\\x81\\x05Hello'\n",'h')
byt('IntelliJ byte array view',"buf = {byte[7]@1234} [-127, 5, 72, 101, 108, 108, 111]\n",'h')
byt('Firefox console of a Uint8Array',"Uint8Array(7) [ 129, 5, 72, 101, 108, 108, 111 ]\n​\nbuffer: ArrayBuffer { byteLength: 7 }\nbyteLength: 7\n",'h')
byt('Safari console of a Uint8Array',"[129, 5, 72, 101, 108, 108, 111] (7)\n",'h')
byt('Arduino Serial.print HEX unpadded',"got: "+' '.join('%X'%x for x in S)+"\n",'s')
byt('picocom --omap hex',''.join('[%02x]'%x for x in S)+'\n','s')
byt('minicom hex display',' '.join('%02X'%x for x in C)+'\n','c')
byt('Lauterbach data dump',"________address|________0________4________8________C_0123456789ABCDEF\nD:20001000|>81054865 6C6C6F89 02686281 0C686F77 ..Hello..hb..how\n",([],[1,9,1]))
rows.pop()
byt('German question with both directions',"Mein Client schickt nach dem Handshake "+hexs(C[:38])+" und bekommt vom Server "+hexs(S)+" zurück. Was ist falsch?\n",([1],[1,9,1]))
byt('French mail with a dump',"Bonjour,\n\nvoici ce que le serveur envoie :\n\n"+xxd(S)+"\n\nMerci d'avance\n",'s')
byt('Japanese issue with a Buffer',"サーバーから届いたデータ:\n\n```\n<Buffer "+hexs(S)+">\n```\n",'s')
byt('Chinese log with hex',"2026-11-30 10:00:00 信息 收到数据 长度=46 内容="+hexs(S).upper()+"\n2026-11-30 10:00:01 信息 发送数据 长度=54 内容="+hexs(C).upper()+"\n",'cs')
byt('Cyrillic log with hex',"[10:00:00] Получено 46 байт: "+hexs(S)+"\n[10:00:01] Отправлено 54 байт: "+hexs(C)+"\n",'cs')
byt('Traefik-like debug JSON with a base64 body',json.dumps({"level":"debug","msg":"upgraded read","conn":3,"dir":"upstream->client","b64":__import__('base64').b64encode(S).decode()})+'\n','s')
# ---- handshakes and errors by real programs
srv="""import socket,threading,base64,hashlib,sys
s=socket.socket();s.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1);s.bind(('127.0.0.1',9377));s.listen(9)
def h(c):
  try:
    d=b''
    while b'\\r\\n\\r\\n' not in d:
      x=c.recv(4096)
      if not x: return
      d+=x
    if b'/bad' in d: c.sendall(b'HTTP/1.1 502 Bad Gateway\\r\\nServer: edge\\r\\nContent-Length: 0\\r\\n\\r\\n'); c.close(); return
    k=[l.split(b':',1)[1].strip() for l in d.split(b'\\r\\n') if l.lower().startswith(b'sec-websocket-key')]
    a=base64.b64encode(hashlib.sha1(k[0]+b'258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest()) if k else b''
    c.sendall(b'HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: '+a+b'\\r\\n\\r\\n')
    import time; time.sleep(.3); c.close()
  except Exception: pass
while True:
  c,_=s.accept(); threading.Thread(target=h,args=(c,),daemon=True).start()
"""
p=subprocess.Popen(['python3','-c',srv]); import time; time.sleep(.7)
WS='-H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="'
def hs(name,cmd,by,**k): unk(name,run(cmd,timeout=20),by,'handshake',**k)
hs('wget: -S --debug 502',"wget -d -S -O /dev/null --tries=1 "+WS.replace('-H ','--header=')+" http://127.0.0.1:9377/bad",'wget')
hs('curl: --http1.1 -i 502',"curl -s -i --max-time 3 "+WS+" http://127.0.0.1:9377/bad",'curl')
hs('curl: -sS --trace-ascii of a 101',"curl -sS --max-time 2 --trace-ascii - -o /dev/null "+WS+" http://127.0.0.1:9377/ws",'curl')
hs('socat: -v of a 101',"printf 'GET /ws HTTP/1.1\\r\\nHost: a\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n' | socat -v -t1 - TCP:127.0.0.1:9377 2>&1 >/dev/null",'socat')
hs('perl: HTTP::Request as string',"perl -MHTTP::Request -MHTTP::Response -e 'print HTTP::Request->new(GET=>\"/ws\",[Host=>\"a\",Upgrade=>\"websocket\",Connection=>\"Upgrade\",\"Sec-WebSocket-Key\"=>\"dGhlIHNhbXBsZSBub25jZQ==\",\"Sec-WebSocket-Version\"=>13])->as_string'",'perl')
hs('ruby: Net::HTTP debug output',"ruby -rnet/http -e 'h=Net::HTTP.new(\"127.0.0.1\",9377); h.set_debug_output($stdout); h.max_retries=0; r=Net::HTTP::Get.new(\"/bad\",{\"Upgrade\"=>\"websocket\",\"Connection\"=>\"Upgrade\",\"Sec-WebSocket-Key\"=>\"dGhlIHNhbXBsZSBub25jZQ==\",\"Sec-WebSocket-Version\"=>\"13\"}); h.request(r)'",'ruby')
hs('python: http.client debuglevel',"python3 -c 'import http.client as h; c=h.HTTPConnection(\"127.0.0.1\",9377); c.set_debuglevel(1); c.request(\"GET\",\"/bad\",headers={\"Upgrade\":\"websocket\",\"Connection\":\"Upgrade\",\"Sec-WebSocket-Key\":\"dGhlIHNhbXBsZSBub25jZQ==\",\"Sec-WebSocket-Version\":\"13\"}); r=c.getresponse(); print(r.status)'",'python')
hs('go: httputil.DumpRequest',"cat > dr.go <<'X'\npackage main\nimport (\"fmt\";\"net/http\";\"net/http/httputil\")\nfunc main(){r,_:=http.NewRequest(\"GET\",\"http://a/ws\",nil);for k,v:=range map[string]string{\"Upgrade\":\"websocket\",\"Connection\":\"Upgrade\",\"Sec-Websocket-Key\":\"dGhlIHNhbXBsZSBub25jZQ==\",\"Sec-Websocket-Version\":\"13\"}{r.Header.Set(k,v)};b,_:=httputil.DumpRequestOut(r,false);fmt.Printf(\"%s\",b)}\nX\ngo run dr.go",'go')
hs('php: stream headers of a 502',"php -r '$c=stream_context_create([\"http\"=>[\"ignore_errors\"=>true,\"header\"=>\"Upgrade: websocket\\r\\nConnection: Upgrade\\r\\n\"]]); file_get_contents(\"http://127.0.0.1:9377/bad\",false,$c); print_r($http_response_header);'",'php')
def er(name,cmd,by,**k): unk(name,run(cmd,timeout=20),by,'error-text',**k)
er('perl: IO::Socket refused',"perl -MIO::Socket::INET -e 'IO::Socket::INET->new(\"127.0.0.1:9\") or die \"connect: $@\"'",'perl')
er('ruby: TCPSocket refused',"ruby -rsocket -e 'TCPSocket.new(\"127.0.0.1\",9)'",'ruby')
er('php: fsockopen refused',"php -r 'fsockopen(\"127.0.0.1\",9);'",'php')
er('tclsh: socket refused',"echo 'socket 127.0.0.1 9' > sk.tcl; tclsh sk.tcl",'tclsh')
er('go: dial refused',"cat > dl.go <<'X'\npackage main\nimport (\"log\";\"net\")\nfunc main(){_,e:=net.Dial(\"tcp\",\"127.0.0.1:9\");log.Fatal(e)}\nX\ngo run dl.go",'go')
er('java: HttpClient WebSocket refused',"cat > J.java <<'X'\nimport java.net.http.*;import java.net.URI;\npublic class J{public static void main(String[] a)throws Exception{HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(URI.create(\"ws://127.0.0.1:9/\"),new WebSocket.Listener(){}).join();}}\nX\njava J.java",'java')
er('java: HttpClient WebSocket 502',"sed 's/127.0.0.1:9/127.0.0.1:9377\\/bad/;s/class J/class K/' J.java > K.java; java K.java",'java')
er('erl: gen_tcp refused',['erl','-noshell','-eval','io:format("~p~n",[gen_tcp:connect("127.0.0.1",9,[])]),halt().'],'erl')
er('elixir: match error of a refused connection',['elixir','-e','{:ok, s} = :gen_tcp.connect(~c"127.0.0.1", 9, [])'],'elixir')
er('R: socketConnection refused',['R','--slave','-e','socketConnection("127.0.0.1",9)'],'R')
er('gnutls-cli: refused','gnutls-cli --insecure -p 9 127.0.0.1','gnutls-cli'); er('openssl: s_client to a port without TLS','echo | timeout 5 openssl s_client -connect 127.0.0.1:9377 2>&1','openssl'); er('wget: refused','wget -q -nv --tries=1 http://127.0.0.1:9/ws; wget --tries=1 http://127.0.0.1:9/ws','wget')
er('swipl: tcp refused',['swipl','-q','-g','use_module(library(socket)),tcp_connect("127.0.0.1":9,S,[]),halt'],'swipl')
er('sbcl: unhandled socket error',['sbcl','--noinform','--non-interactive','--eval','(require :sb-bsd-sockets)','--eval','(let ((s (make-instance (quote sb-bsd-sockets:inet-socket) :type :stream :protocol :tcp))) (sb-bsd-sockets:socket-connect s #(127 0 0 1) 9))'],'sbcl')
er('guile: connect refused',['guile','--no-auto-compile','-c','(connect (socket PF_INET SOCK_STREAM 0) AF_INET INADDR_LOOPBACK 9)'],'guile')
er('groovy: Socket refused',['groovy','-e','new Socket("127.0.0.1", 9)'],'groovy'); er('mono: TcpClient refused',"cat > tc.cs <<'X'\nclass A{static void Main(){new System.Net.Sockets.TcpClient(\"127.0.0.1\",9);}}\nX\nmcs tc.cs && mono tc.exe",'mono')
er('node: net refused',['node','-e','require("net").connect(9,"127.0.0.1")'],'node'); er('node: WebSocket of undici refused',['node','-e','const w=new WebSocket("ws://127.0.0.1:9/");w.onerror=e=>console.error(e.error ?? e)'],'node')
p.kill()
# ---- configurations in wrappings
cf=lambda n,t: unk(n,t,None,'configuration')
ng="location /ws/ {\n    proxy_pass http://backend;\n    proxy_http_version 1.1;\n    proxy_set_header Upgrade $http_upgrade;\n    proxy_set_header Connection \"upgrade\";\n}"
cf('nginx in a ConfigMap',"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: edge\ndata:\n  default.conf: |\n    server {\n      listen 80;\n"+'\n'.join('      '+l for l in ng.split('\n'))+"\n    }\n")
cf('nginx in a Dockerfile heredoc',"FROM nginx:1.27\nCOPY <<'EOF' /etc/nginx/conf.d/default.conf\nserver {\n  listen 80;\n"+ng+"\n}\nEOF\n")
cf('nginx in an Ansible task',"- name: site\n  copy:\n    dest: /etc/nginx/sites-enabled/app\n    content: |\n      server {\n        listen 443 ssl;\n"+'\n'.join('        '+l for l in ng.split('\n'))+"\n      }\n")
cf('nginx with line numbers of cat -n','\n'.join('%6d\t%s'%(i+1,l) for i,l in enumerate(('server {\n    listen 80;\n'+ng+'\n}').split('\n'))))
cf('nginx quoted in a reply','\n'.join('> '+l for l in ('server {\n    listen 80;\n'+ng+'\n}').split('\n'))+'\n\nDo you have an upstream block?\n')
cf('Caddyfile in a fence',"My Caddyfile:\n\n```\nexample.com {\n\treverse_proxy /ws/* localhost:8080\n\tencode gzip\n}\n```\n")
cf('Apache virtual host HTML-escaped',"&lt;VirtualHost *:80&gt;\n    ProxyPass /ws ws://127.0.0.1:8080/ws\n    ProxyPassReverse /ws ws://127.0.0.1:8080/ws\n&lt;/VirtualHost&gt;\n")
cf('HAProxy of a here-document',"cat > /etc/haproxy/haproxy.cfg <<EOF\ndefaults\n  mode http\n  timeout client 30s\n  timeout server 30s\nfrontend f\n  bind :80\n  default_backend b\nbackend b\n  server s1 127.0.0.1:8080\nEOF\n")
unk('CSS grid','.a { display: grid; grid-template-columns: 129px 5fr 72px; }\n@media (max-width: 810px) { .a { gap: 5px } }\n')
unk('Makefile','all: a.o\n\tgcc -O2 -o a a.o -lpthread\nclean:\n\trm -f *.o\n.PHONY: all clean\n')

# What is answered with a name and no verdict: bytes of something else.
others = {'objdump: disassembly with opcode bytes', 'memory of Z80 listing', 'MIDI: amidi -d', 'MIDI: bytes of a sequence labelled', 'I2C: logic analyser', 'BER by a smart card tool', 'SNMP: Hex-STRING', 'gatttool', 'RTCP in hex', 'Thrift compact protocol', 'bitcoin: raw transaction', 'registry file', 'hdparm identify words', 'ethtool -m', 'LoRaWAN uplink', 'OBD ELM327'}
for one in rows:
    if one['name'] in others:
        one.update(kind='bytes', isOther=True)
program_rows.write(rows, 'programs-and-look-alikes.json')
