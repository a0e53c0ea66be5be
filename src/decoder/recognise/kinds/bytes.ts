// Whatever an importer reads: bytes in text, the export of a tool with frames or messages.

import { decodeLatin1, encodeText } from '../../bytes/utf8.ts';
import { recogniseHandshake } from '../../handshake-check/recognise.ts';
import { sniffInput } from '../../importers/sniff.ts';
import { coveredShare, TrialSink } from '../../importers/text/explains.ts';
import type { Grade, Importer, TextMark } from '../../model/importer.ts';
import { areBytes } from '../byte-evidence.ts';
import { kindOfFormat } from '../format-kinds.ts';
import { isListing } from '../listing.ts';
import { areNames } from '../names.ts';
import { bytesByLabel, otherBytes, unframedBytes } from '../other-bytes.ts';
import type { Certainty, Recogniser, Sample } from '../recognition.ts';
import { readsAsFrames } from '../whole-frames.ts';

const certaintyOf: Readonly<Record<Exclude<Grade, 'no'>, Certainty>> = {
  certain: 'certain',
  likely: 'likely',
  possible: 'possible',
};

/** What an importer gives of a text when it reads it. */
interface Trial {
  readonly marks: readonly TextMark[];
  readonly streams: readonly Uint8Array[];
  readonly isLossy: boolean;
  readonly hasPackets: boolean;
}

function read(importer: Importer, head: Uint8Array): Trial {
  const sink = new TrialSink();
  const run = importer.open(sink, { name: null, size: head.length, marks: true });
  run.push(head);
  run.end();
  return {
    marks: run.marks?.() ?? [],
    streams: sink.streams(),
    isLossy: sink.isLossy,
    hasPackets: sink.hasPackets,
  };
}

/** Whether a direction goes on with a frame after its HTTP head, or has no head. */
function hasFrames(stream: Uint8Array): boolean {
  const text = decodeLatin1(stream);
  if (!/^(?:[A-Z]{3,8} \S+ HTTP\/|HTTP\/1\.[01] )/.test(text)) return stream.length > 0;
  const end = text.indexOf('\r\n\r\n');
  return end >= 0 && (stream[end + 4] ?? 0) > 127;
}

const errorWords =
  /\b(?:\w*(?:Error|Exception)\b|error|malformed|cannot decode|could not decode|failed|invalid|unexpected|bad|badmatch|badarg|\w+_clause|no function clause)\b|^\s*rawPacket: /;

/** Whether all bytes are quotes inside the lines of an error: what a program found where it expected something else. */
function areQuotes({ text }: Sample, marks: readonly TextMark[]): boolean {
  const taken = marks.filter(({ as }) => as === 'bytes');
  return (
    taken.length > 0 &&
    taken.length < 3 &&
    taken.every(({ start }) => errorWords.test(text.slice(text.lastIndexOf('\n', start) + 1, start)))
  );
}

/** The bytes of each direction of a dump; none when no importer reads it. */
export function streamsIn({ text }: Sample): readonly Uint8Array[] {
  const head = encodeText(text);
  const [importer] = sniffInput(head, { name: null, size: head.length, pasted: true }).best;
  return importer === undefined ? [] : read(importer, head).streams;
}

/** Whether each direction of a dump reads as whole frames to its end. */
export function readsWhole(sample: Sample): boolean {
  const streams = streamsIn(sample);
  return streams.length > 0 && streams.every((stream) => readsAsFrames(stream, { lengthsAlone: true }));
}

/** Decimal numbers are bytes only in a text of numbers: in sentences they count and measure. */
const minDecimalShare = 0.3;

/** Whether decimal numbers are bytes: a printed array, or rows that read as whole frames. */
function areDecimalBytes({ text }: Sample, streams: readonly Uint8Array[], share: number): boolean {
  if (/[[{(]|^0x[\da-f]{6,16}(?: <[^>\n]{1,80}>)?:/m.test(text)) return true;
  if (share < minDecimalShare) return false;
  return streams.every((stream) => readsAsFrames(stream, { lengthsAlone: true }));
}

/** Whether a text shows the heads of a handshake, and an answer other than 101. */
function isRefusal(text: string): boolean {
  const isAnswered = /\bHTTP\/1\.[01] [2-5]\d\d\b/.test(text) && !/\bHTTP\/1\.[01] 101\b/.test(text);
  return isAnswered && recogniseHandshake(text)?.certainty === 'certain';
}

/** Whether a dump that loses bytes shows the heads of a handshake and nothing after them. */
function isHandshakeAlone(format: string, { text, lines }: Sample): boolean {
  if (recogniseHandshake(text)?.certainty !== 'certain') return false;
  if (format === 'curl-trace') return !/(?:Send|Recv) data, [1-9]/.test(text);
  if (format !== 'socat-x') return false;
  const used = lines.filter((line) => line.trim() !== '');
  const ends = used.filter((line) => line.trim() === '\\r').length;
  return used.at(-1)?.trim() === '\\r' && ends === used.filter((line) => /^[<>] \d{4}\//.test(line)).length;
}

/** Such a share of a list of packets with bytes is rows of bytes. */
const minShareOfPackets = 0.3;

/** Recognises what an importer reads. */
export const bytes: Recogniser = {
  kind: 'bytes',
  recognise(sample) {
    const head = encodeText(sample.text);
    const { best, tried } = sniffInput(head, { name: null, size: head.length, pasted: true });
    const [importer] = best;
    const grade = tried[0]?.grade ?? 'no';
    // A handshake as text is recognised as a handshake.
    if (importer === undefined || grade === 'no' || importer.id === 'http-text') return null;
    if (areNames(sample.text, importer.id)) return null;
    const kind = kindOfFormat(importer.id);
    const claim = { kind, name: importer.name, certainty: certaintyOf[grade], format: importer.id };
    if (kind !== 'bytes') return { ...claim, share: 1 };
    const { marks, streams, isLossy, hasPackets } = read(importer, head);
    // The importer says what a lossy dump lacks, and how to make a better one.
    // What is lost of a dump is no loss where it holds the heads of a refusal and no frames.
    if (streams.length === 0 && (isRefusal(sample.text) || isHandshakeAlone(importer.id, sample)))
      return null;
    if (streams.length === 0) return isLossy && grade === 'certain' ? { ...claim, share: 1 } : null;
    if (areQuotes(sample, marks) || !areBytes(importer.id, sample, { marks, streams })) return null;
    if (importer.findsValues) {
      const isHandshake = recogniseHandshake(sample.text)?.certainty === 'certain';
      if (isHandshake && !streams.some(hasFrames)) return null;
    }
    const share = coveredShare(sample.text, sample.lines, marks);
    if (importer.id === 'decimal-list' && !areDecimalBytes(sample, streams, share)) return null;
    const other = streams
      .filter((stream) => !readsAsFrames(stream))
      .map(otherBytes)
      .find((name) => name !== null);
    const foreign =
      other ??
      (isListing(sample.lines) ? 'machine code' : null) ??
      (hasPackets
        ? null
        : (bytesByLabel(importer.id, sample, { marks, streams }) ??
          unframedBytes(importer.id, sample, { marks, streams })));
    if (foreign) return { ...claim, name: `${importer.name} of ${foreign}`, share, format: null };
    // With -v tcpdump prints a head as text, too, among the rows of its packets.
    return { ...claim, share: hasPackets && share > minShareOfPackets ? Math.max(share, 0.5) : share };
  },
};
