#!/bin/bash
# Makes the texts that real programs print of a recorded connection. Run in the root of the project.
capture=e2e/fixtures/network/tcpdump-ethernet.pcap
out=e2e/texts
tcpdump -X -r "$capture" tcp 2>/dev/null > "$out/bytes/tcpdump-X.txt"
tcpdump -xx -r "$capture" tcp 2>/dev/null > "$out/bytes/tcpdump-xx.txt"
tshark -r "$capture" -x 2>/dev/null > "$out/bytes/tshark-x.txt"
ngrep -x -q -I "$capture" '' tcp 2>/dev/null > "$out/bytes/ngrep-x.txt"
tshark -r "$capture" -Y websocket -O websocket 2>/dev/null | grep -A12 '^WebSocket' | head -12 > "$out/packet-tree/tshark-O.txt"
curl -sS http://127.0.0.1:9/ 2> "$out/error-text/curl-refused.txt"
node -e 'const W=require("ws");new W("ws://127.0.0.1:9").on("error",(e)=>console.log(e.stack))' > "$out/error-text/ws-refused.txt"
node -e 'try{new (require("ws"))("wss//bad")}catch(e){console.log(e.stack)}' | sed "s#$PWD#/app#g" > "$out/error-text/ws-bad-url.txt"
python3 -c 'import websocket; websocket.create_connection("ws://127.0.0.1:9")' 2> "$out/error-text/websocket-client-refused.txt"
