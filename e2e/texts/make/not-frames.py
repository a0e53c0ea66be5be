"""Dumps of files, of datagrams of other protocols and of payloads. Writes ../bytes/not-frames.json and
../unknown/not-frames.json.

Runs xxd, od, hexdump and base64. Each sample is dumped in two notations.
"""
import base64, gzip, json, os, pickle, random, struct, subprocess

here = os.path.dirname(os.path.abspath(__file__))
random.seed(7)
png = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==')
samples = {
 'png': png * 3,
 'elf':open('/bin/ls','rb').read(),
 'gzip':gzip.compress(random.randbytes(200), mtime=0),
 'pcaphead':struct.pack('<IHHiIII',0xa1b2c3d4,2,4,0,0,65535,1),
 'pcapng':bytes.fromhex('0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000'),
 'pdf':b'%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n',
 'jpeg':bytes.fromhex('ffd8ffe000104a46494600010100004800480000ffdb004300080606070605080707070909080a0c140d0c0b0b0c1912130f141d1a1f1e1d1a1c1c20242e2720222c231c1c2837292c30313434341f27393d38323c2e333432'),
 'class':bytes.fromhex('cafebabe0000003d001d0a000200030700040c000500060100106a6176612f6c616e672f4f626a6563740100063c696e69743e010003282956'),
 'random':bytes(random.randrange(256) for _ in range(256)),
 'zeros':b'\0'*256,
 'ones':b'\xff'*256,
 'utf16':'Guten Tag, wie geht es Ihnen? Sehr gut.'.encode('utf-16le'),
 'text':b'The quick brown fox jumps over the lazy dog.\nAnd then it sleeps.\n',
 'json':b'{"name":"x","version":"1.0.0","list":[1,2,3]}\n',
 'sqlite':b'SQLite format 3\0'+bytes.fromhex('10000101004020200000000200000002'),
 'wav':b'RIFF$\x08\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x22\x56\0\0\x88\x58\x01\0\x04\0\x10\0data\0\x08\0\0',
 'mp3':bytes.fromhex('fffb9064000ff00000690000000800000d20000001000001a400000020000034800000044c414d45332e3130302e'),
 'mp4':b'\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41\0\0\0\x08free',
 'tar':b'file.txt'+b'\0'*92+b'0000644\x000001750\x000001750\x0000000000014\x0014371234567\x00012345\x00 0'+b'\0'*80,
 'bmp':bytes.fromhex('424d460000000000000036000000280000000200000002000000010018000000000010000000'),
 'der':bytes.fromhex('308203553082023da003020102021411a3f2bd0e1a4c7a3b8a3f1a2b1a4c7a3b8a3f1a300d06092a864886f70d01010b0500303a'),
 'mbr':bytes.fromhex('eb6390d0bc00b0b80000')+b'\0'*54+bytes.fromhex('8000200021007f3a')*8+b'\x55\xaa',
 'fat':b'\xeb\x3c\x90MSDOS5.0\0\x02\x01\x01\0\x02\xe0\0@\x0b\xf0\x09\0\x12\0\x02\0',
 'uimage':bytes.fromhex('27051956a3b1c2d35f1b2c3d0012d68780008000800080005a5b5c5d05020203')+b'Linux-5.4.0'+b'\0'*21,
 'protobuf':bytes.fromhex('0a0b48656c6c6f20576f726c6410961a1a0568656c6c6f2a0b0a0374616712046e616d65'),
 'protobuf2':bytes.fromhex('0896011204746573741a0d0a05616c69636510051801220012'),
 'msgpack':bytes.fromhex('82a7636f6d70616374c3a6736368656d6100'),
 'msgpack2':bytes.fromhex('84a26964cd04d2a46e616d65a3626f62a46c697374930102 03a36d6170 80'.replace(' ','')),
 'cbor':bytes.fromhex('a26161016162820203'),
 'bson':bytes.fromhex('160000000268656c6c6f0006000000776f726c640000'),
 'mqttpub':bytes.fromhex('30140012 686f6d652f6b69746368656e2f74656d70 3231'.replace(' ','')),
 'arp':bytes.fromhex('ffffffffffff001a2b3c4d5e08060001080006040001001a2b3c4d5ec0a80101000000000000c0a80102'),
 'usb':bytes.fromhex('1201000200000040830740 57 0001 0102 0301'.replace(' ','')),
 'ntp':bytes.fromhex('1b0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'),
 'rtp':bytes.fromhex('80600001000003e8deadbeef')+bytes(random.randrange(256) for _ in range(40)),
 'rtp2':bytes.fromhex('8060a3c10003e8001a2b3c4d')+bytes(random.randrange(256) for _ in range(60)),
 'rtcp':bytes.fromhex('80c80006deadbeefe3b4a1c200000000000003e80000000a00000640 81ca0002deadbeef01020000'.replace(' ','')),
 'opus':bytes.fromhex('81a3')+bytes(random.randrange(256) for _ in range(70)),
 'utf8chars':('äöüß €100 日本語 ').encode()*3,
 'sjis':'日本語のテキストです。今日はいい天気です。'.encode('shift_jis'),
 'gbk':'今天天气很好，我们去公园玩吧。谢谢你的帮助'.encode('gbk'),
 'cp1251':'Привет, как дела? Всё хорошо.'.encode('cp1251'),
 'sms':bytes.fromhex('0791448720003023240DD0E474D81C0EBB010000111011315214000BE474D81C0EBB5DE3771B'),
 'pickle':pickle.dumps({'a':1,'b':[1,2,3]}),
 'javaser':bytes.fromhex('aced0005737200116a6176612e7574696c2e486173684d6170'),
 'luac':bytes.fromhex('1b4c7561540019930d0a1a0a0408087856000000000000000000000028774001'),
 'pyc':bytes.fromhex('6f0d0d0a00000000a1b2c3d45e000000e3000000000000000000000000'),
 'canlog':bytes.fromhex('8101020304050607'),
}

