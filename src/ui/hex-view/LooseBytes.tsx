import { useMemo } from 'react';
import { PayloadBytes } from '../../app/payload-bytes.ts';
import { streamReader } from '../../app/range-readers.ts';
import type { LooseBytes as Loose } from '../../app/state.ts';
import { hexOffset } from '../../decoder/model/words.ts';
import { useApp, useSelection } from '../app-context.ts';
import { arrowOf } from '../shared/format.ts';
import { HexBox } from './HexBox.tsx';

/** Bytes outside any frame, in the sender's stream: the handshake, or what follows a break. */
export function LooseBytes({ loose }: { loose: Loose }) {
  const app = useApp();
  const jumps = useSelection((selection) => selection.jumps);
  const { place, first } = loose;
  const view = useMemo(() => {
    const shift = ({ start, end }: { start: number; end: number }) => ({
      start: start - loose.first,
      end: end - loose.first,
    });
    const head = {
      start: loose.start - loose.first,
      bytes: loose.bytes,
      holes: loose.holes.map(shift),
      total: loose.last - loose.first,
    };
    return new PayloadBytes('stream', head, streamReader(app, loose.place.sender, loose.first));
  }, [app, loose]);
  const at = place.offset - first;
  return (
    <section aria-label="Bytes outside any frame" className="px-4 py-3">
      <h2 className="mb-3 text-[15px] font-semibold">
        {arrowOf(place.sender)} {place.sender} byte {hexOffset(place.offset)}
        <span className="ml-2 font-normal text-dim">
          {place.offset < 0 ? 'in the handshake' : 'outside any frame'}
        </span>
      </h2>
      <HexBox
        heading={
          <span className="text-2xs text-faint">
            all bytes of the {place.sender}, offsets{' '}
            {first < 0 ? 'counted after the handshake' : 'from the first'}
          </span>
        }
        label="Bytes in hex"
        view={view}
        start={first}
        bitsFrom={null}
        fieldOf={() => 'payload'}
        mark={{ start: at, end: at + Math.max(1, place.length) }}
        markRun={jumps}
        reveal
      />
    </section>
  );
}
