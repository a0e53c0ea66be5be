import { useEffect, useState } from 'react';
import { captureOf, connectionOf, decodedGeneration, isOpen, isReading } from '../../app/selectors.ts';
import { useActions, useAppState, useSelection } from '../app-context.ts';
import { ErrorAnswer, FramePanel, Verdict } from '../screens.ts';
import { Icon, Logo } from '../shared/Icon.tsx';

/** Whether the address of this frame holds something to open. */
const holdsLink = (): boolean => /^#[a-z0-9]+=/.test(window.location.hash);

/** The view for a frame of another page: the verdict and the frame, with a link to the whole app. */
export function EmbedScreen() {
  const capture = useAppState(captureOf);
  const message = useAppState(({ phase }) => (phase.kind === 'empty' ? phase.message : null));
  const isOpening = useAppState(isReading) || (message === null && holdsLink());
  const errors = capture?.errors ?? [];
  return (
    <div className="flex min-h-dvh flex-col bg-panel" data-testid="embed">
      <main className="flex-1">
        {capture === null ? (
          <p className="px-4 py-6 text-dim" role={message === null ? undefined : 'alert'}>
            {isOpening
              ? 'Reading…'
              : (message ??
                'Nothing is open. Expected bytes in the address of this frame, or a message of the page around it.')}
          </p>
        ) : (
          <>
            <Verdict />
            {errors.length > 0 ? (
              <div className="px-3 py-4">
                <ErrorAnswer errors={errors} name={capture.name} />
              </div>
            ) : (
              capture.connections.length > 0 && <FramePanel />
            )}
          </>
        )}
      </main>
      <footer className="flex min-h-10 items-center gap-2 border-t border-line px-3 py-1.5">
        <Logo size={18} />
        <span className="flex-1 text-dim">Decoded in this browser</span>
        <OpenLink />
      </footer>
    </div>
  );
}

/** The address of the app without the view for frames. */
function addressOf(fragment: string): string {
  const { origin, protocol, pathname } = window.location;
  const start = protocol === 'file:' ? 'file://' : origin;
  return `${start}${pathname}${fragment}`;
}

/** The link to the app. It carries what is open, as a link of Share does. */
function OpenLink() {
  const { share } = useActions();
  const ready = useAppState(isOpen);
  const generation = useAppState(decodedGeneration);
  const id = useAppState(connectionOf)?.id ?? null;
  const frame = useSelection((selection) => selection.frame?.index ?? null);
  const field = useSelection((selection) => selection.field);
  const [made, setMade] = useState('');

  // biome-ignore lint/correctness/useExhaustiveDependencies: each decoding makes another link
  useEffect(() => {
    let isHere = true;
    const request = {
      connection: id ?? 0,
      scope: 'connection',
      frame,
      field,
      blank: false,
      redact: true,
    } as const;
    if (ready && id !== null) {
      void share(request).then((answer) => isHere && setMade(answer?.fragment ?? ''));
    }
    return () => {
      isHere = false;
    };
  }, [share, ready, generation, id, frame, field]);

  const fragment = holdsLink() ? window.location.hash : made;
  return (
    <a
      className="btn"
      href={addressOf(fragment)}
      target="_blank"
      rel="noreferrer"
      // the address may have changed with the selection since this was drawn
      onClick={(event) => {
        if (holdsLink()) event.currentTarget.href = addressOf(window.location.hash);
      }}
    >
      Open in Framescope
      <Icon name="right" size={12} />
    </a>
  );
}
