import { useMemo, useState } from 'react';
import { formatCount } from '../shared/format.ts';

const step = 8192;

/** Control characters as pictures, line ends (LF, CR LF) as line ends. */
export function visibleText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (character) => {
    const code = character.charCodeAt(0);
    return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
  });
}

/** Offset of the first byte that is not UTF-8, or -1. */
export function firstBadUtf8(bytes: Uint8Array): number {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return -1;
  } catch {
    // Found by halving: a prefix is sound when it decodes as the start of a stream.
    let low = 0;
    let high = bytes.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      try {
        new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
        low = middle;
      } catch {
        high = middle - 1;
      }
    }
    return low;
  }
}

/** Bytes read as UTF-8, with a remark where they are not. */
export function TextView({ bytes }: { bytes: Uint8Array }) {
  const [limit, setLimit] = useState(step);
  const text = useMemo(() => visibleText(new TextDecoder().decode(bytes)), [bytes]);
  const bad = useMemo(() => firstBadUtf8(bytes), [bytes]);
  return (
    <>
      {bad >= 0 && (
        <p className="mb-1 text-warn">
          Not UTF-8 from byte {formatCount(bad)} on: “�” stands where a byte could not be read.
        </p>
      )}
      <pre className="font-mono text-xs leading-[1.55] break-all whitespace-pre-wrap">
        {text.slice(0, limit)}
      </pre>
      {text.length > limit && (
        <button type="button" className="btn mt-2" onClick={() => setLimit(limit * 4)}>
          Show more ({formatCount(text.length - limit)} characters left)
        </button>
      )}
    </>
  );
}
