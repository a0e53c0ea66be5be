"""What proxies and command line tools print. Writes ../error-text/servers.json and ../handshake/tools.json."""
import json, os, re, socket, subprocess, tempfile, threading, time
from frames import RESPONSE, frame

here = os.path.dirname(os.path.abspath(__file__))
folder = tempfile.mkdtemp()


def path(name, text):
    full = os.path.join(folder, name)
    with open(full, 'w') as out:
        out.write(text)
    return full


def run(words, seconds=5):
    try:
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds, stdin=subprocess.DEVNULL)
        return done.stdout.decode('utf8', 'replace')
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b'').decode('utf8', 'replace')


def clean(text):
    text = text.replace(folder, '/etc/app').replace('127.0.0.1', '192.0.2.20').replace(socket.gethostname(), 'proxy')
    text = re.sub(r'192\.0\.2\.20:[345]\d{4}', '192.0.2.20:40000', text)
    return '\n'.join(line[:600] for line in text.split('\n')[:60]).strip('\n') + '\n'


errors, handshakes = [], []


def error(name, by, text):
    if text.strip():
        errors.append({'name': name, 'by': by, 'text': clean(text)})


# configurations that are refused
nginx = {
    'unknown directive': 'events {} http { server { listen 8081; location / { proxy_pas http://127.0.0.1:9; } } }',
    'missing semicolon': 'events {} http { server { listen 8081; location / { proxy_http_version 1.1 proxy_pass http://127.0.0.1:9; } } }',
    'wrong number of arguments': 'events {} http { server { listen 8081; location / { proxy_set_header Upgrade; } } }',
    'unknown variable': 'events {} http { server { listen 8081; location / { proxy_set_header Connection $connection_upgrad; } } }',
    'unclosed block': 'events {} http { server { listen 8081; ',
    'upstream not found': 'events {} http { server { listen 8081; location / { proxy_pass http://no.such.host.invalid; } } }',
}
for name, text in nginx.items():
    error(f'nginx -t: {name}', 'nginx', run(['nginx', '-t', '-c', path('nginx.conf', text)]))
apache = {
    'unknown directive': 'Listen 8082\nProxyPas / http://127.0.0.1:9/\n',
    'unclosed section': 'Listen 8082\n<VirtualHost *:8082>\n',
    'module missing': 'Listen 8082\nRewriteEngine On\n',
}
for name, text in apache.items():
    error(f'apache2 -t: {name}', 'apache', run(['/usr/sbin/apache2', '-t', '-f', path('apache.conf', text)]))
haproxy = {
    'unknown keyword': 'defaults\n  mode http\n  timeout tunnl 1h\nfrontend f\n  bind :8083\n  default_backend b\nbackend b\n  server s 127.0.0.1:9\n',
    'no backend': 'defaults\n  mode http\nfrontend f\n  bind :8083\n  default_backend nobody\n',
    'no timeouts': 'defaults\n  mode http\nfrontend f\n  bind :8083\n  default_backend b\nbackend b\n  server s 127.0.0.1:9\n',
    'bad acl': 'defaults\n  mode http\nfrontend f\n  bind :8083\n  acl ws hdr(Upgrade -i websocket\n  use_backend b if ws\nbackend b\n  server s 127.0.0.1:9\n',
}
for name, text in haproxy.items():
    error(f'haproxy -c: {name}', 'haproxy', run(['haproxy', '-c', '-f', path('haproxy.cfg', text)]))
caddy = {
    'unknown directive': ':8084 {\n  reverse_prox 127.0.0.1:9\n}\n',
    'unclosed block': ':8084 {\n  reverse_proxy 127.0.0.1:9\n',
    'unknown subdirective': ':8084 {\n  reverse_proxy 127.0.0.1:9 {\n    header_upp Upgrade websocket\n  }\n}\n',
}
for name, text in caddy.items():
    error(f'caddy validate: {name}', 'caddy', run(['caddy', 'validate', '--adapter', 'caddyfile', '--config', path('Caddyfile', text)]))

# error logs of proxies whose backend is down, or answers with something else than HTTP
junk = socket.create_server(('127.0.0.1', 0))
junk_port = junk.getsockname()[1]
answers = []


def answering():
    while True:
        try:
            peer, _ = junk.accept()
        except OSError:
            return
        try:
            peer.recv(4096)
            peer.sendall(answers[0])
        except OSError:
            pass
        peer.close()


threading.Thread(target=answering, daemon=True).start()
backends = {'backend down': (9, b''), 'a frame in place of the 101': (junk_port, frame(9, b'1735980419992937300')),
            'backend closes': (junk_port, b''), 'TLS backend': (junk_port, b'\x15\x03\x03\x00\x02\x02\x28')}
