const bits = '0100100001010100';

const runs = [
  { field: 'fin', label: 'FIN', length: 1, bad: false },
  { field: 'rsv1', label: 'RSV', length: 3, bad: true },
  { field: 'opcode', label: 'opcode 8', length: 4, bad: true },
  { field: 'mask', label: 'M', length: 1, bad: false },
  { field: 'length', label: 'length 84', length: 7, bad: false },
] as const;

/** An example in sixteen bits: the letters "HT" of an HTTP response, decoded as a frame header. */
export function HeroBits() {
  let at = 0;
  return (
    <figure
      aria-hidden="true"
      className="w-[392px] shrink-0 rounded-xl border border-line bg-panel p-4 max-lg:hidden"
    >
      <div className="grid grid-cols-16">
        {runs.map((run) => {
          const start = at;
          at += run.length;
          return Array.from({ length: run.length }, (_, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: a drawing
              key={index}
              data-f={run.field}
              className={`bit ${index === 0 ? 'bit-first' : ''} ${index === run.length - 1 ? 'bit-last' : ''} ${
                run.bad ? 'bit-bad' : ''
              }`}
            >
              {bits[start + index]}
            </span>
          ));
        })}
        {runs.map((run) => (
          <span
            key={run.field}
            data-f={run.field}
            className="pt-1 text-center text-[10px] whitespace-nowrap text-(--c)"
            style={{ gridColumn: `span ${run.length}` }}
          >
            {run.label}
          </span>
        ))}
      </div>
      <p className="mt-3 font-mono text-xs">
        <span className="font-semibold text-bad">48 54</span>{' '}
        <span className="text-dim">54 50 2f 31 2e 31 20 35 30 32</span>
      </p>
      <figcaption className="mt-1.5 text-dim">
        “RSV1 must be clear”, says the client. The bytes read{' '}
        <strong className="font-semibold text-ink">HTTP/1.1 502</strong>: a proxy answered inside the open
        WebSocket.
      </figcaption>
    </figure>
  );
}
