import { useMemo, useState } from 'react';
import { formatCount } from '../../decoder/model/words.ts';
import { type JsonKind, prettyJson } from './pretty-json.ts';

const step = 400;

const colors: Record<JsonKind, string> = {
  key: 'text-accent',
  string: 'text-ok',
  number: 'text-(--key)',
  word: 'text-op',
  mark: 'text-dim',
};

/** JSON, indented and coloured. Long JSON shows more on request. */
export function JsonView({ text }: { text: string }) {
  const [limit, setLimit] = useState(step);
  const { lines, more } = useMemo(() => prettyJson(text, limit), [text, limit]);
  return (
    <>
      <pre className="font-mono text-xs leading-[1.55] break-all whitespace-pre-wrap">
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their order
          <div key={index} style={{ paddingLeft: `${line.depth * 2}ch` }}>
            {line.tokens.map((token, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: tokens never change their order
              <span key={at} className={colors[token.kind]}>
                {token.text}
              </span>
            ))}
          </div>
        ))}
      </pre>
      {more && (
        <button type="button" className="btn mt-2" onClick={() => setLimit(limit * 4)}>
          Show more than {formatCount(limit)} lines
        </button>
      )}
    </>
  );
}
