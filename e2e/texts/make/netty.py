"""What Netty's LoggingHandler prints, and dumps of something else than a connection.

Writes ../bytes/netty.json, ../bytes/other-dumps.json and the fixtures of both importers. Needs javac, Debian's
libnetty-java, binutils, diffutils and xxd.
"""
import glob, json, os, re, subprocess, tempfile
from email.mime.text import MIMEText

here = os.path.dirname(os.path.abspath(__file__))
fixtures = os.path.join(here, '..', '..', 'fixtures')


def save(name, rows):
    with open(os.path.join(here, '..', 'bytes', name), 'w') as out:
        out.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]\n')


def fixture(name, text):
    path = os.path.join(fixtures, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w') as out:
        out.write(text)


def shell(command, folder):
    return subprocess.run(['bash', '-c', command], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60).stdout.decode('utf8', 'replace')


with tempfile.TemporaryDirectory() as folder:
    jars = ':'.join(glob.glob('/usr/share/java/netty-*.jar'))
    shell(f'javac -cp {jars} -d {folder} {here}/NettyLog.java', folder)
    log = shell(f'java -cp {jars}:{folder} NettyLog', folder)
frames = {'client': [1, 2, 8], 'server': [1, 2, 8]}
rows = [{'name': 'Netty, java.util.logging', 'by': 'netty', 'text': log, 'frames': frames, 'cause': 'healthy'}]
# The same events with the layout of Logback, as Spring Boot and Reactor Netty set it.
logback = re.sub(r'(?m)^\w{3} \d+, \d{4} (\d+:\d+:\d+) [AP]M \S+ \w+\nINFO: \[id: 0x', r'2026-11-29 0\1.123 DEBUG 1 --- [ctor-http-nio-2] r.netty.http.server.HttpServer : [', log)
rows.append({'name': 'Netty, Logback', 'text': logback, 'frames': frames, 'cause': 'healthy'})
docker = ''.join(f'app-1  | {line}\n' for line in logback.rstrip('\n').split('\n'))
rows.append({'name': 'Netty, Logback in docker compose', 'text': docker, 'frames': frames, 'cause': 'healthy'})
save('netty.json', rows)
fixture('netty-log/server.txt', log)

others = {}
with tempfile.TemporaryDirectory() as folder:
    for name, end in (('a', b'\x81\x05Hello\x88\x02\x03\xe8'), ('b', b'\x81\x05Hallo\x88\x02\x03\xe9')):
        with open(os.path.join(folder, name), 'wb') as out:
            out.write(end * 4)
    commands = {
        'objcopy -O ihex': 'objcopy -I binary -O ihex a out && cat out',
        'objcopy -O srec': 'objcopy -I binary -O srec a out && cat out',
        'diff of xxd': 'diff <(xxd a) <(xxd b)',
        'diff of xxd -p': 'diff <(xxd -p a) <(xxd -p b)',
    }
    for name, command in commands.items():
        others[name] = shell(command, folder)
mail = MIMEText('Preis: 12 \u20ac, d\u00e9j\u00e0 vu ' * 20, 'plain', 'utf-8')
mail['From'], mail['To'], mail['Subject'] = 'a@example.com', 'b@example.com', 'hello'
others['mail'] = mail.as_string() + '\n'
others['lspci -x'] = '''00:00.0 Host bridge: Intel Corporation 440FX - 82441FX PMC [Natoma] (rev 02)
00: 86 80 37 12 07 00 00 00 02 00 00 06 00 00 00 00
10: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
20: 00 00 00 00 00 00 00 00 00 00 00 00 f4 1a 00 11
30: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
'''
others['i2cdetect'] = '''     0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f
00:          -- -- -- -- -- -- -- -- -- -- -- -- --
10: -- -- -- -- -- -- -- -- -- -- -- -- -- -- -- --
30: -- -- -- -- -- -- -- -- -- -- -- -- 3c -- -- --
50: 50 51 -- -- -- -- -- -- -- -- -- -- -- -- -- --
60: -- -- -- -- -- -- -- -- 68 -- -- -- -- -- -- --
70: -- -- -- -- -- -- 76 --
'''
others['i2cdump'] = '''     0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f    0123456789abcdef
00: 81 05 48 65 6c 6c 6f 88 02 03 e8 00 00 00 00 00    ??Hello???......
10: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00    ................
'''
none = {'client': [], 'server': []}
save('other-dumps.json', [{'name': f'not of a connection: {name}', 'text': text, 'frames': none, 'cause': 'nothing'} for name, text in others.items()])
fixture('other-dump/lossy-intel-hex.txt', others['objcopy -O ihex'])
