// Every way to a capture that the page offers. e2e/capturing.test.ts runs what can be run on Debian and opens
// the result.

import { importLine } from '../guide.ts';
import type { CaptureGuide, CaptureStep } from './capture-guide.ts';

const debian = (program: string) => ({ with: `${program}, Debian 12` }) as const;
const other = (system: string) => ({ notRun: `Not run here: it takes ${system}.` }) as const;

const reproduce: CaptureStep = {
  text: 'Connect after it has begun, so that the handshake is in it. Make it fail, wait a second, press Ctrl+C.',
};

/** Puts the keys into the capture. Both files are taken as well. */
const decrypt: CaptureStep = {
  text: 'Make it fail, then press Ctrl+C. To hand over one file instead of two, join them: it gives away all that was said.',
  command: 'editcap --inject-secrets tls,keys.log ws.pcap ws-with-keys.pcapng',
};

/** All guides. Of one system, the best comes first. */
export const captureGuides: readonly CaptureGuide[] = [
  {
    id: 'linux-tcpdump',
    has: 'linux',
    title: 'tcpdump',
    plainOrTls: 'plain',
    steps: [
      {
        text: 'On either machine or on the proxy. -s 0 keeps whole packets, -i any takes every interface, loopback too.',
        command: "sudo tcpdump -i any -s 0 -w ws.pcap 'tcp port 8080'",
      },
      reproduce,
    ],
    gives: ['ws.pcap'],
    ran: debian('tcpdump 4.99'),
    source: 'https://www.tcpdump.org/manpages/tcpdump.1.html',
  },
  {
    id: 'linux-tcpdump-paste',
    has: 'linux',
    title: 'tcpdump, to paste',
    plainOrTls: 'plain',
    steps: [
      {
        text: 'When no file can be copied off the machine: print the bytes.',
        command: "sudo tcpdump -i any -s 0 -X 'tcp port 8080'",
      },
    ],
    gives: 'printed text',
    ran: debian('tcpdump 4.99'),
    source: 'https://www.tcpdump.org/manpages/tcpdump.1.html',
  },
  {
    id: 'linux-dumpcap',
    has: 'linux',
    title: 'dumpcap (Wireshark)',
    plainOrTls: 'plain',
    steps: [
      {
        text: 'Without root for members of the group wireshark. lo is this machine; name the card for others.',
        command: "dumpcap -i lo -f 'tcp port 8080' -w ws.pcapng",
      },
      reproduce,
    ],
    gives: ['ws.pcapng'],
    ran: debian('dumpcap 4.0'),
    source: 'https://www.wireshark.org/docs/man-pages/dumpcap.html',
  },
  {
    id: 'linux-both-legs',
    has: 'linux',
    title: 'Both sides of a proxy',
    plainOrTls: 'both',
    steps: [
      {
        text: 'On the proxy, both ports at once. When it ends TLS, the side of the server is plain: that leg shows what was said.',
        command: "sudo tcpdump -i any -s 0 -w ws.pcap 'tcp port 80 or tcp port 8080'",
      },
      reproduce,
    ],
    gives: ['ws.pcap'],
    ran: debian('tcpdump 4.99'),
    source: 'https://www.tcpdump.org/manpages/tcpdump.1.html',
  },
  {
    id: 'linux-keys',
    has: 'linux',
    title: 'tcpdump and TLS keys',
    plainOrTls: 'tls',
    steps: [
      { text: 'Begin the capture.', command: "sudo tcpdump -i any -s 0 -w ws.pcap 'tcp port 8443'" },
      {
        text: 'Start the client with a key log: Chromium, Firefox and curl heed this variable.',
        command: 'SSLKEYLOGFILE=keys.log chromium',
      },
      decrypt,
    ],
    gives: ['ws.pcap', 'keys.log'],
    ran: debian('tcpdump 4.99, tshark 4.0, Chromium 156'),
    source: 'https://wiki.wireshark.org/TLS',
  },
  {
    id: 'macos-tcpdump',
    has: 'macos',
    title: 'tcpdump',
    plainOrTls: 'plain',
    steps: [
      {
        text: 'A server on this Mac: lo0. For another machine the card, such as en0; networksetup -listallhardwareports names them.',
        command: "sudo tcpdump -i lo0 -s 0 -w ws.pcap 'tcp port 8080'",
      },
      reproduce,
    ],
    gives: ['ws.pcap'],
    ran: other('macOS'),
    source: 'https://developer.apple.com/documentation/network/recording_a_packet_trace',
  },
  {
    id: 'windows-loopback',
    has: 'windows',
    title: 'dumpcap (Wireshark), this machine',
    plainOrTls: 'plain',
    steps: [
      {
        text: 'Wireshark with Npcap sees traffic within this machine, which pktmon does not.',
        command:
          '"C:\\Program Files\\Wireshark\\dumpcap.exe" -i \\Device\\NPF_Loopback -f "tcp port 8080" -w ws.pcapng',
      },
      reproduce,
    ],
    gives: ['ws.pcapng'],
    ran: other('Windows'),
    source: 'https://wiki.wireshark.org/CaptureSetup/Loopback',
  },
  {
    id: 'windows-pktmon',
    has: 'windows',
    title: 'pktmon, another machine',
    plainOrTls: 'plain',
    steps: [
      {
        text: 'Part of Windows 10 (2004) and Server 2022 and later; as administrator. Without --pkt-size 0 it keeps 128 bytes of a packet; --comp nics keeps one copy of it.',
        command:
          'pktmon filter add -t TCP -p 8080\npktmon start --capture --comp nics --pkt-size 0 --file-name ws.etl',
      },
      {
        text: 'Make it fail, then stop and convert.',
        command: 'pktmon stop\npktmon etl2pcap ws.etl --out ws.pcapng\npktmon filter remove',
      },
    ],
    gives: ['ws.pcapng'],
    ran: other('Windows'),
    source: 'https://learn.microsoft.com/windows-server/administration/windows-commands/pktmon-start',
  },
  {
    id: 'windows-netsh',
    has: 'windows',
    title: 'netsh, older Windows',
    plainOrTls: 'plain',
    steps: [
      {
        text: 'As administrator.',
        command: 'netsh trace start capture=yes report=disabled tracefile=%TEMP%\\ws.etl',
      },
      {
        text: "Make it fail, then stop and convert with Microsoft's etl2pcapng.",
        command: 'netsh trace stop\netl2pcapng.exe %TEMP%\\ws.etl ws.pcapng',
      },
    ],
    gives: ['ws.pcapng'],
    ran: other('Windows'),
    source: 'https://github.com/microsoft/etl2pcapng',
  },
  {
    id: 'kubernetes-debug',
    has: 'kubernetes',
    title: 'kubectl debug',
    plainOrTls: 'both',
    steps: [
      {
        text: 'A container with tcpdump joins the pod; nothing restarts. Behind an ingress that ends TLS the pod sees plain bytes.',
        command:
          "kubectl debug POD -c capture --image=nicolaka/netshoot --profile=netadmin -it -- tcpdump -i any -s 0 -U -w /tmp/ws.pcap 'tcp port 8080'",
      },
      {
        text: 'Make it fail. Copy the file from a second terminal while the first still runs, then press Ctrl+C there.',
        command: 'kubectl cp -c capture POD:/tmp/ws.pcap ws.pcap',
      },
    ],
    gives: ['ws.pcap'],
    ran: other('a cluster'),
    source: 'https://kubernetes.io/docs/reference/kubectl/generated/kubectl_debug/',
  },
  {
    id: 'kubernetes-ksniff',
    has: 'kubernetes',
    title: 'ksniff',
    plainOrTls: 'both',
    steps: [
      {
        text: 'A plugin of kubectl. -p starts a privileged pod, for containers that do not run as root.',
        command: "kubectl krew install sniff\nkubectl sniff POD -n NAMESPACE -f 'tcp port 8080' -o ws.pcap",
      },
    ],
    gives: ['ws.pcap'],
    ran: other('a cluster'),
    source: 'https://github.com/eldadru/ksniff',
  },
  {
    id: 'chrome-net-export',
    has: 'browser',
    title: 'Chrome, Edge: NetLog',
    plainOrTls: 'both',
    steps: [
      {
        text: 'Open this address, choose “Include raw bytes”, Start Logging to Disk. (Edge: edge://net-export)',
        command: 'chrome://net-export/',
      },
      {
        text: 'Make it fail in another tab, Stop Logging. The file holds the cookies of all that the browser did meanwhile.',
      },
    ],
    gives: ['chrome-net-export-log.json'],
    ran: { notRun: 'The same log by a command line flag was run; these clicks were not.' },
    source: 'https://www.chromium.org/for-testers/providing-network-details/',
  },
  {
    id: 'chrome-net-log',
    has: 'browser',
    title: 'Chromium, from its start',
    plainOrTls: 'both',
    steps: [
      {
        text: 'Close every window first, or give a profile of its own. Make it fail, quit the browser.',
        command:
          'chromium --user-data-dir=/tmp/netlog --log-net-log=netlog.json --net-log-capture-mode=Everything http://localhost:8080/',
      },
    ],
    gives: ['netlog.json'],
    ran: debian('Chromium 156'),
    source: 'https://www.chromium.org/for-testers/providing-network-details/',
  },
  {
    id: 'firefox-keys',
    has: 'browser',
    title: 'Firefox',
    plainOrTls: 'tls',
    steps: [
      {
        text: 'Firefox keeps no log of bytes: capture beside it. Its HAR holds no WebSocket frames.',
        command: "sudo tcpdump -i any -s 0 -w ws.pcap 'tcp port 8443'",
      },
      {
        text: 'Close every window first, then start it so that it writes its keys.',
        command: 'SSLKEYLOGFILE=keys.log firefox',
      },
      decrypt,
    ],
    gives: ['ws.pcap', 'keys.log'],
    ran: debian('Firefox 153 ESR, tcpdump 4.99, tshark 4.0'),
    source: 'https://firefox-source-docs.mozilla.org/security/nss/legacy/key_log_format/index.html',
  },
  {
    id: 'node-tap',
    has: 'node',
    title: 'tap.mjs in the process',
    plainOrTls: 'both',
    steps: [
      {
        text: 'Download tap.mjs, one file without dependencies. In a server, before it listens; of https it records the decrypted side.',
        command: `${importLine('{ tapServer }', './tap.mjs')}\ntapServer(server, 'ws.pcapng');`,
      },
      {
        text: 'In a client of ws.',
        command: `${importLine('{ tapSocket }', './tap.mjs')}\nnew WebSocket(url, { createConnection: (options) => tapSocket(net.connect(options), 'ws.pcapng') });`,
      },
    ],
    gives: ['ws.pcapng'],
    ran: debian('Node 20, ws 8'),
    source: 'https://nodejs.org/api/http.html#event-connection',
    files: ['taps/tap.mjs'],
  },
  {
    id: 'node-keys',
    has: 'node',
    title: 'TLS keys of Node',
    plainOrTls: 'tls',
    steps: [
      {
        text: 'Without a change of the program: capture,',
        command: "sudo tcpdump -i any -s 0 -w ws.pcap 'tcp port 8443'",
      },
      { text: 'and have Node write its keys.', command: 'node --tls-keylog=keys.log server.js' },
      decrypt,
    ],
    gives: ['ws.pcap', 'keys.log'],
    ran: debian('Node 20, tshark 4.0'),
    source: 'https://nodejs.org/api/cli.html#--tls-keylogfile',
  },
  {
    id: 'python-tap',
    has: 'python',
    title: 'tap.py in the process',
    plainOrTls: 'both',
    steps: [
      {
        text: 'Download tap.py, one file of the standard library alone. For websockets, aiohttp and all that runs on asyncio (not on uvloop), before it listens or connects; of TLS it records the decrypted side.',
        command: "from tap import tap_loop\ntap_loop(asyncio.get_running_loop(), 'ws.pcapng')",
      },
      {
        text: 'For sockets without asyncio, in place.',
        command: "from tap import tap_socket, tap_listener\ntap_socket(sock, 'ws.pcapng', 'client')",
      },
    ],
    gives: ['ws.pcapng'],
    ran: debian('Python 3.11, websockets 10.4, aiohttp 3.8'),
    source: 'https://docs.python.org/3/library/asyncio-protocol.html',
    files: ['taps/tap.py'],
  },
  {
    id: 'go-keys',
    has: 'go',
    title: 'TLS keys of Go',
    plainOrTls: 'tls',
    steps: [
      {
        text: 'Plain ws needs no more than tcpdump. For wss, have crypto/tls write its keys, in a server or a client,',
        command:
          'keys, _ := os.OpenFile("keys.log", os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0600)\ntlsConfig := &tls.Config{KeyLogWriter: keys}',
      },
      { text: 'and capture.', command: "sudo tcpdump -i any -s 0 -w ws.pcap 'tcp port 8443'" },
      decrypt,
    ],
    gives: ['ws.pcap', 'keys.log'],
    ran: other('a Go compiler'),
    source: 'https://pkg.go.dev/crypto/tls#Config',
  },
  {
    id: 'java-socat',
    has: 'java',
    title: 'A client in Java: socat ends TLS',
    plainOrTls: 'tls',
    steps: [
      {
        text: 'The JDK writes no key log. Let the client speak ws:// to socat, which speaks wss:// to the server and prints the bytes.',
        command:
          'socat -x TCP-LISTEN:9000,reuseaddr,fork OPENSSL:example.com:443,snihost=example.com 2> ws.txt',
      },
      { text: 'Connect the client to ws://localhost:9000, make it fail.' },
    ],
    gives: ['ws.txt'],
    ran: debian('socat 1.7'),
    source: 'http://www.dest-unreach.org/socat/doc/socat.html',
  },
  {
    id: 'java-proxy',
    has: 'java',
    title: 'A server in Java',
    plainOrTls: 'both',
    steps: [
      {
        text: 'Where a proxy ends TLS, capture between it and the JVM: those bytes are plain.',
        command: "sudo tcpdump -i any -s 0 -w ws.pcap 'tcp port 8080'",
      },
      reproduce,
    ],
    gives: ['ws.pcap'],
    ran: debian('tcpdump 4.99'),
    source: 'https://www.tcpdump.org/manpages/tcpdump.1.html',
  },
  {
    id: 'any-tap',
    has: 'any',
    title: 'npm run tap',
    plainOrTls: 'plain',
    steps: [
      {
        text: 'In a checkout of Framescope. Stands between client and server, records every byte, prints the diagnosis when a connection breaks. Needs no root.',
        command: 'npm run tap -- ws://localhost:8080 --listen 9000',
      },
      { text: 'Connect to ws://localhost:9000 instead.' },
    ],
    gives: 'an answer',
    ran: debian('Node 20'),
    source: 'https://datatracker.ietf.org/doc/html/rfc9293',
  },
  {
    id: 'any-curl',
    has: 'any',
    title: 'curl --trace: the handshake',
    plainOrTls: 'both',
    steps: [
      {
        text: 'Shows what the server answers and what it sends first.',
        command:
          'curl -s --http1.1 -N -m 5 --trace ws.txt -o /dev/null -H "Connection: Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" http://localhost:8080/',
      },
    ],
    gives: ['ws.txt'],
    ran: debian('curl 7.88'),
    source: 'https://curl.se/docs/manpage.html#--trace',
  },
  {
    id: 'any-mitmproxy',
    has: 'any',
    title: 'mitmproxy',
    plainOrTls: 'both',
    steps: [
      {
        text: 'Stands before the server with a certificate of its own. It keeps messages, not frames: good for what was said.',
        command: 'mitmdump --mode reverse:https://example.com --listen-port 9000 -w ws.mitm',
      },
    ],
    gives: ['ws.mitm'],
    ran: { notRun: 'Not run here: mitmproxy is not installed.' },
    source: 'https://docs.mitmproxy.org/stable/concepts/modes/#reverse-proxy',
  },
];
