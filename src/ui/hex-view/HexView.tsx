import { useMemo } from 'react';
import type { FrameView } from '../../worker/protocol.ts';
import { useActions, useAppState } from '../app-context.ts';
import { formatBytes } from '../shared/format.ts';
import { HexLines } from './HexLines.tsx';
import { fieldOfByte, isBadByte } from './hex-lines.ts';

/** The frame's bytes as they lie in the stream, header and payload, in the colours of its fields. */
export function HexView({ frame }: { frame: FrameView }) {
  const { selectField } = useActions();
  const field = useAppState((state) => state.field);
  const highlight = useAppState((state) => state.highlight);
  const { header, wire, fields, offset, row } = frame;

  const bytes = useMemo(() => {
    const joined = new Uint8Array(header.length + wire.length);
    joined.set(header);
    joined.set(wire, header.length);
    return joined;
  }, [header, wire]);

  if (bytes.length === 0) return null;
  const mark =
    highlight && highlight.sender === row.sender
      ? { start: highlight.offset - offset, end: highlight.offset - offset + Math.max(1, highlight.length) }
      : null;
  const chosen = fields.find((one) => one.id === field);
  const held = Math.min(frame.present, frame.payloadLength);

  return (
    <section aria-label="Bytes of the frame" className="mt-2">
      <div className="mb-1.5 flex items-baseline gap-3">
        <h3 className="heading">Bytes</h3>
        <span className="text-2xs text-faint">
          as on the wire, offsets in the {row.sender}'s bytes after the handshake
        </span>
      </div>
      <HexLines
        label="Bytes of the frame in hex"
        bytes={bytes}
        start={offset}
        bitsFrom={0}
        fieldOf={(index) => fieldOfByte(fields, header.length, index)}
        isBad={(index) => index < header.length && isBadByte(fields, index)}
        mark={mark}
        isChosen={(index) =>
          chosen !== undefined &&
          chosen.id !== 'payload' &&
          chosen.bitStart < index * 8 + 8 &&
          chosen.bitEnd > index * 8
        }
        onByte={(index) => selectField(fieldOfByte(fields, header.length, index))}
      />
      {wire.length < held && (
        <p className="mt-1 text-dim">
          The first {formatBytes(wire.length)} of {formatBytes(held)} are shown.
        </p>
      )}
      {held < frame.payloadLength && (
        <p className="mt-1 text-warn">
          The header announces {formatBytes(frame.payloadLength)}, the input holds {formatBytes(held)}.
        </p>
      )}
    </section>
  );
}
