"""Texts that programs print, as rows of the corpus: run a program, keep what it prints, write a table for each kind."""
import json
import os
import subprocess


def run(command, folder, timeout):
    """What a program prints on both outputs; `command` is a line of a shell or a list."""
    environment = dict(os.environ, LC_ALL='C.UTF-8', TERM='dumb', NO_COLOR='1')
    words = ['bash', '-c', command] if isinstance(command, str) else command
    done = subprocess.run(words, capture_output=True, timeout=timeout, env=environment, cwd=folder)
    return (done.stdout + done.stderr).decode('utf8', 'replace')


def row(name, text, kind, frames=None, by=None, **more):
    """A row; `frames`: the opcodes of the client and of the server. None for a program that prints nothing."""
    if not text.strip():
        print('EMPTY', name)
        return None
    made = dict(name=name, kind=kind, text=text if text.endswith('\n') else text + '\n', **more)
    if frames:
        made['frames'] = dict(client=frames[0], server=frames[1])
    if by:
        made['by'] = by
    return made


def write(rows, file_name):
    """Writes the rows of each kind to e2e/texts/KIND/FILE_NAME; run in the root of the project."""
    by_kind = {}
    for one in rows:
        by_kind.setdefault(one.pop('kind'), []).append(one)
    for kind, of_kind in by_kind.items():
        with open(os.path.join('e2e/texts', kind, file_name), 'w') as file:
            json.dump(of_kind, file, indent=2, ensure_ascii=False)
            file.write('\n')


def hexed(data, gap=' '):
    return gap.join('%02x' % byte for byte in data)


def upper(data, gap=' '):
    return hexed(data, gap).upper()


def decimal(data, gap=', '):
    return gap.join(map(str, data))


class Rows:
    """Rows whose programs run in a folder that holds the bytes of each stream as NAME.bin."""

    def __init__(self, folder, streams, opcodes):
        """`opcodes`: by a name of one letter or of both, the opcodes of the client and of the server."""
        self.folder = folder
        self.opcodes = opcodes
        self.rows = []
        for name, data in streams.items():
            with open(os.path.join(folder, name + '.bin'), 'wb') as file:
                file.write(data)

    def run(self, command):
        return run(command, self.folder, 60)

    def python(self, code):
        read = 'b=open("s.bin","rb").read();c=open("c.bin","rb").read()\n'
        return self.run(['/usr/bin/python3', '-c', read + code])

    def file(self, name, text):
        with open(os.path.join(self.folder, name), 'w') as made:
            made.write(text)

    def put(self, name, text, kind='bytes', frames=None, by=None, **more):
        opcodes = self.opcodes[frames] if isinstance(frames, str) else frames
        made = row(name, text, kind, opcodes, by, **more)
        if made:
            self.rows.append(made)
