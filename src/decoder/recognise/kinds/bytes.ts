// Whatever an importer reads: bytes in text, the export of a tool with frames or messages.

import { decodeLatin1, encodeText } from '../../bytes/utf8.ts';
import { recogniseHandshake } from '../../handshake-check/recognise.ts';
import { wholeFrames } from '../../importers/formats/whole-frames.ts';
import { areWholeFrames } from '../../importers/json/frame-run.ts';
import { sniffInput } from '../../importers/sniff.ts';
import { coveredShare, TrialSink } from '../../importers/text/explains.ts';
import { readsAsFrames, startsWithHttpHead } from '../../importers/text/whole-frames.ts';
import { senders } from '../../model/basics.ts';
import type { Grade, Importer, TextMark } from '../../model/importer.ts';
import { areBytes } from '../byte-evidence.ts';
import { doubtOf } from '../doubts.ts';
import { kindOfFormat } from '../format-kinds.ts';
import { isListing } from '../listing.ts';
import { areNames } from '../names.ts';
import { bytesByLabel, otherBytes, unframedBytes } from '../other-bytes.ts';
import type { Certainty, Claim, Recogniser, Sample } from '../recognition.ts';

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
  if (format !== 'curl-trace' && format !== 'socat-x') return false;
  if (recogniseHandshake(text)?.certainty !== 'certain') return false;
  if (format === 'curl-trace') return !/(?:Send|Recv) data, [1-9]/.test(text);
  const used = lines.filter((line) => line.trim() !== '');
  const ends = used.filter((line) => line.trim() === '\\r').length;
  return used.at(-1)?.trim() === '\\r' && ends === used.filter((line) => /^[<>] \d{4}\//.test(line)).length;
}

/** Such a share of a list of packets with bytes is rows of bytes. */
const minShareOfPackets = 0.3;

/** What an importer makes of a text; `null` when that is no bytes of a connection. */
function claimOf(importer: Importer, grade: Exclude<Grade, 'no'>, sample: Sample): Reading | null {
  // A handshake as text is recognised as a handshake.
  if (importer.id === 'http-text' || areNames(sample.text, importer.id)) return null;
  const kind = kindOfFormat(importer.id);
  const claim = { kind, name: importer.name, certainty: certaintyOf[grade], format: importer.id };
  if (kind !== 'bytes') return { claim: { ...claim, share: 1 }, streams: [], hasPackets: false };
  const trial = read(importer, encodeText(sample.text));
  const { marks, streams, isLossy, hasPackets } = trial;
  // What is lost of a dump is no loss where it holds the heads of a refusal and no frames.
  if (streams.length === 0 && (isRefusal(sample.text) || isHandshakeAlone(importer.id, sample))) return null;
  // The importer says what a lossy dump lacks, and how to make a better one.
  if (streams.length === 0)
    return isLossy && grade === 'certain' ? { claim: { ...claim, share: 1 }, streams, hasPackets } : null;
  if (areQuotes(sample, marks) || !areBytes(importer.id, sample, { marks, streams })) return null;
  if (importer.findsValues) {
    const isHandshake = recogniseHandshake(sample.text)?.certainty === 'certain';
    if (isHandshake && !streams.some(hasFrames)) return null;
  }
  const share = coveredShare(sample.text, sample.lines, marks);
  if (importer.id === 'decimal-list' && !areDecimalBytes(sample, streams, share)) return null;
  const foreign = foreignBytes(importer.id, sample, trial);
  if (foreign)
    return {
      claim: { ...claim, name: `${importer.name} of ${foreign}`, share, format: null },
      streams,
      hasPackets,
    };
  // With -v tcpdump prints a head as text, too, among the rows of its packets.
  const isListOfPackets = hasPackets && share > minShareOfPackets;
  const doubt = doubtOf(sample.text, { marks, streams }, hasPackets);
  return {
    claim: {
      ...claim,
      share: isListOfPackets ? Math.max(share, 0.5) : share,
      ...(doubt === null ? {} : { doubt }),
    },
    streams,
    hasPackets,
  };
}

/** What the bytes of a reading are when they are not those of a connection. */
function foreignBytes(format: string, sample: Sample, { marks, streams, hasPackets }: Trial): string | null {
  const other = streams
    .filter((stream) => !readsAsFrames(stream))
    .map(otherBytes)
    .find((name) => name !== null);
  if (other) return other;
  if (isListing(sample.lines)) return 'machine code';
  if (hasPackets) return null;
  const taken = { marks, streams };
  return bytesByLabel(format, sample, taken) ?? unframedBytes(format, sample, taken);
}

/** A claim, and the bytes of each direction that it rests on. */
interface Reading {
  readonly claim: Claim;
  readonly streams: readonly Uint8Array[];
  readonly hasPackets: boolean;
}

/** Whether the frames of a direction are whole to the end, and all masked or none. */
const isProven = (stream: Uint8Array) =>
  readsAsFrames(stream) &&
  (startsWithHttpHead(stream) || senders.some((sender) => areWholeFrames(stream, sender)));

const sizeOf = ({ streams }: Reading) => streams.reduce((sum, { length }) => sum + length, 0);

/** Whether a reading gives way to the whole frames that are found in a text: it has none, or fewer. */
function givesWay(reading: Reading | null, found: Reading): boolean {
  if (reading === null || reading.claim.format === null) return true;
  if (reading.claim.kind !== 'bytes' || reading.hasPackets || reading.streams.length === 0) return false;
  return !reading.streams.every(isProven) || sizeOf(reading) < sizeOf(found);
}

/** Recognises what an importer reads. Bytes that are not whole frames give way to those of the text that are. */
export const bytes: Recogniser = {
  kind: 'bytes',
  recognise(sample) {
    const head = encodeText(sample.text);
    const { best, tried } = sniffInput(head, { name: null, size: head.length, pasted: true });
    const [importer] = best;
    const grade = tried[0]?.grade ?? 'no';
    const given = importer === undefined || grade === 'no' ? null : claimOf(importer, grade, sample);
    // Bytes of something else are named where their notation is known.
    const reading = importer?.id === wholeFrames.id && given?.claim.format === null ? null : given;
    const isFound = tried.some((one) => one.id === wholeFrames.id && one.grade !== 'no');
    const found = isFound && importer?.id !== wholeFrames.id ? claimOf(wholeFrames, 'likely', sample) : null;
    if (found === null || found.claim.format === null) return reading?.claim ?? null;
    return givesWay(reading, found) ? found.claim : (reading?.claim ?? null);
  },
};
