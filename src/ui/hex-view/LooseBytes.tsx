import { useMemo } from 'react';
import type { ViewState } from '../../app/state.ts';
import { arrowOf, formatOffset } from '../shared/format.ts';
import { heldView } from './byte-views.ts';
import { HexLines } from './HexLines.tsx';

/** Bytes that belong to no frame: what follows a break, or the handshake. */
export function LooseBytes({ loose }: { loose: NonNullable<ViewState['loose']> }) {
  const { place, start } = loose;
  const view = useMemo(() => heldView(loose), [loose]);
  return (
    <section aria-label="Bytes outside any frame" className="px-4 py-3">
      <h2 className="text-[15px] font-semibold">
        {arrowOf(place.sender)} {place.sender} byte {formatOffset(place.offset)}
        <span className="ml-2 font-normal text-dim">
          {place.offset < 0 ? 'in the handshake' : 'outside any frame'}
        </span>
      </h2>
      <div className="mt-3">
        <HexLines
          label="Bytes in hex"
          view={view}
          start={start}
          bitsFrom={null}
          fieldOf={() => 'payload'}
          mark={{ start: place.offset - start, end: place.offset - start + Math.max(1, place.length) }}
        />
      </div>
    </section>
  );
}
