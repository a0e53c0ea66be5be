import { useMemo } from 'react';
import { count, formatCount } from '../../decoder/model/words.ts';
import type { FrameView } from '../../worker/protocol.ts';
import { useActions, useSelection } from '../app-context.ts';
import { usePayloadBytes } from '../shared/use-payload-bytes.ts';
import { withHeader } from './byte-views.ts';
import { HexBox } from './HexBox.tsx';
import { fieldOfByte, isBadByte } from './hex-lines.ts';

/** The frame's bytes as captured, header and payload, in the colours of its fields. */
export function HexView({ frame }: { frame: FrameView }) {
  const { selectField } = useActions();
  const field = useSelection((selection) => selection.field);
  const highlight = useSelection((selection) => selection.highlight);
  const jumps = useSelection((selection) => selection.jumps);
  const { header, fields, offset, row } = frame;
  const payload = usePayloadBytes(frame, 'wire');
  const view = useMemo(() => withHeader(header, payload), [header, payload]);

  if (view.length === 0) return null;
  const mark =
    highlight && highlight.sender === row.sender
      ? { start: highlight.offset - offset, end: highlight.offset - offset + Math.max(1, highlight.length) }
      : null;
  const chosen = fields.find((one) => one.id === field);

  return (
    <section aria-label="Bytes of the frame" className="mt-2">
      <HexBox
        heading={
          <>
            <h3 className="heading">Bytes</h3>
            <span className="text-2xs text-faint">
              as on the wire, offsets in the {row.sender}'s bytes after the handshake
            </span>
          </>
        }
        label="Bytes of the frame in hex"
        view={view}
        start={offset}
        bitsFrom={0}
        fieldOf={(index) => fieldOfByte(fields, header.length, index)}
        isBad={(index) => index < header.length && isBadByte(fields, index)}
        mark={mark}
        markRun={jumps}
        reveal
        isChosen={(index) =>
          chosen !== undefined &&
          chosen.id !== 'payload' &&
          chosen.bitStart < index * 8 + 8 &&
          chosen.bitEnd > index * 8
        }
        onByte={(index) => selectField(fieldOfByte(fields, header.length, index))}
      />
      <Absent frame={frame} />
    </section>
  );
}

/** Ranges of the payload that the capture lacks. */
function Absent({ frame }: { frame: FrameView }) {
  const { payloadLength, present, lacking, holes } = frame;
  return (
    <>
      {lacking > 0 && (
        <p className="mt-1 text-warn">
          The capture lacks {count(lacking, 'byte')} of this payload
          {holes.length > 0 && `, the first at byte ${formatCount(holes[0].start)} of it`}: ·· stands in their
          place.
        </p>
      )}
      {present < payloadLength && (
        <p className="mt-1 text-warn">
          The header announces {count(payloadLength, 'byte')} of payload, the input ends after{' '}
          {formatCount(present)} of them.
        </p>
      )}
    </>
  );
}
