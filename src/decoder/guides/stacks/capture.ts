// Fixes where the capture, not a peer, is what is wrong.

import type { Guide } from '../guide.ts';

const shell = (text: string) => ({ language: 'shell' as const, text });
const manual = 'https://www.tcpdump.org/manpages/tcpdump.1.html';
const notRun = { notRun: 'The tests of the capture guides run these commands in another form.' } as const;

export const captureGuide: Guide = {
  stack: 'capture',
  name: 'The capture',
  versions: 'For tcpdump 4.99 and Wireshark 4.',
  fixes: [
    {
      id: 'whole-packets',
      causes: ['capture-truncated'],
      title: 'Keep whole packets',
      wrong: shell("tcpdump -s 96 -w ws.pcap 'tcp port 8080'\n"),
      right: shell("tcpdump -s 0 -w ws.pcap 'tcp port 8080'\n"),
      why: 'With a snapshot length each packet is cut, and what was cut off cannot be judged.',
      confirm: 'capinfos ws.pcap must print a packet size limit of 262144 bytes, or none.',
      ran: notRun,
      source: manual,
    },
    {
      id: 'larger-buffer',
      causes: ['capture-loss'],
      title: 'Give the recorder a larger buffer, and record less',
      wrong: shell('tcpdump -i any -w ws.pcap\n'),
      right: shell("tcpdump -i eth0 -B 65536 -s 0 -w ws.pcap 'tcp port 8080'\n"),
      why: 'The receiver acknowledged bytes that the capture does not hold: the recorder was too slow. A filter and a buffer of 64 MiB help.',
      confirm: 'At its end tcpdump must print 0 packets dropped by kernel.',
      ran: notRun,
      source: manual,
    },
    {
      id: 'from-the-start',
      causes: ['mid-stream-start'],
      title: 'Begin to record before the connection is opened',
      wrong: { language: 'text', text: 'connect, see it fail, start to record\n' },
      right: { language: 'text', text: 'start to record, connect, see it fail, stop\n' },
      why: 'Without the handshake it is not known what was agreed, and a compressed message may need bytes from before the capture.',
      confirm: 'The capture must hold the GET request and the 101.',
      ran: { notRun: 'It is an order of steps.' },
      source: manual,
    },
    {
      id: 'keys',
      causes: ['encrypted'],
      title: 'Record the keys too, or the plain leg',
      wrong: shell("tcpdump -s 0 -w ws.pcap 'tcp port 443'\n"),
      right: shell(
        "SSLKEYLOGFILE=keys.log chromium &\ntcpdump -s 0 -w ws.pcap 'tcp port 443'\ntshark -r ws.pcap -o tls.keylog_file:keys.log -U 'OSI layer 7' -w decrypted.pcapng\n",
      ),
      why: 'The bytes are encrypted. With the keys of the client tshark decrypts them; where a proxy ends TLS, its leg to the backend is plain.',
      confirm: 'In decrypted.pcapng the GET request must be readable.',
      ran: notRun,
      source: 'https://wiki.wireshark.org/TLS',
    },
    {
      id: 'whole-paste',
      causes: ['paste-truncated'],
      title: 'Print all of the bytes',
      wrong: { language: 'js', text: 'console.log(buffer);\n' },
      right: { language: 'js', text: "console.log(buffer.toString('hex'));\n" },
      why: 'Node prints the first 50 bytes of a buffer and then "... more bytes"; other tools cut long lines as well.',
      confirm: 'The paste must not end in "... more bytes".',
      ran: { notRun: 'It depends on the tool that printed the bytes.' },
      source: 'https://nodejs.org/api/buffer.html#bufferinspect_max_bytes',
    },
  ],
};
