// The details of a packet as Wireshark and tshark -V show them: fields in words, bits in dots, no bytes.

import { isFrameTable } from '../frame-table.ts';
import { isPacketList } from '../packet-list.ts';
import { unquotedText } from '../quote.ts';
import { type Recogniser, type Sample, sampleOf, shareOf } from '../recognition.ts';

/** `1... .... = Fin: True`, `.000 0010 = Payload length: 2` */
const bitLine = /^[\s*-]*[01.]{4}(?: [01.]{4})* = \S/;
const field = /^[\s*-]*(?:\[[^\]]+\]|[A-Z][\w /().-]{2,40}(?::.*)?)$/;
const protocol =
  /^[ \t*-]*(?:WebSocket|Transmission Control Protocol|Internet Protocol Version [46]|Ethernet II|Frame \d+:|Hypertext Transfer Protocol|Transport Layer Security)\b/m;

/** The line of the whole packet. */
const packetLine = /^[ \t]*Frame \d+: \d+ bytes on wire/m;
/** Lines of protocols that make details without bits. */
const minProtocols = 3;

/** The names of fields above the columns of `tshark -T fields -E header=y`; with `data` or `payload` it has bytes. */
const fieldNames =
  /^(?=.*\bwebsocket\.)(?!.*(?:data|payload)\b(?!_))[a-z]+(?:\.\w+)+(?:[\t,;|][a-z]+(?:\.\w+)+)+\s*$/;

const unquoted = (sample: Sample) => (sample.text[0] === '>' ? sampleOf(unquotedText(sample.text)) : sample);

/** Recognises packet details. */
export const packetTree: Recogniser = {
  kind: 'packet-tree',
  recognise(sample) {
    const { text, lines } = unquoted(sample);
    if (isFrameTable(text)) {
      return { kind: 'packet-tree', name: 'frame as a table', certainty: 'certain', share: 1, format: null };
    }
    if (isPacketList(lines)) {
      return { kind: 'packet-tree', name: 'list of packets', certainty: 'certain', share: 1, format: null };
    }
    if (fieldNames.test(lines[0] ?? '')) {
      return {
        kind: 'packet-tree',
        name: 'table of packet fields',
        certainty: 'likely',
        share: 1,
        format: null,
      };
    }
    const bits = lines.filter((line) => bitLine.test(line)).length;
    const protocols = lines.filter((line) => protocol.test(line)).length;
    if (bits === 0 && protocols >= minProtocols && packetLine.test(text)) {
      const share = shareOf(lines, (line) => protocol.test(line) || field.test(line));
      return {
        kind: 'packet-tree',
        name: 'Wireshark packet details',
        certainty: 'certain',
        share,
        format: null,
      };
    }
    if (bits === 0 || (bits < 3 && !protocol.test(text))) return null;
    const share = shareOf(lines, (line) => bitLine.test(line) || field.test(line));
    const certainty = protocol.test(text) ? 'certain' : 'likely';
    return { kind: 'packet-tree', name: 'Wireshark packet details', certainty, share, format: null };
  },
};
