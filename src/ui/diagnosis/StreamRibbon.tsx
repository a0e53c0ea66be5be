import { type Sender, senders } from '../../decoder/model/basics.ts';
import { formatBytes, formatCount } from '../../decoder/model/words.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { useActions } from '../app-context.ts';
import { arrowOf } from '../shared/format.ts';

const most = 40;

/** Both directions as bars to scale: solid up to the break, hatched after it, with ticks for the first findings. */
export function StreamRibbon({ connection }: { connection: ConnectionView }) {
  const { bytesBySender } = connection;
  const longest = Math.max(bytesBySender.client, bytesBySender.server);
  if (longest === 0) return null;
  return (
    <div className="mt-2.5 grid gap-0.5" data-testid="ribbon">
      {senders.map((sender) => (
        <Lane key={sender} connection={connection} sender={sender} longest={longest} />
      ))}
    </div>
  );
}

function Lane({
  connection,
  sender,
  longest,
}: {
  connection: ConnectionView;
  sender: Sender;
  longest: number;
}) {
  const { jump } = useActions();
  const bytes = connection.bytesBySender[sender];
  const at = connection.breaks.find((one) => one.sender === sender)?.offset ?? null;
  const share = (offset: number) => (bytes === 0 ? 0 : Math.max(0, Math.min(100, (offset / bytes) * 100)));
  const found = connection.findings
    .filter((finding) => finding.sender === sender && finding.place.offset >= 0)
    .slice(0, most);
  return (
    <div className="flex items-center gap-2 text-2xs whitespace-nowrap">
      <span className="sender w-14 shrink-0" data-sender={sender}>
        {arrowOf(sender)} {sender}
      </span>
      <div className="h-6 min-w-0 flex-1">
        <div
          className="relative h-full min-w-1"
          style={{ width: `${(bytes / longest) * 100}%` }}
          title={`${formatBytes(bytes)} from the ${sender}${at === null ? '' : `, sound up to byte ${formatCount(at)}`}`}
        >
          <div
            data-sender={sender}
            className="lane absolute inset-y-[9px] left-0 rounded-full"
            style={{ width: `${at === null ? 100 : share(at)}%` }}
          />
          {at !== null && (
            <div
              className="hatch absolute inset-y-[9px] right-0 rounded-r-full"
              style={{ left: `${share(at)}%` }}
            />
          )}
          {found.map((finding) => (
            <button
              key={`${finding.rule}-${finding.place.offset}`}
              type="button"
              tabIndex={-1}
              aria-hidden="true"
              onClick={() => void jump(finding.place)}
              title={finding.text}
              className={`break-mark absolute inset-y-[5px] w-[3px] -translate-x-1/2 rounded-full ${
                finding.severity === 'error' ? 'bg-bad' : 'bg-warn'
              }`}
              style={{ left: `${share(finding.place.offset)}%` }}
            />
          ))}
        </div>
      </div>
      <span className="w-16 shrink-0 text-right text-dim tabular-nums">{formatBytes(bytes)}</span>
    </div>
  );
}
