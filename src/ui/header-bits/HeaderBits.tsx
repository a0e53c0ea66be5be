import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { changedMask } from '../../app/patches.ts';
import { patchesOf } from '../../app/selectors.ts';
import type { FrameView } from '../../worker/protocol.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { useWidth } from '../shared/use-width.ts';
import { BitRowView } from './BitRowView.tsx';
import { bitRows, bitsPerRow } from './bit-rows.ts';

const gutter = 26;
const cell = 24;

interface HeaderBitsProps {
  readonly frame: FrameView;
  /** Bits can be flipped only where the input holds every byte. */
  readonly editable: boolean;
}

/** The frame's header, one cell for each bit. A click or Space flips the bit and decodes again. */
export function HeaderBits({ frame, editable }: HeaderBitsProps) {
  const { flip, selectField } = useActions();
  const patches = useAppState(patchesOf);
  const chosen = useSelection((selection) => selection.field);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [stop, setStop] = useState(0);
  const headerBits = frame.header.length * 8;
  // Up to the first byte that the capture lacks.
  const shownBytes = Math.min(frame.wire.length, frame.holes[0]?.start ?? Number.POSITIVE_INFINITY);
  const perRow = bitsPerRow(width, gutter, cell);
  const rows = width === 0 ? [] : bitRows(frame.fields, headerBits, shownBytes * 8, perRow);
  const tabStop = Math.min(stop, Math.max(0, headerBits - 1));

  // biome-ignore lint/correctness/useExhaustiveDependencies: another frame starts at its first bit
  useEffect(() => setStop(0), [frame.row.index]);

  function bitAt(bit: number): number {
    const byte = bit >> 3;
    const value = byte < frame.header.length ? frame.header[byte] : frame.wire[byte - frame.header.length];
    return (value >> (7 - (bit & 7))) & 1;
  }

  function onFlip(bit: number): void {
    setStop(bit);
    if (editable) {
      void flip(frame.row.sender, frame.offset + (bit >> 3), bit & 7, frame.header[bit >> 3]);
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Record<string, number> = {
      ArrowRight: tabStop + 1,
      ArrowLeft: tabStop - 1,
      ArrowDown: tabStop + perRow,
      ArrowUp: tabStop - perRow,
      Home: 0,
      End: headerBits - 1,
    };
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0 || to >= headerBits) return;
    setStop(to);
    box.current?.querySelector<HTMLElement>(`[data-bit="${to}"]`)?.focus();
  }

  return (
    <div ref={box} role="group" aria-label="Header bits" data-testid="header-bits" onKeyDown={onKeyDown}>
      {rows.map((row) => (
        <BitRowView
          key={row.start}
          row={row}
          perRow={perRow}
          first={row.start === 0}
          tabStop={tabStop}
          chosen={chosen}
          editable={editable}
          bitAt={bitAt}
          changed={(bit) => {
            const mask = changedMask(patches, frame.row.sender, frame.offset + (bit >> 3));
            return ((mask >> (7 - (bit & 7))) & 1) === 1;
          }}
          onFlip={onFlip}
          onFocusBit={setStop}
          onField={selectField}
        />
      ))}
    </div>
  );
}