def run(command, data):
    return subprocess.run(command, shell=True, input=data[:128], capture_output=True).stdout.decode('latin1')


dumpers = {
    'xxd': lambda data: run('xxd', data),
    'hexdump -C': lambda data: run('hexdump -C', data),
    'od -A n -t x1': lambda data: run('od -A n -t x1', data),
    'od -A x -t x1z': lambda data: run('od -A x -t x1z', data),
    'xxd -p': lambda data: run('xxd -p', data),
    'hex line': lambda data: data[:64].hex(' '),
    'HEX run': lambda data: data[:64].hex().upper(),
    'base64': lambda data: run('base64', data),
    'node buffer': lambda data: f'<Buffer {data[:50].hex(" ")}>',
    'python bytes': lambda data: repr(data[:64]),
    'xxd -i': lambda data: run('xxd -i -n img', data[:64]),
    'dec list': lambda data: str(list(data[:64])),
    'hexdump': lambda data: run('hexdump', data),
}
names = list(dumpers)
rows = []
for index, (sample, data) in enumerate(samples.items()):
    for other in (0, 5):
        dumper = names[(index * 3 + other) % len(names)]
        rows.append({'name': f'not frames: {sample} as {dumper}', 'isOther': True, 'text': dumpers[dumper](data)})
# In these nothing says that digits or letters are bytes.
unknown = {
    'gzip as HEX run', 'gzip as dec list', 'pcapng as xxd -p', 'pdf as base64', 'random as dec list',
    'zeros as HEX run', 'ones as xxd -p', 'utf16 as base64', 'wav as dec list', 'tar as base64',
    'bmp as xxd -i', 'mbr as dec list', 'fat as HEX run', 'protobuf as base64', 'protobuf2 as xxd -i',
    'cbor as dec list', 'arp as base64', 'usb as hex line', 'rtp as dec list', 'rtp2 as HEX run',
    'opus as base64', 'cp1251 as dec list', 'javaser as base64', 'luac as xxd -i', 'canlog as dec list',
}
for kind in ('bytes', 'unknown'):
    chosen = [row for row in rows if (row['name'].removeprefix('not frames: ') in unknown) == (kind == 'unknown')]
    if kind == 'unknown':
        chosen = [{'name': row['name'], 'text': row['text']} for row in chosen]
    with open(os.path.join(here, f'../{kind}/not-frames.json'), 'w') as file:
        json.dump(chosen, file, indent=2)
        file.write('\n')
