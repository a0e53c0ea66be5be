"""Dumps that real programs print of known frames. Writes ../bytes/*.json and ../packet-tree/tshark.json."""
import base64, json, os, subprocess, tempfile
from frames import SESSIONS, capture

here = os.path.dirname(os.path.abspath(__file__))
STREAM_TOOLS = ['xxd', 'xxd -g1', 'xxd -u', 'xxd -p', 'xxd -i', 'xxd -b', 'xxd -e', 'xxd -c 8', 'hexdump -C', 'hexdump', 'hexdump -b',
                'od -A x -t x1z', 'od -t x1', 'od -A n -t x1', 'od -c', 'od -b', 'od -t x2', 'base64', 'base64 -w 0']
PRINTERS = {
    'python repr': ['/usr/bin/python3', '-c', 'import sys;print(sys.stdin.buffer.read())'],
    'python hex': ['/usr/bin/python3', '-c', 'import sys;print(sys.stdin.buffer.read().hex(" "))'],
    'python list': ['/usr/bin/python3', '-c', 'import sys;print(list(sys.stdin.buffer.read()))'],
    'node Buffer': ['node', '-e', 'console.log(require("fs").readFileSync(0).subarray(0,50))'],
    'node Uint8Array': ['node', '-e', 'console.log(new Uint8Array(require("fs").readFileSync(0)).subarray(0,100))'],
    'node JSON': ['node', '-e', 'console.log(JSON.stringify(require("fs").readFileSync(0)))'],
    'php bin2hex': ['php', '-r', 'echo bin2hex(stream_get_contents(STDIN)),"\n";'],
    'ruby inspect': ['ruby', '-e', 'p STDIN.binmode.read'],
    'ruby bytes': ['ruby', '-e', 'p STDIN.binmode.read.bytes'],
}
PACKET_TOOLS = ['tcpdump -nn -X -r {}', 'tcpdump -nn -XX -r {}', 'tcpdump -nn -x -r {}', 'tcpdump -nn -xx -r {}', 'tcpdump -nn -v -X -r {}',
                'ngrep -q -x -I {} "" tcp', 'ngrep -x -I {} "" tcp', 'tshark -r {} -x',
                'tshark -r {} -T fields -e tcp.srcport -e tcp.dstport -e tcp.payload',
                'tshark -r {} -T fields -E header=y -e ip.src -e tcp.srcport -e ip.dst -e tcp.dstport -e tcp.payload',
                'tshark -r {} -T pdml', 'tshark -r {} -T json -x', 'tshark -r {} -T ek -x',
                'tshark -q -r {} -z follow,tcp,hex,0', 'tshark -q -r {} -z follow,tcp,raw,0', 'tshark -q -r {} -z follow,tcp,yaml,0']
TREE_TOOLS = ['tshark -r {} -Y websocket -V', 'tshark -r {} -Y websocket -O websocket', 'tshark -r {} -Y websocket -O tcp,websocket']


def run(command, path=None):
    shell = isinstance(command, str)
    with open(path, 'rb') if path else open(os.devnull, 'rb') as stdin:
        out = subprocess.run(command, shell=shell, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=60)
    return out.stdout.decode('utf8', 'replace')


def save(kind, name, rows):
    folder = os.path.join(here, '..', kind)
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, name), 'w') as out:
        out.write('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]\n')


def opcodes(text):
    return [int(word) for word in text.split()]


streams, packets, trees = [], [], []
with tempfile.TemporaryDirectory() as folder:
    for name, (writes, client, server, cause) in SESSIONS.items():
        senders = {sender for sender, _ in writes}
        if len(senders) == 1:
            path = os.path.join(folder, 'stream.bin')
            with open(path, 'wb') as out:
                out.write(b''.join(data for _, data in writes))
            expected = {'frames': {'client': opcodes(client), 'server': opcodes(server)}, 'cause': cause}
            for tool in STREAM_TOOLS:
                streams.append({'name': f'{tool}: {name}', 'by': tool.split()[0], 'text': run(f'{tool}', path), **expected})
            for tool, command in PRINTERS.items():
                if tool == 'node Buffer' and name in ('long', 'binary'):
                    continue
                if tool == 'node Uint8Array' and name in ('long', 'binary'):
                    continue
                streams.append({'name': f'{tool}: {name}', 'by': tool.split()[0], 'text': run(command, path), **expected})
        path = os.path.join(folder, 'capture.pcap')
        capture(path, writes)
        for tool in PACKET_TOOLS:
            if name != 'hello' and (' ek' in tool or 'pdml' in tool or 'json' in tool) or name in ('binary', 'unicode'):
                continue
            text = run(tool.format(path)).replace(path, 'capture.pcap')
            expected = {'frames': {'client': opcodes(client), 'server': opcodes(server)}, 'cause': cause}
            packets.append({'name': f'{tool.format("capture.pcap")}: {name}', 'by': tool.split()[0], 'text': text, **expected})
        for tool in TREE_TOOLS:
            if name in ('long', 'binary'):
                continue
            trees.append({'name': f'{tool.format("capture.pcap")}: {name}', 'by': 'tshark', 'text': run(tool.format(path)).replace(path, 'capture.pcap')})
save('bytes', 'streams.json', streams)
save('bytes', 'packets.json', packets)
save('packet-tree', 'tshark.json', trees)
print(len(streams), len(packets), len(trees))
