import type { ResponseMeaning } from '../../decoder/handshake-check/meanings.ts';
import type { UrlCheck } from '../../decoder/handshake-check/url-check.ts';
import { useActions } from '../app-context.ts';
import { CopyButton } from '../shared/CopyButton.tsx';
import { Icon } from '../shared/Icon.tsx';

const shells = { sh: 'Linux, macOS', cmd: 'Windows command prompt' } as const;

/** Commands that send an upgrade request to a URL. */
export function UrlCommands({ check }: { check: UrlCheck }) {
  return (
    <section aria-label="Commands to run" data-testid="commands">
      <h2 className="heading mb-2">Commands to run</h2>
      {check.notes.length > 0 && (
        <ul className="mb-2.5 grid gap-1.5">
          {check.notes.map((note) => (
            <li key={note} className="flex gap-2 rounded-lg border border-warn/40 bg-warnbg px-3 py-2">
              <span className="mt-0.5 text-warn">
                <Icon name="warn" label="Note" />
              </span>
              <span className="min-w-0 break-words">{note}</span>
            </li>
          ))}
        </ul>
      )}
      <ul className="overflow-hidden rounded-lg border border-line bg-panel">
        {check.commands.map((command) => (
          <li
            key={`${command.tool} ${command.shell}`}
            data-command={command.tool}
            className="border-b border-line px-3.5 py-3 last:border-b-0"
          >
            <div className="flex flex-wrap items-center gap-2">
              <h3 className="flex-1 font-semibold">
                {command.tool}{' '}
                {command.tool === 'curl' && (
                  <span className="font-normal text-dim">({shells[command.shell]})</span>
                )}
              </h3>
              <CopyButton
                label={`Copy ${command.tool}${command.shell === 'cmd' ? ' (cmd)' : ''}`}
                text={() => command.command}
              />
            </div>
            <pre className="mt-2 rounded-md border border-line bg-raised px-3 py-2 break-all whitespace-pre-wrap">
              {command.command}
            </pre>
            <p className="mt-1.5 text-dim">{command.note}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Nearly every response fits this cause, so a link to it adds nothing. */
const generic = 'upgrade-refused';

/** The meaning of each possible response. */
export function ResponseTable({ meanings }: { meanings: readonly ResponseMeaning[] }) {
  const { showCause } = useActions();
  return (
    <section aria-label="What each response means" data-testid="answers">
      <h2 className="heading mb-2">What each response means</h2>
      <div className="overflow-hidden rounded-lg border border-line bg-panel">
        <table className="check-table">
          <thead>
            <tr>
              <th scope="col">Response</th>
              <th scope="col">What it means</th>
              <th scope="col">What to do next</th>
            </tr>
          </thead>
          <tbody>
            {meanings.map(({ cause, ...one }) => (
              <tr key={one.id} data-answer={one.id}>
                <th scope="row">{one.title}</th>
                <td>
                  {one.meaning}
                  {cause && cause !== generic && (
                    <button
                      type="button"
                      className="ml-1.5 min-h-6 text-accent underline underline-offset-2"
                      aria-label={`About the cause of ${one.title}`}
                      onClick={() => showCause(cause)}
                    >
                      about this cause
                    </button>
                  )}
                </td>
                <td data-label="Next">{one.next}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
