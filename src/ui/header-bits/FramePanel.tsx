import { useEffect, useRef } from 'react';
import { captureOf, connectionOf, isOpen } from '../../app/selectors.ts';
import { opcodeName } from '../../decoder/model/opcode.ts';
import { count, formatCount, hexOffset } from '../../decoder/model/words.ts';
import type { FrameView } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { HexView } from '../hex-view/HexView.tsx';
import { LooseBytes } from '../hex-view/LooseBytes.tsx';
import { PayloadPanel } from '../payload/PayloadPanel.tsx';
import { arrowOf } from '../shared/format.ts';
import { Icon } from '../shared/Icon.tsx';
import { SeverityMark } from '../shared/SeverityMark.tsx';
import { FieldList } from './FieldList.tsx';
import { HeaderBits } from './HeaderBits.tsx';
import { lightFrom, unlight } from './hover-link.ts';
import { NoFrame } from './NoFrame.tsx';

/** The selected frame: bits, fields, bytes, payload. */
export function FramePanel() {
  const frame = useSelection((selection) => selection.frameView);
  const loose = useSelection((selection) => selection.loose);
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const panel = root.current;
    if (!panel) return;
    const onEnter = (event: Event) => lightFrom(panel, event.target);
    panel.addEventListener('pointerover', onEnter);
    panel.addEventListener('focusin', onEnter);
    panel.addEventListener('pointerleave', unlight);
    panel.addEventListener('focusout', unlight);
    return () => {
      panel.removeEventListener('pointerover', onEnter);
      panel.removeEventListener('focusin', onEnter);
      panel.removeEventListener('pointerleave', unlight);
      panel.removeEventListener('focusout', unlight);
    };
  }, []);

  return (
    <div ref={root} className="@container">
      {loose ? <LooseBytes loose={loose} /> : frame ? <Frame frame={frame} /> : <NoFrame />}
    </div>
  );
}

function Frame({ frame }: { frame: FrameView }) {
  const editable = useAppState((state) => connectionOf(state)?.fidelity === 'bytes');
  const ready = useAppState(isOpen);
  return (
    <>
      <FrameHeading frame={frame} />
      <div className="frame-split px-3 pb-4">
        <div className="min-w-0">
          {frame.header.length > 0 ? (
            <HeaderBits frame={frame} editable={editable && ready} />
          ) : (
            <p className="py-2 text-dim">
              This input holds whole messages only. There are no header bits to show.
            </p>
          )}
          {editable && frame.header.length > 0 && (
            <p className="mb-2 text-2xs text-faint">
              Click a bit to flip it. The stream is decoded and diagnosed again.
            </p>
          )}
          <FieldList fields={frame.fields} />
          <FrameFindings frame={frame} />
        </div>
        <div className="min-w-0">
          <HexView key={frame.row.index} frame={frame} />
          <PayloadPanel frame={frame} />
        </div>
      </div>
    </>
  );
}

function FrameHeading({ frame }: { frame: FrameView }) {
  const { stepFinding } = useActions();
  const { row } = frame;
  const binary = useAppState((state) => captureOf(state)?.marks === null);
  const isDecrypted = useAppState((state) => connectionOf(state)?.tls?.keys === 'decrypted');
  const at = frame.fileOffset === null ? '' : hexOffset(frame.fileOffset);
  const inFile = isDecrypted ? `, in the TLS record at ${at} in the file` : `, at ${at} in the file`;
  const where = at === '' || !binary ? '' : inFile;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 pt-3 pb-2">
      <h2 className="text-[15px] font-semibold" data-testid="frame-heading">
        Frame {formatCount(row.index)}
        <span className="ml-2 font-normal text-dim">
          {arrowOf(row.sender)} {opcodeName(row.opcode)} from the {row.sender}
        </span>
      </h2>
      <span className="order-1 grow basis-full text-faint tabular-nums sm:order-none sm:basis-0">
        {count(row.length, 'byte')} of payload, {row.sender} byte {hexOffset(frame.offset)}
        {where}
      </span>
      <span className="ml-auto flex gap-1">
        <button
          type="button"
          className="btn btn-quiet px-1.5"
          title="Previous frame with a finding (p)"
          aria-label="Previous frame with a finding"
          onClick={() => void stepFinding('previous-finding')}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          className="btn btn-quiet px-1.5"
          title="Next frame with a finding (n)"
          aria-label="Next frame with a finding"
          onClick={() => void stepFinding('next-finding')}
        >
          <Icon name="down" />
        </button>
      </span>
    </div>
  );
}

function FrameFindings({ frame }: { frame: FrameView }) {
  if (frame.findings.length === 0) return null;
  return (
    <ul className="mt-2 grid gap-1" aria-label="Findings in this frame">
      {frame.findings.map((finding) => (
        <li
          key={`${finding.rule}-${finding.place.offset}`}
          className="flex gap-2 rounded-md bg-raised px-2.5 py-1.5"
        >
          <span className="mt-1">
            <SeverityMark severity={finding.severity} />
          </span>
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {finding.text} <span className="text-faint">{finding.section}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
