import { connectionOf } from '../../app/selectors.ts';
import { senders } from '../../decoder/model/basics.ts';
import { frameOffset } from '../../decoder/model/coordinates.ts';
import { formatBytes } from '../../decoder/model/words.ts';
import { useActions, useAppState } from '../app-context.ts';
import { HeadView } from '../handshake/HeadView.tsx';
import { Icon } from '../shared/Icon.tsx';

const most = 512;

/** Shown when the connection has no frames: the heads of the handshake and the bytes after them. */
export function NoFrame() {
  const { jump } = useActions();
  const connection = useAppState(connectionOf);
  if (!connection || connection.frames > 0) {
    return <p className="px-4 py-6 text-dim">Choose a frame to see its bits, bytes and payload.</p>;
  }
  const { handshake, bytesBySender } = connection;
  const heads = [handshake?.request ?? null, handshake?.response ?? null];
  return (
    <div className="px-4 py-4">
      <h2 className="text-[15px] font-semibold">No frames on this connection</h2>
      <div className="mt-3 grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-2">
        {senders.map((sender, index) => {
          const head = heads[index];
          const bytes = bytesBySender[sender];
          return (
            <div key={sender}>
              {head && <HeadView head={head} sender={sender} open />}
              {bytes > 0 && (
                <button
                  type="button"
                  className="btn mt-2"
                  onClick={() => void jump({ sender, offset: frameOffset(0), length: Math.min(bytes, most) })}
                >
                  <Icon name="target" size={13} />
                  {formatBytes(bytes)} from the {sender} {head ? 'after it' : ''}
                </button>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