upgrade = ['-H', 'Connection: Upgrade', '-H', 'Upgrade: websocket', '-H', 'Sec-WebSocket-Version: 13', '-H', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==']
for name, (port, answer) in backends.items():
    answers[:] = [answer]
    log = os.path.join(folder, 'error.log')
    for program in ('nginx', 'apache', 'haproxy', 'caddy'):
        open(log, 'w').close()
        if program == 'nginx':
            words = ['nginx', '-c', path('nginx.conf', f'daemon off; master_process off; pid {folder}/pid; error_log {log} info; events {{}} http {{ access_log off; server {{ listen 18081; location / {{ proxy_pass http://127.0.0.1:{port}; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; }} }} }}')]
            listen = 18081
        elif program == 'apache':
            modules = '\n'.join(f'LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so' for m in ('mpm_event', 'authz_core', 'proxy', 'proxy_http', 'proxy_wstunnel'))
            words = ['/usr/sbin/apache2', '-X', '-f', path('apache.conf', f'{modules}\nServerName app.example.com\nPidFile {folder}/apache.pid\nListen 18082\nErrorLog {log}\nProxyPass / ws://127.0.0.1:{port}/\n')]
            listen = 18082
        elif program == 'haproxy':
            words = ['haproxy', '-d', '-f', path('haproxy.cfg', f'global\n  log stdout format raw local0\ndefaults\n  mode http\n  log global\n  option httplog\n  timeout connect 1s\n  timeout client 2s\n  timeout server 2s\nfrontend f\n  bind 127.0.0.1:18083\n  default_backend b\nbackend b\n  server s 127.0.0.1:{port}\n')]
            listen = 18083
        else:
            words = ['caddy', 'run', '--adapter', 'caddyfile', '--config', path('Caddyfile', f'{{\n admin off\n}}\n:18084 {{\n  reverse_proxy 127.0.0.1:{port}\n}}\n')]
            listen = 18084
        with open(log, 'a') as out:
            program_run = subprocess.Popen(words, stdout=out, stderr=out)
            time.sleep(1)
            got = run(['curl', '-sS', '-v', '-m', '2', '--http1.1', *upgrade, f'http://127.0.0.1:{listen}/socket'])
            time.sleep(0.3)
            program_run.terminate()
            try:
                program_run.wait(3)
            except subprocess.TimeoutExpired:
                program_run.kill()
        text = open(log).read()
        if program == 'caddy':
            text = '\n'.join(line for line in text.split('\n') if '"level":"error"' in line or 'ERROR' in line)
        if program == 'nginx':
            text = '\n'.join(line for line in text.split('\n') if '[error]' in line or 'upstream' in line)
        if program == 'haproxy':
            text = '\n'.join(line for line in text.split('\n') if '[' in line and 'f b/s' in line)
        if program in ('nginx', 'apache', 'caddy'):
            error(f'{program} log: {name}', program, text)
        if '< HTTP/' in got:
            handshakes.append({'name': f'curl -v through {program}: {name}', 'by': 'curl', 'text': clean(got)})

# what curl and openssl print of servers that answer with something
replies = {
    '101': RESPONSE, '200': b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<html>hello</html>\r\n',
    '400': b'HTTP/1.1 400 Bad Request\r\nContent-Length: 11\r\nConnection: close\r\n\r\nBad request',
    '403': b'HTTP/1.1 403 Forbidden\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n',
    '404': b'HTTP/1.1 404 Not Found\r\nServer: Apache\r\nContent-Length: 0\r\n\r\n',
    '426': b'HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nContent-Length: 0\r\n\r\n',
    '502': b'HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n',
}
for name, reply in replies.items():
    answers[:] = [reply]
    for option in (['-v'], ['-i'], ['-sS', '-v'], ['-sSi']):
        text = run(['curl', '-m', '2', '--no-buffer', *option, *upgrade, f'http://127.0.0.1:{junk_port}/socket'])
        handshakes.append({'name': f'curl {" ".join(option)}: {name}', 'by': 'curl', 'text': clean(text).replace(str(junk_port), '8080')})
for name, answer in {'frame': frame(9, b'1735980419992937300'), 'text': b'hello there', 'nothing': b''}.items():
    answers[:] = [answer]
    for option in (['-v'], ['-sS'], []):
        text = run(['curl', '-m', '2', '--no-buffer', *option, *upgrade, f'http://127.0.0.1:{junk_port}/socket'])
        rows = handshakes if '-v' in option else errors
        rows.append({'name': f'curl {" ".join(option)}: {name}', 'by': 'curl', 'text': clean(text).replace(str(junk_port), '8080')})
answers[:] = [b'HTTP/1.1 400 Bad Request\r\n\r\n']
error('openssl s_client to a plain port', 'openssl', run(['openssl', 's_client', '-connect', f'127.0.0.1:{junk_port}']).replace(str(junk_port), '443'))
error('curl wss to a plain port', 'curl', run(['curl', '-sS', '-m', '2', f'https://127.0.0.1:{junk_port}/']).replace(str(junk_port), '443'))
error('curl unknown host', 'curl', run(['curl', '-sS', '-m', '2', 'http://no.such.host.invalid/']))
error('openssl s_client refused', 'openssl', run(['openssl', 's_client', '-connect', '127.0.0.1:9']))
for kind, name, rows in (('error-text', 'servers.json', errors), ('handshake', 'tools.json', handshakes)):
    with open(os.path.join(here, '..', kind, name), 'w') as out:
        out.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]\n')
print(len(errors), len(handshakes))
