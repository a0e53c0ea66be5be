import { count, formatCount } from '../../decoder/model/words.ts';
import type { ConnectionGroup } from '../../worker/protocol.ts';
import { LevelMark } from '../shared/LevelMark.tsx';

const maxGroups = 50;

interface OverviewProps {
  readonly groups: readonly ConnectionGroup[];
  /** The group whose connections are listed; `null`: all are. */
  readonly chosen: ConnectionGroup | null;
  readonly onChoose: (group: ConnectionGroup | null) => void;
}

/** The connections of a capture by verdict, server and path, the worst first. A group narrows the list to its own. */
export function Overview({ groups, chosen, onChoose }: OverviewProps) {
  const more = groups.length - maxGroups;
  return (
    <ul aria-label="Connections by verdict" className="mx-4 mb-2 max-h-64 overflow-y-auto">
      {groups.slice(0, maxGroups).map((group) => (
        <Group
          key={`${group.level} ${group.cause} ${group.title} ${group.server} ${group.path}`}
          group={group}
          on={group === chosen}
          onChoose={() => onChoose(group === chosen ? null : group)}
        />
      ))}
      {more > 0 && <li className="py-1 text-2xs text-faint">and {count(more, 'more group')}</li>}
    </ul>
  );
}

function Group({ group, on, onChoose }: { group: ConnectionGroup; on: boolean; onChoose: () => void }) {
  const { level, title, server, path, count: number, first } = group;
  const where = [server, path].filter((part) => part !== null).join(' ');
  const words = (
    <>
      <span className="mt-[3px]">
        <LevelMark level={level} size={13} />
      </span>
      <span className="min-w-0 flex-1">
        <span className="line-clamp-2 leading-snug">{title}</span>
        {where !== '' && <span className="block truncate text-2xs text-dim">{where}</span>}
      </span>
      <span className="tabular-nums">{formatCount(number)}</span>
    </>
  );
  const shape = 'flex w-full gap-2 rounded px-2 py-1 text-left';
  return (
    <li>
      {first === null ? (
        <span className={`${shape} text-dim`}>{words}</span>
      ) : (
        <button
          type="button"
          aria-pressed={on}
          onClick={onChoose}
          className={`${shape} ${on ? 'bg-raised font-semibold' : 'hover:bg-raised'}`}
          title={`${title}\n${where}`}
        >
          {words}
        </button>
      )}
    </li>
  );
}
