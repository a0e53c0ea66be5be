// One frame with everything that the page shows of it.

import { formatHex } from '../decoder/bytes/hex.ts';
import { rules } from '../decoder/diagnosis/rules/registry.ts';
import { closeCodeName } from '../decoder/websocket/close-codes.ts';
import { decodeFields } from '../decoder/websocket/fields.ts';
import { incompleteMessage } from '../decoder/websocket/message-reader.ts';
import { allFindingsOfFrame } from './all-findings.ts';
import type { OpenConnection } from './capture.ts';
import type { ByteRun, FrameView } from './protocol.ts';
import { rowView } from './rows.ts';

/** Bytes of a payload that come with the frame; the page requests the others when it shows them. */
const headLength = 65536;
const ruleOfViolation = new Map(rules.map((rule) => [rule.violation, rule.id]));

/** Reads a frame back and decodes its fields. */
export async function frameView(open: OpenConnection, frame: number): Promise<FrameView> {
  const { connection, messages } = open;
  const { frames } = connection;
  const sender = frames.sender(frame);
  const direction = connection.directions[sender];
  const offset = frames.offset(frame);
  const { start, end } = connection.locator.headerRange(frame);
  const header = connection.fidelity === 'bytes' ? await direction.map.read(start, end) : new Uint8Array(0);
  const withBytes = connection.fidelity !== 'frames';
  const wire = withBytes ? await messages.wire(frame, 0, headLength) : new Uint8Array(0);
  const unmasked = withBytes && frames.masked(frame) ? await messages.payload(frame, 0, headLength) : wire;
  const message = frames.message(frame);
  const compressed = message >= 0 && connection.messages.compressed(message);
  const fields = decodeFields(header, frames.payloadLength(frame), {
    violations: frames.violations(frame),
    sender,
    compressed,
    unmasked,
  });
  const place = connection.locator.fileOffset(sender, start);
  const present = withBytes ? messages.reach(frame) : 0;
  const holes = withBytes ? messages.holes(frame, 0, present) : [];
  const isClose = frames.opcode(frame) === 8;
  const code = unmasked.length >= 2 ? (unmasked[0] << 8) | unmasked[1] : null;
  const isFrame = frames.confidence(frame) === 'sound';
  return {
    row: await rowView(open, frame),
    offset,
    fileOffset: place === null || open.records === null ? place : open.records.recordAt(place),
    header,
    payloadLength: frames.payloadLength(frame),
    wire,
    unmasked,
    holes: holes.filter((hole, i) => i === 0 || hole.start < wire.length),
    present,
    lacking: holes.reduce((sum, hole) => sum + hole.end - hole.start, 0),
    maskingKey:
      frames.masked(frame) && header.length >= 6 ? formatHex(header.subarray(header.length - 4)) : null,
    fields: fields.map(({ violations, right, ...field }) => ({
      ...field,
      // What may be no frame at all has no right header.
      right: isFrame ? right : null,
      rules: violations.flatMap((name) => ruleOfViolation.get(name) ?? []),
    })),
    findings: allFindingsOfFrame(open, frame),
    message: message < 0 || !withBytes ? null : await messageView(open, message, frame),
    close: isClose
      ? {
          code,
          name: code === null ? (unmasked.length === 0 ? 'no code' : 'half a code') : closeCodeName(code),
          reason: new TextDecoder().decode(unmasked.subarray(2)),
        }
      : null,
  };
}

async function messageView(
  open: OpenConnection,
  message: number,
  shown: number,
): Promise<FrameView['message']> {
  const { messages } = open.connection;
  const frames = open.messages.framesOf(message);
  const compressed = messages.compressed(message);
  const complete = messages.complete(message);
  const length = messages.applicationLength(message);
  const { bytes, note, capped } = await open.messages.read(message, headLength);
  const holes: ByteRun[] = [];
  let reach = 0;
  let lacking = 0;
  let at: number | null = null;
  for (const frame of compressed ? [] : frames) {
    if (frame === shown) at = reach;
    const length = open.messages.reach(frame);
    for (const { start, end } of open.messages.holes(frame, 0, length)) {
      lacking += end - start;
      if (start + reach < bytes.length) holes.push({ start: start + reach, end: end + reach });
    }
    reach += length;
  }
  // Where inflating stopped before the end, the length is the one that the checks counted, if they reached
  // the end.
  const inflated = !capped ? bytes.length : complete && length > bytes.length ? length : null;
  return {
    index: message,
    kind: messages.kind(message),
    frames,
    at,
    compressed,
    complete,
    length,
    bytes,
    holes,
    lacking,
    total: compressed ? inflated : reach,
    note: !complete ? incompleteMessage : capped ? null : note,
  };
}
