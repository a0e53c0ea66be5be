// What the pages say of each input format: what it is, how to get one, and the guide that makes one.
// The formats themselves are in decoder/importers; each has an entry here (pages.test.ts).

/** Words about a format. */
export interface FormatWords {
  /** What it is and what it holds, in one to three sentences. */
  readonly what: string;
  /** How somebody gets one. */
  readonly how: string;
  /** A command or a line of a program to copy. */
  readonly command?: string;
  /** A few lines of it, as a person would paste them. */
  readonly example?: string;
  /** Ids of guides to a capture in this format. */
  readonly guides?: readonly string[];
}

/** By id of the format. A dump of something else than a connection is refused and has no page. */
export const formatWords: Readonly<Record<string, FormatWords>> = {
  pcap: {
    what: 'The classic capture file of tcpdump: every packet with its time, so it holds the handshake, each frame and who ended the connection. Plain and gzip, in every variant of its header.',
    how: 'Record with tcpdump and drop the file. A capture of wss:// needs the TLS keys beside it.',
    command: "sudo tcpdump -i any -s 0 -w ws.pcap 'tcp port 8080'",
    guides: ['linux-tcpdump', 'macos-tcpdump', 'linux-both-legs'],
  },
  pcapng: {
    what: 'The capture file of Wireshark and dumpcap. It can carry the TLS keys of its connections, and then wss:// is decrypted without a second file.',
    how: 'Record with Wireshark or dumpcap, save, and drop the file.',
    command: "dumpcap -i lo -f 'tcp port 8080' -w ws.pcapng",
    guides: ['linux-dumpcap', 'windows-loopback', 'windows-pktmon', 'node-tap', 'python-tap'],
  },
  snoop: {
    what: 'The capture file of snoop on Solaris and illumos (RFC 1761).',
    how: 'Record on the machine and drop the file.',
    command: 'snoop -o ws.snoop port 8080',
  },
  netlog: {
    what: 'The log that Chrome and Edge write of their own network code. With raw bytes it holds the decrypted bytes of each WebSocket, also for wss:// and inside HTTP/2.',
    how: 'Open chrome://net-export, choose “Include raw bytes”, start, make it fail, stop, drop the JSON.',
    guides: ['chrome-net-export', 'chrome-net-log'],
  },
  har: {
    what: 'An HTTP Archive as browsers, Playwright and proxies export it. That of Chrome and Edge holds WebSocket messages, not frames; that of Firefox the handshakes alone.',
    how: 'In the developer tools, open Network, reload until it fails, and export as HAR.',
  },
  mitmproxy: {
    what: 'The flow file of mitmproxy: both heads, whole messages and the close. It holds messages, not frames.',
    how: 'Put mitmproxy before the server and drop the flow file.',
    command: 'mitmdump --mode reverse:https://example.com --listen-port 9000 -w ws.mitm',
    guides: ['any-mitmproxy'],
  },
  saz: {
    what: 'The session archive of Fiddler: a ZIP with the frames, which Fiddler wrote anew. Masking keys are kept, a wrong length is not.',
    how: 'In Fiddler, choose File, Save, All Sessions, and drop the .saz file.',
  },
  'json-lines': {
    what: 'A log in JSON whose records hold the bytes, one record a line or in an array: hex, base64, an array of numbers or a printed Buffer. Members for direction, time and connection are read as well.',
    how: 'Log each chunk of the socket with its direction, and drop the file or paste the lines.',
    command:
      "console.log(JSON.stringify({ time: Date.now(), direction: 'received', data: chunk.toString('hex') }));",
    example: '{"time":1763632800123,"direction":"received","data":"810548656c6c6f"}',
  },
  'mbedtls-debug': {
    what: 'The debug output of Mbed TLS at level 4, as ESP-IDF and other devices print it. It shows what was sent and received before encryption, so that wss:// of a device can be read.',
    how: 'Set the debug level of Mbed TLS to 4, make it fail, and paste the log.',
    command: 'mbedtls_debug_set_threshold(4);',
    example:
      "ssl_msg.c:3688: dumping 'input payload after decrypt' (7 bytes)\nssl_msg.c:3688: 0000:  81 05 48 65 6c 6c 6f                             ..Hello",
  },
  table: {
    what: 'Rows with the bytes of a connection in one column, as hex or base64: CSV, tabs, semicolons, or a table of Markdown. Other columns may say when it was and who sent it.',
    how: 'Copy the rows with the names of their columns, from a database, a spreadsheet or an issue.',
    example: 'time,from,bytes\n10:00:00,server,810548656c6c6f\n10:00:01,client,818537fa213d7f9f4d5158',
  },
  bits: {
    what: 'Bytes as binary digits, one or several a line, with or without 0b, and with words that may say who sent them.',
    how: 'Paste the digits as they are.',
    example: 'server: 10000001 00000101 01001000 01100101 01101100 01101100 01101111',
  },
  'php-dump': {
    what: 'What var_dump of PHP prints of a string: its length, and the bytes as they are. A terminal or a paste loses bytes that are not text, so bring it as a file.',
    how: 'Redirect the output to a file and drop it, or print bin2hex($data) and paste that.',
    command: 'php server.php > dump.txt',
  },
  burp: {
    what: 'The items that Burp Suite saves as XML. They hold the handshake alone: Burp exports no WebSocket messages.',
    how: 'In the proxy history, select the handshake, choose “Save items”, drop the XML.',
  },
  charles: {
    what: 'A session that Charles exports as JSON or XML. It holds the handshake alone.',
    how: 'In Charles, choose File, Export Session, and JSON or XML; its own .chls files cannot be read.',
  },
  'playwright-archive': {
    what: 'A trace of Playwright, or a HAR with its bodies in a ZIP. Both hold the messages of each WebSocket.',
    how: 'Record a trace and drop trace.zip.',
    command:
      "await context.tracing.start();\n// the test\nawait context.tracing.stop({ path: 'trace.zip' });",
  },
  'cdp-events': {
    what: 'Events of the Chrome DevTools Protocol in a log, such as Network.webSocketFrameReceived, from Playwright, Puppeteer or Selenium. They hold whole messages, not frames.',
    how: 'Turn the protocol log on and paste or drop what it prints.',
    command: 'DEBUG=pw:protocol npx playwright test 2> protocol.log',
  },
  pdml: {
    what: 'The packet details of Wireshark as XML. Addresses, sequence numbers and payloads are taken out of it.',
    how: 'In Wireshark, choose File, Export Packet Dissections, As XML PDML, or use tshark.',
    command: 'tshark -r ws.pcapng -T pdml > ws.pdml',
  },
  'tshark-fields': {
    what: 'Columns that tshark prints, with tcp.payload among them. The port or address that speaks first is the client.',
    how: 'Print them and paste the lines.',
    command: 'tshark -r ws.pcapng -Y tcp.len -T fields -e tcp.srcport -e tcp.dstport -e tcp.payload',
  },
  'tshark-x': {
    what: 'Packets as hex rows of 16 bytes, by tshark -x or “Copy as hex” of Wireshark, and the JSON of tshark with raw fields.',
    how: 'Print or copy the packets and paste them.',
    command: 'tshark -r ws.pcapng -x',
  },
  'follow-stream': {
    what: 'One TCP connection as “Follow, TCP Stream” shows it, with the direction of each part: hex, raw or YAML. The ASCII form loses bytes and is refused.',
    how: 'Follow the stream, show it as Hex Dump or Raw, copy it. Or print it with tshark.',
    command: 'tshark -r ws.pcapng -q -z follow,tcp,hex,0',
  },
  'tcpdump-x': {
    what: 'Packets that tcpdump prints with their bytes (-x, -X, -xx, -XX). Headers and order are read from them. -A shows text alone and is refused.',
    how: 'Where no file can be copied off the machine: print, and paste.',
    command: "sudo tcpdump -i any -s 0 -X 'tcp port 8080'",
    guides: ['linux-tcpdump-paste'],
  },
  tcpflow: {
    what: 'The data of connections as tcpflow prints it in hex, with addresses before each row.',
    how: 'Print with -c and -D, and paste.',
    command: 'sudo tcpflow -i any -c -D port 8080',
  },
  ngrep: {
    what: 'Packets that ngrep -x prints, with addresses and rows of sixteen bytes. Without -x it shows dots and is refused.',
    how: 'Print with -x and paste.',
    command: 'sudo ngrep -x -q -d any port 8080',
  },
  text2pcap: {
    what: 'Hex rows with an offset that begins at 0 for each packet, as text2pcap takes them.',
    how: 'Paste what you would give to text2pcap.',
  },
  'socat-x': {
    what: 'What socat -x prints of the data that passes: a line for each transfer with its direction, and the bytes.',
    how: 'Put socat between client and server, connect to its port, and paste what it prints.',
    command: 'socat -x TCP-LISTEN:9000,reuseaddr,fork TCP:localhost:8080 2> ws.txt',
    guides: ['java-socat'],
  },
  strace: {
    what: 'System calls as strace prints them: read and write with the bytes in escapes. Without -s it cuts each after 32 bytes.',
    how: 'Attach to the process and paste the lines.',
    command: 'strace -f -yy -xx -s 65536 -e trace=network,read,write -p PID 2> ws.strace',
  },
  'openssl-debug': {
    what: 'What openssl s_client -debug prints: TLS records as they are on the wire, encrypted.',
    how: 'Run it and paste the output.',
    command: 'openssl s_client -connect example.com:443 -debug',
  },
  'curl-trace': {
    what: 'The file of curl --trace: every byte that curl sent and got, so it shows the handshake and the first frames. --trace-ascii loses bytes and is refused.',
    how: 'Send the upgrade with curl and paste or drop the file.',
    guides: ['any-curl'],
  },
  'http-text': {
    what: 'A handshake as text, from curl -v, from “raw headers” of a browser or from a log, alone or followed by frames as hex.',
    how: 'Copy both the request and the response, and paste them.',
    command:
      'curl -v --http1.1 -m 5 -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" http://localhost:8080/',
  },
  'python-websockets': {
    what: 'The debug log of Python’s websockets: heads line by line and each frame, decoded, a long payload cut in the middle.',
    how: 'Turn the debug log on and paste it.',
    command: 'import logging\nlogging.basicConfig(level=logging.DEBUG)',
    example: "> TEXT 'Hello' [5 bytes]\n< CLOSE 1000 (OK) [2 bytes]",
  },
  'websocket-client': {
    what: 'The trace of Python’s websocket-client: heads, and the raw bytes of each frame.',
    how: 'Turn the trace on and paste it.',
    command: 'import websocket\nwebsocket.enableTrace(True)',
    example: "++Sent raw: b'\\x81\\x857\\xfa!=\\x7f\\x9fMQX'\n++Rcv raw: b'\\x81\\x05Hello'",
  },
  'netty-log': {
    what: 'What the LoggingHandler of Netty prints, also in Spring and Reactor: the channel, READ or WRITE, and a box of hex.',
    how: 'Add the handler before the WebSocket handlers and paste its lines.',
    command: 'pipeline.addFirst(new LoggingHandler(LogLevel.DEBUG));',
  },
  'jetty-buffer': {
    what: 'Buffers as the debug log of Jetty prints them. What is to be read stands between <<< and >>>; of a long buffer Jetty prints the two ends.',
    how: 'Set the logger org.eclipse.jetty.websocket to DEBUG and paste the lines.',
  },
  'http-client-wire': {
    what: 'What Apache HttpClient wrote (>>) and read (<<), as its wire log prints it. What cannot be printed stands in brackets, as [0x81].',
    how: 'Set the logger org.apache.http.wire (org.apache.hc.client5.http.wire) to DEBUG and paste the lines.',
  },
  postman: {
    what: 'The message list of Postman: data and a time for each message, the newest first. It does not say in words who sent a message.',
    how: 'Select the list, copy, paste.',
  },
  tungstenite: {
    what: 'Frames as the trace of Rust’s tungstenite names them, field by field. It shows opcodes and payloads, not the bytes of the headers.',
    how: 'Run with RUST_LOG=tungstenite=trace and paste the lines.',
  },
  'frame-log': {
    what: 'Messages as libraries log them: the transport trace of SignalR, the logging decorator of Spring, arduinoWebSockets on a serial port. None shows how the messages were framed.',
    how: 'Paste the log.',
  },
  'message-list': {
    what: 'Messages as wscat prints them, or the table of messages of the developer tools. Neither says how the messages were framed.',
    how: 'Select the lines or the table, copy, paste.',
  },
  hex: {
    what: 'Bytes as hex digits in any form: with blanks, colons, commas, 0x or \\x, among the words of a log or without.',
    how: 'Print the bytes as hex and paste them.',
    example: '81 05 48 65 6c 6c 6f',
  },
  xxd: {
    what: 'A dump by xxd, with any of its options. xxd -p is plain hex, xxd -i a C array.',
    how: 'Dump the file and paste.',
    command: 'xxd frames.bin',
    example: '00000000: 8105 4865 6c6c 6f                        ..Hello',
  },
  hexdump: {
    what: 'A dump by hexdump or hd: -C with bytes and characters, or words of 16 bits.',
    how: 'Dump the file and paste.',
    command: 'hexdump -C frames.bin',
    example: '00000000  81 05 48 65 6c 6c 6f                              |..Hello|',
  },
  od: {
    what: 'A dump by od in any of its types: hex, octal, decimal, characters. od -a drops the high bit of each byte and is refused.',
    how: 'Dump the file and paste.',
    command: 'od -A x -t x1z frames.bin',
    example: '000000 81 05 48 65 6c 6c 6f                             >..Hello<',
  },
  'hex-view': {
    what: 'Any other viewer with an offset and bytes: HxD, WinHex, Format-Hex of PowerShell, certutil, WinDbg, gdb, the table of Netty.',
    how: 'Copy the rows and paste them.',
    command: 'Format-Hex frames.bin',
  },
  base64: {
    what: 'Bytes in base64, standard or for URLs, in lines, in quotes, as a data: URL or in a log.',
    how: 'Print the bytes as base64 and paste them.',
    command: 'base64 frames.bin',
    example: 'gQVIZWxsbw==',
  },
  raw: {
    what: 'A file with the bytes of one direction and nothing else.',
    how: 'Write what one side sent into a file and drop it.',
  },
  'c-array': {
    what: 'An array in C and its relatives: xxd -i, Wireshark’s “C Arrays”, Rust, Swift, Kotlin, C#.',
    how: 'Copy the array with its braces and paste it.',
    example: 'unsigned char buf[] = { 0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f };',
  },
  'debugger-memory': {
    what: 'Memory as GDB and LLDB print it in words of 16 or 32 bits, in octal or as characters. Words are turned into the order of the bytes in memory.',
    how: 'Print the buffer where it is read or written, and paste the rows. x/64xb prints bytes.',
    command: 'x/32xh buf',
  },
  'decimal-list': {
    what: 'Numbers from 0 to 255 in decimal, bare or in brackets, as Python, JavaScript, Ruby, Rust, Go and PHP print them.',
    how: 'Print the bytes and paste the list.',
    example: '[129, 5, 72, 101, 108, 108, 111]',
  },
  'node-buffer': {
    what: 'What Node prints for a Buffer or a Uint8Array. Node cuts it after 50 bytes; toString("hex") prints all.',
    how: 'Print the buffer and paste it.',
    example: '<Buffer 81 05 48 65 6c 6c 6f>',
    guides: ['node-tap'],
  },
  'python-bytes': {
    what: 'Bytes as Python prints them: bytes, bytearray, memoryview, also over several lines.',
    how: 'Print repr() of the bytes and paste it.',
    example: "b'\\x81\\x05Hello'",
    guides: ['python-tap'],
  },
  'go-bytes': {
    what: 'A byte slice as Go prints it with %#v or %v.',
    how: 'Print the slice and paste it.',
    command: 'log.Printf("%#v", data)',
    example: '[]byte{0x81, 0x5, 0x48, 0x65, 0x6c, 0x6c, 0x6f}',
  },
  'java-bytes': {
    what: 'Bytes as Java prints them, signed, and arrays of (byte) casts; Scala as well.',
    how: 'Print Arrays.toString(bytes) and paste it.',
    example: '[-127, 5, 72, 101, 108, 108, 111]',
  },
  'erlang-binary': {
    what: 'A binary of Erlang or Elixir. The shell cuts long ones: print all with limit: :infinity.',
    how: 'Inspect the binary and paste it.',
    command: 'IO.inspect(data, limit: :infinity, binaries: :as_binaries)',
    example: '<<129, 5, 72, 101, 108, 108, 111>>',
  },
  'number-literals': {
    what: 'Numbers with their base beside them, in a list or one a line: Verilog, VHDL, Ada, Lisp, Smalltalk, F#, and what assemblers write after db or .byte.',
    how: 'Copy the list, or the lines with the numbers, and paste them.',
    example: "8'h81, 8'h05, 8'h48, 8'h65, 8'h6c, 8'h6c, 8'h6f",
  },
  sql: {
    what: "Binary values in statements of SQL and in dumps of databases: X'8105', 0x8105, HEXTORAW of Oracle, decode and bytea of PostgreSQL. A column that says client or server gives the sender.",
    how: 'Copy the statement with the values and paste it.',
    example: "INSERT INTO frames (dir, data) VALUES ('server', X'810548656c6c6f');",
  },
  'whole-frames': {
    what: 'Whole frames wherever they stand: in a chat, a table, a configuration or a log in any notation of hex, decimal numbers or base64. They are read when all bytes in that notation are frames to the end; damaged frames are not found so.',
    how: 'Paste the text as it is. Words such as server and client in the lines give the sender.',
    example: '[14:22:01 DBG] Received {"Bytes": "81-05-48-65-6C-6C-6F", "Count": 7}',
  },
  'encoded-characters': {
    what: 'Whole frames among whose bytes the printable characters stand for themselves: percent-encoded as in an address or a form, quoted-printable as in a mail, character references of HTML, and the signs of less and vim.',
    how: 'Copy the encoded text and paste it.',
    example: '%81%05Hello',
  },
  nsdata: {
    what: 'The description of NSData or Data in Foundation. Since 2019 it leaves out the middle of more than 24 bytes.',
    how: 'Print all bytes and paste them.',
    command: 'print(data.map { String(format: "%02x", $0) }.joined())',
    example: '<81054865 6c6c6f>',
  },
  escaped: {
    what: 'Text with escapes for what cannot be printed, in quotes or bare: C, JavaScript, PHP, Rust, Ruby, JSON, Lua, the shell.',
    how: 'Copy the literal and paste it.',
    example: '"\\x81\\x05Hello"',
  },
  'cat-v': {
    what: 'What cat -v and vis show of binary data. With cat -v a byte and the characters that stand for it look the same: it is read where whole frames fill the text, and refused otherwise, with the command that keeps every byte.',
    how: 'Paste the text, or better a dump in its place.',
    example: 'M-^A^EHello',
  },
  framescope: {
    what: 'The file that Share saves: who wrote each run of bytes, when, and the bytes. Secrets are removed unless you decide otherwise.',
    how: 'Open a capture, choose Share, save the file.',
  },
};
