"""What the makers of pasted texts share: rows of the corpus by kind, programs that print, and bytes as text."""
import collections, json, os, subprocess, sys, tempfile
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from frames import frame, masked, capture, REQUEST, RESPONSE, JSON

WORK = tempfile.mkdtemp()
OUT = collections.defaultdict(list)

def add(kind, name, text, **expected):
    """Adds a text of a kind, with the answer that is right."""
    OUT[kind].append({'name': name, **expected, 'text': text})

def b(name, text, frames, **expected):
    """Adds a text that holds bytes. `frames`: the opcodes of each sender."""
    add('bytes', name, text, frames=frames, **expected)

def sh(cmd, data=b''):
    """What a shell command prints, given `data`."""
    return subprocess.run(['bash', '-c', cmd], input=data, capture_output=True, timeout=120).stdout.decode('utf8', 'replace')

def S(*ops): return {'client': [], 'server': list(ops)}
def C(*ops): return {'client': list(ops), 'server': []}
def B(c, s): return {'client': list(c), 'server': list(s)}

def rows(data, n=16): return [data[i:i + n] for i in range(0, len(data), n)]
def asc(row): return ''.join(chr(c) if 32 <= c < 127 else '.' for c in row)
def hx(data, sep=' ', up=False): return sep.join(('%02X' if up else '%02x') % x for x in data)

def write(folder, name):
    """Writes the rows of each kind to `folder/KIND/name.json`."""
    for kind, texts in OUT.items():
        os.makedirs(f'{folder}/{kind}', exist_ok=True)
        for one in texts:
            if not one['text'].strip(): print('EMPTY', kind, one['name'])
        json.dump(texts, open(f'{folder}/{kind}/{name}.json', 'w'), ensure_ascii=False, indent=1)
    print({kind: len(texts) for kind, texts in OUT.items()}, sum(map(len, OUT.values())))
