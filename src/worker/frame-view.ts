// One frame with everything that the page shows of it.

import { formatHex } from '../decoder/bytes/hex.ts';
import { findingsOfFrame } from '../decoder/diagnosis/findings.ts';
import { rules } from '../decoder/diagnosis/rules/registry.ts';
import { missing } from '../decoder/model/stream-map.ts';
import { closeCodeName } from '../decoder/websocket/close-codes.ts';
import { decodeFields } from '../decoder/websocket/fields.ts';
import type { OpenConnection } from './capture.ts';
import type { FrameView } from './protocol.ts';
import { rowView } from './rows.ts';

const payloadShown = 65536;
const messageShown = 262144;
const ruleOfAnomaly = new Map(rules.map((rule) => [rule.anomaly, rule.id]));

/** Reads a frame back and takes it apart. */
export async function frameView(open: OpenConnection, frame: number): Promise<FrameView> {
  const { connection, messages } = open;
  const { frames } = connection;
  const sender = frames.sender(frame);
  const direction = connection.directions[sender];
  const offset = frames.offset(frame);
  const start = direction.base + offset;
  const header =
    connection.fidelity === 'bytes'
      ? await direction.map.read(start, start + frames.headerLength(frame))
      : new Uint8Array(0);
  const withBytes = connection.fidelity !== 'frames';
  const wire = withBytes ? await messages.wire(frame, 0, payloadShown) : new Uint8Array(0);
  const unmasked = withBytes ? await messages.payload(frame, 0, payloadShown) : new Uint8Array(0);
  const message = frames.message(frame);
  const compressed = message >= 0 && connection.messages.compressed(message);
  const fields = decodeFields(header, frames.payloadLength(frame), {
    anomalies: frames.anomaly(frame),
    sender,
    compressed,
    unmasked,
  });
  const whole = message < 0 || !withBytes ? null : await messages.read(message, messageShown);
  const present = Math.max(
    0,
    Math.min(frames.payloadLength(frame), direction.map.length - start - frames.headerLength(frame)),
  );
  let fileOffset: number | null = null;
  for (const piece of direction.map.extents(start, start + 1)) {
    if (piece.at !== missing) fileOffset = piece.at;
  }
  const isClose = frames.opcode(frame) === 8;
  const code = unmasked.length >= 2 ? (unmasked[0] << 8) | unmasked[1] : null;
  return {
    row: await rowView(open, frame),
    offset,
    fileOffset,
    header,
    payloadLength: frames.payloadLength(frame),
    wire,
    unmasked,
    present,
    maskingKey:
      frames.masked(frame) && header.length >= 6 ? formatHex(header.subarray(header.length - 4)) : null,
    fields: fields.map(({ anomalies, ...field }) => ({
      ...field,
      rules: anomalies.flatMap((name) => ruleOfAnomaly.get(name) ?? []),
    })),
    findings: findingsOfFrame(connection, frame),
    message:
      whole === null
        ? null
        : {
            index: message,
            kind: connection.messages.kind(message),
            frames: messages.framesOf(message),
            compressed,
            complete: connection.messages.complete(message),
            length: connection.messages.applicationLength(message),
            bytes: whole.bytes,
            note: whole.note,
          },
    close: isClose
      ? {
          code,
          name: code === null ? (unmasked.length === 0 ? 'no code' : 'half a code') : closeCodeName(code),
          reason: new TextDecoder().decode(unmasked.subarray(2)),
        }
      : null,
  };
}
