// The list of packets that Wireshark, tshark and tcpdump print, one a line, without their bytes: what it shows of a
// connection, in words.

import { count } from '../model/words.ts';

/** A packet of a list. */
interface ListedPacket {
  readonly source: string;
  readonly destination: string;
  /** What the list says of its content. */
  readonly info: string;
  readonly isWebSocket: boolean;
}

const address = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){2,7}|localhost|[\w-]+(?:\.[\w-]+)+)`;
const wiresharkRow = new RegExp(
  String.raw`^\s*\d{1,9}\s+(?:\d{4}-\d\d-\d\d )?[\d:.T-]{1,32}\s+(${address})\s+(?:->|\u2192)?\s*(${address})\s+([A-Z][\w./-]{1,20})\s+\d{1,7}\s+(.*)$`,
);
const csvRow = new RegExp(
  String.raw`^"\d{1,9}","[^"]{1,40}","(${address})","(${address})","([^"]{1,30})","\d{1,7}","(.*)"$`,
);
const tcpdumpRow =
  /^(?:\S+ |.{1,80}\btcpdump\[\d+\]: (?:\S+ )?)?\d\d:\d\d:\d\d\.\d+ (?:\S+ (?:In|Out) +)?IP6? (\S{1,80}) > (\S{1,80}): (Flags \[.*|tcp \d+)$/;
/** The names of the columns, and what a program says before the list. */
const heading =
  /^\s*"?No\.?"?[\s,]+"?Time\b|^(?:Capturing on|tcpdump: |listening on|reading from file|\d+ packets? (?:captured|received|dropped))/i;

function packetOf(line: string): ListedPacket | null {
  const tcpdump = tcpdumpRow.exec(line);
  if (tcpdump !== null) {
    const [, source, destination, info] = tcpdump;
    return { source, destination, info, isWebSocket: false };
  }
  const row = wiresharkRow.exec(line) ?? csvRow.exec(line);
  if (row === null) return null;
  const [, source, destination, protocol, info] = row;
  return { source, destination, info, isWebSocket: /^websocket$/i.test(protocol) };
}

/** How the characters of a packet begin, an IP header first: `tcpdump -A` prints them below its line. */
const printedPacket = /^(?:E[.\x00-\x1f]|`)/;
/** The first line of a request or a response behind the characters of the headers of its packet. */
const startLine =
  /^E.*(?:GET \S+ HTTP\/1\.1|HTTP\/1\.[01] \d{3})|^(?!.* > .*: Flags).{0,40}(?:GET \S+ HTTP\/1\.1$|HTTP\/1\.[01] \d{3}(?: |$))/;
/** Lines that the characters of one packet go on for. */
const maxPrinted = 40;

/** Whether a line belongs to the characters that `tcpdump -A` prints below the line of a packet. */
function isPrinted(lines: readonly string[], at: number): boolean {
  for (let i = at; i > 0 && at - i < maxPrinted; i--) {
    if (tcpdumpRow.test(lines[i])) return false;
    if (tcpdumpRow.test(lines[i - 1])) return printedPacket.test(lines[i]);
  }
  return false;
}

/** Such a share of the lines are packets. */
const minShare = 0.8;
/** More lines are not looked at, and more characters of a line. */
const maxLines = 2000;
const maxLineLength = 600;

function packetsOf(lines: readonly string[]): {
  readonly packets: ListedPacket[];
  readonly usedCount: number;
} {
  // A handshake that is printed with the packets says more than their list.
  const isHandshake = lines.some((line) => startLine.test(line.slice(0, maxLineLength)));
  const used = lines
    .slice(0, maxLines)
    .filter((line, i) => line.trim() !== '' && !heading.test(line) && (isHandshake || !isPrinted(lines, i)));
  const packets = used.map((line) => packetOf(line.slice(0, maxLineLength))).filter((one) => one !== null);
  return { packets, usedCount: used.length };
}

/** Whether lines are a list of packets. */
export function isPacketList(lines: readonly string[]): boolean {
  const { packets, usedCount } = packetsOf(lines);
  return packets.length > 0 && packets.length >= usedCount * minShare;
}

const isReset = ({ info }: ListedPacket) => /\[[^\]]*\bRST\b|Flags \[[^\]]*R/.test(info);
/** A WebSocket frame has a FIN as well, which ends a message. */
const isEnd = ({ info, isWebSocket }: ListedPacket) =>
  !isWebSocket && /\[[^\]]*\bFIN\b|Flags \[[^\]]*F/.test(info);

/** The HTTP exchange, if the list shows it. */
function handshakeSentence(packets: readonly ListedPacket[]): string {
  const request = packets.find(({ info }) => /^(?:GET|CONNECT) \S+ HTTP\/1/.test(info));
  const response = packets.find(({ info }) => /^HTTP\/1\.[01] \d{3}/.test(info));
  if (request === undefined && response === undefined) return '';
  const asked = request === undefined ? '' : `the request ${/^\w+ \S{1,80}/.exec(request.info)?.[0]}`;
  const answered =
    response === undefined ? 'no answer' : `the answer ${/^HTTP\/1\.[01] (\d{3})/.exec(response.info)?.[1]}`;
  return ` It shows ${asked === '' ? '' : `${asked} and `}${answered}.`;
}

/** The WebSocket frames that the list counts, and a mask that is missing or too much. */
function framesSentence(packets: readonly ListedPacket[]): string {
  const frames = packets.filter(({ isWebSocket }) => isWebSocket);
  if (frames.length === 0) return '';
  const client = packets.find(({ info }) => /^GET \S+ HTTP\/1/.test(info))?.source;
  const counted = ` ${count(frames.length, 'packet')} with WebSocket frames ${frames.length === 1 ? 'is' : 'are'} listed.`;
  if (client === undefined) return counted;
  const unmasked = frames.find(({ source, info }) => source === client && !info.includes('[MASKED]'));
  const masked = frames.find(({ source, info }) => source !== client && info.includes('[MASKED]'));
  if (unmasked !== undefined && unmasked.source !== unmasked.destination)
    return `${counted} One from the client lacks [MASKED]: a client must mask every frame (client-unmasked-frame).`;
  if (masked !== undefined && masked.source !== masked.destination)
    return `${counted} One from the server has [MASKED]: a server must not mask a frame (server-masked-frame).`;
  return counted;
}

function endSentence(packets: readonly ListedPacket[]): string {
  const end = packets.find((packet) => isReset(packet) || isEnd(packet));
  if (end === undefined) return '';
  return ` ${end.source} ended the connection first, with ${isReset(end) ? 'RST' : 'FIN'}.`;
}

/** Sentences on a list of packets: what it shows, and how to get the bytes. */
export function packetListSummary(text: string): string {
  const { packets } = packetsOf(text.split(/\r?\n/));
  const shown = handshakeSentence(packets) + framesSentence(packets) + endSentence(packets);
  return `Recognised: a list of ${count(packets.length, 'packet')}.${shown} It holds no bytes to decode, so nothing is judged. Save the capture (tcpdump -w ws.pcap, or File, Save As in Wireshark) and open that.`;
}
