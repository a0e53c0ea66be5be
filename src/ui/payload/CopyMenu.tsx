import { useId } from 'react';
import { gather, type HeldBytes, lacking, type PayloadBytes } from '../../app/payload-bytes.ts';
import { formatBase64 } from '../../decoder/bytes/base64.ts';
import { formatHex } from '../../decoder/bytes/hex.ts';
import { hexDump } from '../../decoder/bytes/hex-dump.ts';
import { formatBytes } from '../../decoder/model/words.ts';
import { heldView } from '../hex-view/byte-views.ts';
import { digitsOf } from '../hex-view/hex-lines.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Icon } from '../shared/Icon.tsx';
import { type TextEdges, textOf } from './payload-text.ts';
import { saveLimit } from './save-payload.ts';

/** Largest payload that is copied, in bytes. */
const copyLimit = 4 * 1024 * 1024;

interface CopyMenuProps {
  readonly payload: PayloadBytes;
  /** Offset of the first byte in a hexdump. */
  readonly start: number;
  readonly edges: TextEdges;
  /** The capture lacks some of the bytes. */
  readonly holed: boolean;
}

function hexOf(held: HeldBytes): string {
  if (held.holes.length === 0) return formatHex(held.bytes, ' ');
  const view = heldView(held);
  return Array.from(held.bytes, (_, index) => digitsOf(view.at(index))).join(' ');
}

/** Copies a payload as text, hex, base64 or hexdump. */
export function CopyMenu({ payload, start, edges, holed }: CopyMenuProps) {
  const id = useId();

  function whole(form: (held: HeldBytes) => string): string | Promise<string | null> {
    if (payload.small) return form(payload.head);
    return gather(payload, 0, copyLimit + 1).then((held) =>
      held === null || held.bytes.length > copyLimit ? null : form(held),
    );
  }

  return (
    <span className="popover-anchor">
      <button type="button" className="btn btn-quiet" popoverTarget={id}>
        <Icon name="copy" size={13} /> Copy <Icon name="down" size={12} />
      </button>
      <div id={id} popover="auto" className="menu">
        {payload.length > copyLimit ? (
          <p className="max-w-60 px-2 py-1 text-dim">
            At most {formatBytes(copyLimit)} can be copied, this payload has {formatBytes(payload.length)}.
            {payload.length <= saveLimit && ' Save payload writes all of it into a file.'}
          </p>
        ) : (
          <>
            <CopyButton label="As text" text={() => whole((held) => textOf(held, edges))} />
            <CopyButton label="As hex" text={() => whole(hexOf)} />
            <CopyButton label="As base64" text={() => whole((held) => formatBase64(held.bytes))} />
            <CopyButton
              label="As hexdump"
              text={() =>
                whole((held) => {
                  const view = heldView(held);
                  return hexDump(view.length, view.at, start, digitsOf);
                })
              }
            />
            {holed && (
              <p className="max-w-60 px-2 py-1 text-dim">
                {digitsOf(lacking)} stands for a byte that the capture lacks, in base64 a zero.
              </p>
            )}
          </>
        )}
      </div>
    </span>
  );
}
