// Shows the stream under the winning hypothesis, frame by frame, next to the frames as read.

import { decodeText } from '../decoder/bytes/utf8.ts';
import { visibleLine } from '../decoder/model/visible-text.ts';
import { readChain } from '../decoder/websocket/chain.ts';
import { unmaskCopy } from '../decoder/websocket/mask.ts';
import type { OpenConnection } from './capture.ts';
import type { FrameRowView, RepairView } from './protocol.ts';
import { hexPreview, rowView } from './rows.ts';

const maxRows = 12;
const previewBytes = 160;

/** Both sides of the repair, or `null` when the diagnosis has none. */
export async function repairView(open: OpenConnection): Promise<RepairView | null> {
  const repair = open.diagnosis?.repair ?? null;
  if (repair === null) return null;
  const { sender, from, bytes, text, cause } = repair;
  const { frames } = open.connection;
  const read: FrameRowView[] = [];
  for (let i = 0; i < frames.length && read.length < maxRows; i++) {
    if (frames.sender(i) === sender && frames.offset(i) >= from) read.push(await rowView(open, i));
  }
  const chain = readChain(bytes, 0, {
    sender,
    deflate: open.connection.deflate !== null,
    open: true,
    maxFrames: maxRows,
  });
  if (chain.frames.length === 0) return null;
  const repaired = chain.frames.map(({ offset, header }, index): FrameRowView => {
    const start = offset + header.headerLength;
    const payload = unmaskCopy(
      bytes.subarray(start, start + Math.min(header.payloadLength, previewBytes)),
      header.maskingKey,
    );
    const isText = header.opcode === 1 && (header.rsv & 4) === 0;
    return {
      index,
      sender,
      time: null,
      opcode: header.opcode,
      fin: header.fin,
      rsv: header.rsv,
      masked: header.masked,
      length: header.payloadLength,
      complete: true,
      confidence: 'guessed',
      severity: null,
      preview: isText ? visibleLine(decodeText(payload)).slice(0, 120) : hexPreview(payload),
      message: null,
    };
  });
  return { hypothesis: cause, text, sender, from, read, repaired };
}
