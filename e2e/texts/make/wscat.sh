#!/bin/bash
# What wscat shows of a conversation, as a terminal shows it. Usage: wscat.sh FOLDER, with `npm install wscat ws` done in it.
# Writes ../../fixtures/message-list/wscat.txt and ../messages/wscat.txt. Needs script, node and python3.
here=$(cd "$(dirname "$0")" && pwd)
cd "$1" || exit 1
node -e '
const w = new (require("ws").WebSocketServer)({ port: 0, host: "127.0.0.1" }, () => console.log(w.address().port));
w.on("connection", (s) => { s.ping("x"); s.on("message", (d, b) => { s.send(d, { binary: b }); if (String(d) === "bye") s.close(1001, "going"); }); });
' > port.txt &
server=$!
sleep 2
(sleep 2; for line in Hello '{"a":1}' bye; do echo "$line"; sleep 1; done) |
  script -qc "node node_modules/.bin/wscat -P -c ws://127.0.0.1:$(cat port.txt)" /dev/null > raw.txt
kill $server
# Plays the cursor: a line is what is left of it when it ends.
python3 - raw.txt > screen.txt <<'PLAY'
import re, sys
rows, column = [[]], 0
for part in re.finditer(r'\x1b\[(\d*)([A-Za-z])|(\r)|(\n)|([^\x1b\r\n])', open(sys.argv[1], encoding='utf8', newline='').read()):
    count, command, carriage, newline, char = part.groups()
    if carriage: column = 0
    elif newline: rows.append([]); column = 0
    elif command == 'G': column = int(count or 1) - 1
    elif command == 'D': column = max(0, column - int(count or 1))
    elif command == 'K': rows[-1] = [] if count == '2' else rows[-1][:column]
    elif command == 'J': rows[-1] = rows[-1][:column]
    elif char:
        rows[-1] += [' '] * (column - len(rows[-1]))
        rows[-1][column:column + 1] = char
        column += 1
print('\n'.join(''.join(row).rstrip() for row in rows if ''.join(row).strip() not in ('', '>')))
PLAY
cp screen.txt "$here/../../fixtures/message-list/wscat.txt"
cp screen.txt "$here/../messages/wscat.txt"
