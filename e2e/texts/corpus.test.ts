// What is promised of pasted text, over the corpus.

import { beforeAll, expect, test } from 'vitest';
import { type TextResult, textResults } from '../../bench/exam-text.ts';

/** Texts whose answer is not right yet. A text that is answered rightly leaves the list. */
const knownMisses: readonly string[] = [
  'bytes/tcpdump -nn -v -X -r capture.pcap: hello',
  'bytes/tshark -r capture.pcap -T fields -E header=y -e ip.src -e tcp.srcport -e ip.dst -e tcp.dstport -e tcp.payload: hello',
  'bytes/tshark -r capture.pcap -T pdml: hello',
  'bytes/tcpdump -nn -v -X -r capture.pcap: masked',
  'bytes/tshark -r capture.pcap -T fields -E header=y -e ip.src -e tcp.srcport -e ip.dst -e tcp.dstport -e tcp.payload: masked',
  'bytes/tcpdump -nn -v -X -r capture.pcap: chat',
  'bytes/tshark -r capture.pcap -T fields -E header=y -e ip.src -e tcp.srcport -e ip.dst -e tcp.dstport -e tcp.payload: chat',
  'bytes/tshark -r capture.pcap -T fields -E header=y -e ip.src -e tcp.srcport -e ip.dst -e tcp.dstport -e tcp.payload: long',
  'bytes/tcpdump -nn -v -X -r capture.pcap: fragments',
  'bytes/tshark -r capture.pcap -T fields -E header=y -e ip.src -e tcp.srcport -e ip.dst -e tcp.dstport -e tcp.payload: fragments',
  'bytes/tcpdump -nn -v -X -r capture.pcap: reserved-opcode',
  'bytes/tshark -r capture.pcap -T fields -E header=y -e ip.src -e tcp.srcport -e ip.dst -e tcp.dstport -e tcp.payload: reserved-opcode',
  'bytes/tcpdump -nn -v -X -r capture.pcap: close-1005',
  'bytes/tshark -r capture.pcap -T fields -E header=y -e ip.src -e tcp.srcport -e ip.dst -e tcp.dstport -e tcp.payload: close-1005',
  'bytes/od -A n -t x1: long',
  'bytes/od -t x2: reserved-opcode',
  'configuration/written nginx map',
  'error-text/aiohttp: message_too_big',
  'error-text/tornado: hs_status',
  'error-text/Go coder/websocket (nhooyr): control_over_125',
  'error-text/Go gobwas/ws: reserved_data_opcode',
  'error-text/Go gobwas/ws: control_over_125',
  'error-text/Go gobwas/ws: fragmented_control',
  'error-text/Java-WebSocket (TooTallNate): message_too_big',
  'error-text/Java-WebSocket (TooTallNate): bad_deflate',
  'error-text/WebKit WebCore (legacy parser, Safari <= 14, not used by current Safari/WebKitGTK): non_minimal_126',
  'error-text/Ruby protocol-websocket (async-websocket, Falcon): len64_msb',
  'error-text/PHP Swoole / OpenSwoole: message_too_big',
  'error-text/openssl s_client to a plain port',
];

let results: readonly TextResult[] = [];
beforeAll(async () => {
  results = await textResults();
}, 300_000);

test('there are at least 400 texts', () => {
  expect(results.length).toBeGreaterThanOrEqual(400);
});

test('no text without bytes is judged as a connection', () => {
  expect(results.filter(({ isFalseVerdict }) => isFalseVerdict).map(({ name }) => name)).toEqual([]);
});

test('the misses are those that are known', () => {
  const misses = results.filter(({ wrong }) => wrong.length > 0).map(({ name }) => name);
  expect(misses.sort()).toEqual([...knownMisses].sort());
});
