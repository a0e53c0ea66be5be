import { useId } from 'react';
import { formatBase64 } from '../../decoder/bytes/base64.ts';
import { formatHex } from '../../decoder/bytes/hex.ts';
import { hexDump } from '../hex-view/hex-lines.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Icon } from '../shared/Icon.tsx';

/** Copies bytes in the form that is wanted. */
export function CopyMenu({ bytes, start }: { bytes: Uint8Array; start: number }) {
  const id = useId();
  return (
    <span className="popover-anchor">
      <button type="button" className="btn btn-quiet" popoverTarget={id}>
        <Icon name="copy" size={13} /> Copy <Icon name="down" size={12} />
      </button>
      <div id={id} popover="auto" className="menu">
        <CopyButton label="As text" text={() => new TextDecoder().decode(bytes)} />
        <CopyButton label="As hex" text={() => formatHex(bytes, ' ')} />
        <CopyButton label="As base64" text={() => formatBase64(bytes)} />
        <CopyButton label="As hexdump" text={() => hexDump(bytes, start)} />
      </div>
    </span>
  );
}
