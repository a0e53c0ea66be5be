import { useId, useState } from 'react';
import { formatBase64 } from '../../decoder/bytes/base64.ts';
import { advance } from '../../decoder/model/coordinates.ts';
import { visibleLine } from '../../decoder/model/visible-text.ts';
import { count, formatCount, hexOffset } from '../../decoder/model/words.ts';
import type { PayloadContents as Contents, FrameView, GradedFormat } from '../../worker/protocol.ts';
import { useActions, useSelection } from '../app-context.ts';
import { ContentsTree } from './ContentsTree.tsx';
import type { ContentsRow } from './contents-rows.ts';
import { useContents } from './use-contents.ts';

const gradeWords: Readonly<Record<GradedFormat['grade'], string>> = {
  certain: 'certain',
  likely: 'likely',
  possible: 'possible',
  no: 'does not fit',
};

/** What rides inside the message of the frame on the screen. */
export function ContentsView() {
  const frame = useSelection((selection) => selection.frameView);
  const connection = useSelection((selection) => selection.connection);
  return frame === null ? null : <OfConnection key={connection} frame={frame} />;
}

/** A format that was chosen stays chosen for the messages of its connection. */
function OfConnection({ frame }: { frame: FrameView }) {
  const [format, setFormat] = useState<string | null>(null);
  const read = useContents(frame, format);
  if (read === null) return <p className="text-dim">Reading…</p>;
  const { of, contents } = read;
  const key = `${of.row.index} ${contents.format.id} ${contents.nodes.length}`;
  return (
    <>
      <FormatLine contents={contents} isChosen={format !== null} onChoose={setFormat} />
      {contents.imageBytes !== null && contents.image !== null && (
        <img
          src={`data:${contents.image.type};base64,${formatBase64(contents.imageBytes)}`}
          alt="Content of this message"
          className="mt-2 max-h-72 max-w-full rounded-md border border-line bg-raised object-contain"
        />
      )}
      <Values key={key} frame={of} contents={contents} />
      {contents.notes.map((note) => (
        <p key={note} className="mt-2 text-warn">
          {note}
        </p>
      ))}
    </>
  );
}

interface FormatLineProps {
  readonly contents: Contents;
  readonly isChosen: boolean;
  readonly onChoose: (format: string | null) => void;
}

/** The format, a menu of the others, and what the message is. */
function FormatLine({ contents, isChosen, onChoose }: FormatLineProps) {
  const id = useId();
  const { showDialog } = useActions();
  const { format, formats, summary } = contents;
  const fits = formats.filter(({ grade }) => grade !== 'no');
  const others = formats.filter(({ grade }) => grade === 'no');
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <label htmlFor={id} className="text-dim">
        Format
      </label>
      <select
        id={id}
        value={isChosen ? format.id : ''}
        onChange={(event) => onChoose(event.target.value === '' ? null : event.target.value)}
        className="field-input h-7 border-line px-1.5"
      >
        <option value="">{isChosen ? 'Recognise it' : `${format.name} (${gradeWords[format.grade]})`}</option>
        <optgroup label="Fits">
          {fits.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name} ({gradeWords[one.grade]})
            </option>
          ))}
        </optgroup>
        <optgroup label="Others">
          {others.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </optgroup>
      </select>
      <strong data-testid="contents-summary" className="min-w-0 font-semibold [overflow-wrap:anywhere]">
        {visibleLine(summary)}
      </strong>
      {/^(?:bytes$|protobuf(?::|$))/.test(format.id) && (
        <button type="button" className="btn h-7" onClick={() => showDialog('schema')}>
          Schema…
        </button>
      )}
    </div>
  );
}

/** Where the payload begins in its sender's bytes; `null` where its bytes are not those of one frame as they are. */
function payloadPlace(frame: FrameView, contents: Contents) {
  const { message, header, offset } = frame;
  if (header.length === 0) return null;
  const isOwn = contents.of === 'frame' || (message?.frames.length === 1 && !message.compressed);
  return isOwn ? advance(offset, header.length) : null;
}

function Values({ frame, contents }: { frame: FrameView; contents: Contents }) {
  const { jump } = useActions();
  const [chosen, setChosen] = useState<ContentsRow | null>(null);
  const place = payloadPlace(frame, contents);
  if (contents.nodes.length === 0) return <p className="text-dim">There is no value in it.</p>;

  function choose(row: ContentsRow): void {
    setChosen(row);
    const { start, end } = row.node;
    if (place === null || end === start) return;
    void jump({ sender: frame.row.sender, offset: advance(place, start), length: end - start });
  }

  return (
    <>
      <ContentsTree
        label={`Values of the ${contents.of}`}
        roots={contents.nodes}
        chosen={chosen?.path ?? null}
        onChoose={choose}
      />
      <p role="status" data-testid="contents-place" className="mt-2 text-dim">
        {chosen === null
          ? 'Choose a value to see its bytes.'
          : placeText(chosen, contents.of, place !== null)}
      </p>
    </>
  );
}

/** Where the bytes of a value are, and whether the hex view shows them. */
function placeText({ node }: ContentsRow, of: Contents['of'], isMarked: boolean): string {
  const { start, end, unpacked, label } = node;
  if (start === end) {
    const elsewhere = unpacked === null ? 'it has no byte' : `${unpacked}, in another message`;
    return `${visibleLine(label)}: ${elsewhere}.`;
  }
  const range =
    end - start === 1
      ? `byte ${formatCount(start)} (${hexOffset(start)})`
      : `${count(end - start, 'byte')} from ${formatCount(start)} to ${formatCount(end - 1)} (${hexOffset(start)} to ${hexOffset(end - 1)})`;
  const owner = of === 'message' ? 'message' : 'payload';
  const inside = unpacked === null ? '' : `${unpacked}, from `;
  const where = isMarked ? ', marked in the bytes of the frame' : '';
  return `${visibleLine(label)}: ${inside}${range} of the ${owner}${where}.`;
}
