import { count } from '../../../model/words.ts';
import { inflateRaw } from '../../../websocket/inflate-raw.ts';
import type { Cause } from '../../cause.ts';
import { agreedDeflate } from '../../evidence/agreed-deflate.ts';
import type { BreakWindow } from '../../evidence/break-window.ts';
import { explains } from '../../evidence/chain-score.ts';
import { senderAndOffset } from '../../evidence/declared-frame.ts';
import { failedInflate, isWindowBeforeCapture } from '../../evidence/failed-inflate.ts';
import { badTextAtBreak } from '../../evidence/text-at-break.ts';
import { jsonShape, preview, readsAsText } from '../../evidence/text-shape.ts';
import type { Hypothesis } from '../../hypothesis.ts';

/** A message that is marked as compressed and does not inflate, in bits. */
const prior = 14;
/** The payload is in another format that explains why. */
const scoreOfOtherFormat = 24;
/** It refers to data that is not there: an earlier message may not have been counted, too. */
const maxOfDistance = 0.88;
/** Bytes that are inflated to see whether a zlib header is in front of them. */
const maxInflated = 1 << 16;
const maxQuotedBytes = 48;

/** What a payload that does not inflate is instead. */
interface OtherFormat {
  readonly name: string;
  readonly words: string;
  readonly evidence: string;
}

/** The first two bytes of a zlib stream (RFC 1950 2.2): deflate with a window of 32 KiB, and a check of both bytes. */
function hasZlibHeader(packed: Uint8Array): boolean {
  return packed[0] === 0x78 && ((packed[0] << 8) | packed[1]) % 31 === 0;
}

function otherFormat(packed: Uint8Array): OtherFormat | null {
  const inner = hasZlibHeader(packed) ? inflateRaw(packed.subarray(2), maxInflated).bytes : null;
  if (inner !== null && inner.length > 0) {
    const second = packed[1].toString(16).padStart(2, '0');
    return {
      name: 'a zlib header before the data',
      words: 'it begins with a zlib header',
      evidence: `It begins with 78 ${second}, a zlib header; raw deflate is due. The data after it inflates to ${count(inner.length, 'byte')}.`,
    };
  }
  if (packed[0] === 0x1f && packed[1] === 0x8b) {
    return {
      name: 'a gzip header before the data',
      words: 'it is a gzip member',
      evidence: 'It begins with 1f 8b, a gzip header; raw deflate is due.',
    };
  }
  if (!readsAsText(packed)) return null;
  return {
    name: 'plain data marked as compressed',
    words: 'it is plain text',
    evidence: `The payload reads “${preview(packed, maxQuotedBytes)}” without inflating.`,
  };
}

/** A document with bad text in it: one that is whole was written so, one that is broken was damaged. */
const scoreOfDocument = -10;
const scoreOfBrokenDocument = 10;

/** A compressed message that inflates to its end, and to text that is not UTF-8: damage does that too. */
function damagedText(window: BreakWindow): Hypothesis[] {
  const text = badTextAtBreak(window);
  if (text === null || !text.isCompressed) return [];
  const { frame, bytes, evidence } = text;
  const shape = jsonShape(new TextDecoder('latin1').decode(bytes));
  const ofShape = shape === 'whole' ? scoreOfDocument : shape === 'none' ? 0 : scoreOfBrokenDocument;
  const { sender, offset } = senderAndOffset(window);
  return [
    {
      ...explains(frame.chain),
      name: 'the compressed data is damaged',
      score: text.fit + prior + ofShape,
      claim: `${sender}'s message at ${offset} is compressed, and what it inflates to breaks off or is not text: its data was changed or cut.`,
      evidence: [evidence, agreedDeflate(window)],
    },
  ];
}

/**
 * A message with RSV1 under an agreed permessage-deflate that is not raw deflate: another format, no
 * compression, or damaged data.
 */
export const deflateCorrupt: Cause<'deflate-corrupt'> = {
  id: 'deflate-corrupt',
  group: 'bits and extensions',
  title: 'A message is marked compressed but does not inflate',
  section: 'RFC 7692 7.2.1',
  level: 'broken',
  leadsTo: ['abnormal-close'],
  stacks: ['node-ws'],
  reports: { 'frame-header': 0.1, 'extension-error': 0.3 },
  confirm: 'Write the payload to a file, append 00 00 ff ff and inflate it as raw deflate (window bits -15).',
  hypotheses(window) {
    const failed = failedInflate(window);
    if (failed === null) return damagedText(window);
    if (isWindowBeforeCapture(failed)) return [];
    const { frame, packed, place } = failed;
    const { sender, offset } = senderAndOffset(window);
    const other = otherFormat(packed);
    return [
      {
        ...explains(frame.chain),
        name: other?.name ?? 'the compressed data is damaged',
        score: frame.fit + prior + (other === null ? 0 : scoreOfOtherFormat),
        ...(failed.fault === 'distance' && other === null ? { maxConfidence: maxOfDistance } : {}),
        claim: `${sender}'s message at ${offset} is marked as compressed but does not inflate${other === null ? '' : `: ${other.words}`}.`,
        evidence: [
          failed.evidence,
          ...(other === null ? [] : [{ text: other.evidence, place }]),
          agreedDeflate(window),
        ],
      },
    ];
  },
};
