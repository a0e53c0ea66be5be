import { Icon } from '../shared/Icon.tsx';

const terms: readonly (readonly [string, string])[] = [
  ['opcode:text', 'text, binary, continuation, close, ping, pong, or 0 to F'],
  ['from:client', 'or from:server'],
  ['len>125', 'payload length; also < = >= <='],
  ['time>1.5', 'seconds since the connection began'],
  ['rsv:4', 'reserved bits as a number; fin:0, masked'],
  ['error', 'frames with a finding; also note, incomplete'],
  ['trust:guessed', 'or sound, after-break'],
  ['"needle"', 'text in the payload'],
  ['-opcode:ping', 'a leading minus excludes'],
];

/** Help for the filter syntax. */
export function FilterHelp() {
  return (
    <span className="popover-anchor">
      <button
        type="button"
        className="btn btn-quiet px-1.5"
        popoverTarget="filter-help"
        aria-label="Filter syntax"
        title="Filter syntax"
      >
        <Icon name="help" />
      </button>
      <div id="filter-help" popover="auto" className="menu">
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 px-2.5 py-1.5">
          {terms.map(([term, words]) => (
            <div key={term} className="contents">
              <dt>
                <code className="font-semibold">{term}</code>
              </dt>
              <dd className="text-dim">{words}</dd>
            </div>
          ))}
        </dl>
        <p className="border-t border-line px-2.5 pt-1.5 text-dim">All terms must match.</p>
      </div>
    </span>
  );
}
