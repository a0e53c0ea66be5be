import { lazy, Suspense, useState } from 'react';
import { decodedGeneration, isReading } from '../../app/selectors.ts';
import type { ConnectionView } from '../../worker/protocol.ts';
import { useAppState } from '../app-context.ts';
import { StreamRibbon } from './StreamRibbon.tsx';

const Timeline = lazy(() => import('../timeline/Timeline.tsx').then((part) => ({ default: part.Timeline })));

/** The connection at a glance: its bytes, or what happened when. */
export function Ribbon({ connection }: { readonly connection: ConnectionView }) {
  const [byTime, setByTime] = useState(false);
  const reading = useAppState(isReading);
  const decoded = useAppState(decodedGeneration);
  const { id, firstTime, lastTime } = connection;
  const hasTimes = firstTime !== null && lastTime !== null && lastTime > firstTime && !reading;
  if (!hasTimes) return <StreamRibbon connection={connection} />;
  return (
    <>
      {byTime ? (
        <div className="mt-2">
          <Suspense fallback={<div className="min-h-[150px]" />}>
            <Timeline key={`${id} ${decoded}`} connection={connection} />
          </Suspense>
        </div>
      ) : (
        <StreamRibbon connection={connection} />
      )}
      <button
        type="button"
        data-testid="by-time"
        aria-pressed={byTime}
        className="mt-1 min-h-6 text-2xs text-accent underline"
        onClick={() => setByTime(!byTime)}
      >
        {byTime ? 'Show the bytes' : 'Show the times'}
      </button>
    </>
  );
}
