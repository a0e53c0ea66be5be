"""Dumps of ../bytes/streams.json as a log shows them: each line after the prefix of a logger. Writes ../bytes/prefixed.json."""
import json, os

here = os.path.dirname(os.path.abspath(__file__))
PREFIXES = {
    'docker compose': lambda i: 'backend-1  | ',
    'docker compose with times': lambda i: f'backend-1  | 2026-05-01T10:00:0{i % 10}.12345678{i % 10}Z ',
    'kubectl logs --prefix': lambda i: '[pod/api-7d9f8b6c5-x2x4q/app] ',
    'CRI': lambda i: f'2026-05-01T10:00:0{i % 10}.12345678{i % 10}Z stderr F ',
    'syslog': lambda i: f'May  1 10:00:0{i % 10} web01 app[1234]: ',
    'journalctl -o short-iso': lambda i: f'2026-05-01T10:00:0{i % 10}+0200 web01 app[1234]: ',
    'ESP-IDF': lambda i: f'I ({1234 + i * 10}) websocket: ',
    'Zephyr': lambda i: f'[00:00:0{i % 10}.123,000] <dbg> net_websocket: ',
    'mbedtls': lambda i: f'ssl_msg.c:{2100 + i}: ',
    'log4j': lambda i: f'2026-05-01 10:00:00,12{i % 10} {"DEBUG" if i % 3 else "TRACE"} [nio-8080-exec-{i % 4}] o.e.j.w.Generator - ',
    'Go log with files': lambda i: f'2026/05/01 10:00:0{i % 10} main.go:42: ',
    'Go zap': lambda i: f'2026-05-01T10:00:00.12{i % 10}+0200\tDEBUG\tws/conn.go:8{i % 10}\t',
    'Python logging': lambda i: 'DEBUG:websocket:',
    'Python logging with names': lambda i: f'2026-05-01 10:00:00,12{i % 10} - app.ws - DEBUG - ',
    'PHP error_log': lambda i: f'[01-May-2026 10:00:0{i % 10} UTC] ',
    'npm debug': lambda i: '  app:ws ',
    'level alone': lambda i: '[debug] ',
    'a logger nobody has listed': lambda i: f'~~ {i:03d} / node<eu> / zeta! ',
}
TOOLS = ['xxd', 'xxd -g1', 'xxd -p', 'xxd -i', 'hexdump -C', 'hexdump', 'hexdump -b', 'od -A x -t x1z', 'od -t x1', 'od -t x2', 'od -c', 'od -b',
         'base64', 'python list', 'python repr', 'node Uint8Array', 'php bin2hex']

rows = json.load(open(os.path.join(here, '..', 'bytes', 'streams.json')))
made = []
prefixes = list(PREFIXES.items())
turn = 0
for row in rows:
    tool, session = row['name'].split(': ')
    if tool not in TOOLS or session not in ('hello', 'masked', 'long', 'fragments'):
        continue
    is_one_line = row['text'].strip().count('\n') == 0
    for step in range(2 if session == 'long' else 3):
        name, prefix = prefixes[(turn + step * 5) % len(prefixes)]
        # A single list of numbers after `name: ` may be measured values as well.
        if tool == 'python list' and is_one_line and prefix(0).endswith(': ') and '.go:' not in prefix(0):
            continue
        text = ''.join(prefix(i) + line + '\n' for i, line in enumerate(row['text'].rstrip('\n').split('\n')))
        made.append({**row, 'name': f'{tool} after {name}: {session}', 'text': text})
    turn += 1
with open(os.path.join(here, '..', 'bytes', 'prefixed.json'), 'w') as out:
    out.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in made) + '\n]\n')

# Lines of logs whose numbers are no bytes.
NUMBERS = {
    'ports': ['8080 8443 9000', '8081 8444 9001', '8082 8445 9002'],
    'counters': ['10 20 30 40', '11 21 31 41', '12 22 32 42'],
    'MAC addresses': ['00:1a:2b:3c:4d:5e', '00:1a:2b:3c:4d:5f', '00:1a:2b:3c:4d:60'],
    'identifiers': ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', '3f2504e0-4f89-11d3-9a0c-0305e82c3302'],
    'digests': ['5d41402abc4b2a76b9719d911017c592', '7d793037a0760186574b0282f2f435e7'],
    'statuses': ['GET /ws 101 0.004', 'GET /ws 101 0.005', 'GET /health 200 0.001'],
    'percentages': ['81 % of 105 MB', '82 % of 105 MB', '83 % of 105 MB'],
    'a table': ['0001 81 05', '0002 99 12', '0003 47 33'],
    'words': ['decade added faced', 'bad cafe dead beef'],
}
# With such a prefix they read as an error of a program.
ERRORS = {('mbedtls', 'percentages'), ('mbedtls', 'counters'), ('mbedtls', 'a table'), ('ESP-IDF', 'words')}
negatives = []
for n, (name, lines) in enumerate(NUMBERS.items()):
    for step in range(4):
        title, prefix = prefixes[(n * 3 + step * 5) % len(prefixes)]
        if (title, name) in ERRORS:
            continue
        text = ''.join(prefix(i) + line + '\n' for i, line in enumerate(lines))
        negatives.append({'name': f'{name} after {title}', 'text': text})
with open(os.path.join(here, '..', 'unknown', 'prefixed.json'), 'w') as out:
    out.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in negatives) + '\n]\n')
print(len(made), len(negatives))
