import { memo, useMemo, useRef, useState } from 'react';
import { gather, type HeldBytes, joined, type PayloadBytes } from '../../app/payload-bytes.ts';
import { visibleText } from '../../decoder/model/visible-text.ts';
import { formatBytes, formatCount } from '../../decoder/model/words.ts';
import { firstBadOf, type TextEdges, textBlocks, textOf } from './payload-text.ts';
import { saveLimit } from './save-payload.ts';

const firstStep = 8192;
const growth = 4;
/** Longest text that is shown, in bytes. */
const maxShownBytes = 32 * 1024 * 1024;

interface TextViewProps {
  readonly payload: PayloadBytes;
  /** False when the payload is a fragment that may begin or end inside a character. */
  readonly edges: TextEdges;
}

/** The payload as UTF-8 text, with a note where it is invalid. Long texts show more on request. */
export function TextView({ payload, edges }: TextViewProps) {
  const [limit, setLimit] = useState(firstStep);
  const [read, setRead] = useState<HeldBytes>(payload.head);
  const [busy, setBusy] = useState(false);
  const now = useRef(payload);
  now.current = payload;
  const foot = useRef<HTMLDivElement>(null);
  // Decoded again: the text read before is stale.
  const [of, setOf] = useState(payload);
  if (of !== payload) {
    setOf(payload);
    setRead(payload.head);
  }
  const held = of === payload ? read : payload.head;

  const atHand = held.bytes.length;
  const whole = payload.counted && atHand >= payload.length;
  const shown = Math.min(limit, atHand);
  const left = payload.length - shown;
  const more = left > 0 || !payload.counted;
  const bad = useMemo(() => firstBadOf(held, { ...edges, ends: whole && edges.ends }), [held, edges, whole]);
  const blocks = useMemo(() => {
    const part = { ...held, bytes: held.bytes.subarray(0, shown) };
    return textBlocks(visibleText(textOf(part, { ...edges, ends: whole && shown === atHand && edges.ends })));
  }, [held, shown, atHand, whole, edges]);

  async function onMore(): Promise<void> {
    if (busy) return;
    const next = Math.min(limit * growth, maxShownBytes);
    if (next > atHand && !whole) {
      setBusy(true);
      const added = await gather(payload, atHand, next);
      setBusy(false);
      if (added === null || now.current !== payload) return;
      setRead(joined(0, [held, added]));
      if (payload.length <= next) foot.current?.focus();
    } else if (payload.length <= next) foot.current?.focus();
    setLimit(next);
  }

  return (
    <>
      {bad >= 0 && (
        <p className="mb-1 text-warn">
          {bad === atHand
            ? 'Not UTF-8: the text ends inside a character.'
            : `Not UTF-8 from byte ${formatCount(bad)} on: “�” stands where a byte could not be read.`}
        </p>
      )}
      <div className="font-mono text-xs leading-[1.55] break-all whitespace-pre-wrap">
        {blocks.map((text, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks never change their order
          <TextBlock key={index} text={text} first={index === 0} />
        ))}
      </div>
      {/* Takes the focus from the button when that goes. */}
      <div ref={foot} tabIndex={-1} className="outline-none">
        {shown >= maxShownBytes && more ? (
          <p className="mt-2 text-dim">
            The first {formatBytes(maxShownBytes)} are shown as text
            {payload.counted && `, ${formatBytes(left)} are not`}. Hex shows any part of them
            {payload.length <= saveLimit && ', and Save payload writes all into a file'}.
          </p>
        ) : more ? (
          <button type="button" className="btn mt-2" aria-disabled={busy} onClick={() => void onMore()}>
            {busy ? 'Reading…' : `Show more${payload.counted ? ` (${formatBytes(left)} left)` : ''}`}
          </button>
        ) : (
          limit > firstStep && <p className="mt-2 text-faint">All {formatBytes(payload.length)} are shown.</p>
        )}
      </div>
    </>
  );
}

/** A few screens of text. The first block has its height at once; the others when they scroll into view. */
const TextBlock = memo(function TextBlock({ text, first }: { text: string; first: boolean }) {
  const later = first ? '' : '[contain-intrinsic-size:auto_3000px] [content-visibility:auto]';
  return <div className={`min-h-[1lh] ${later}`}>{text}</div>;
});
