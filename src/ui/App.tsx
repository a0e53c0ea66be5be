import { Suspense, useEffect, useLayoutEffect } from 'react';
import { currentFault, inputNameOf } from '../app/selectors.ts';
import type { Phase } from '../app/state.ts';
import { useActions, useApp, useAppState } from './app-context.ts';
import { checkTitle } from './checks/check-pages.ts';
import { EmptyScreen } from './open/EmptyScreen.tsx';
import { useOpenAnywhere } from './open/use-open.ts';
import { Part } from './Part.tsx';
import { parts } from './parts.ts';
import { FaultPanel } from './shared/FaultPanel.tsx';

/** The page: the screen for the current state and address, and the dialogs over it. */
export function App({ isEmbedded = false }: { readonly isEmbedded?: boolean }) {
  const dragged = useOpenAnywhere();
  usePaletteKey(!isEmbedded);
  const phase = useAppState((state) => state.phase.kind);
  const route = useAppState((state) => state.route);
  const dialog = useAppState((state) => state.dialog);
  const title = useAppState(inputNameOf);
  useEffect(() => {
    const shown = checkTitle(route) ?? title;
    document.title = shown ? `${shown} · Framescope` : 'Framescope: see what broke a WebSocket';
  }, [route, title]);
  return (
    <>
      <Suspense fallback={null}>
        {isEmbedded ? (
          <Part of={parts.embedScreen} />
        ) : route === 'check/configuration' ? (
          <Part of={parts.configurationCheck} />
        ) : route === 'check/handshake' ? (
          <Part of={parts.handshakeCheck} />
        ) : (
          <PhaseScreen phase={phase} />
        )}
      </Suspense>
      <Suspense fallback={null}>
        {dialog?.kind === 'offer' && <Part of={parts.offerDialog} />}
        {dialog?.kind === 'share' && <Part of={parts.shareDialog} />}
        {dialog?.kind === 'compare' && <Part of={parts.compareDialog} />}
        {dialog?.kind === 'paste' && <Part of={parts.pasteDialog} />}
        {dialog?.kind === 'keys' && <Part of={parts.keySheet} />}
        {dialog?.kind === 'palette' && <Part of={parts.palette} />}
        {dialog?.kind === 'build' && <Part of={parts.buildFrame} />}
        {dialog?.kind === 'schema' && <Part of={parts.schemaDialog} />}
        {dialog?.kind === 'cause' && <Part of={parts.causePage} />}
      </Suspense>
      <FaultOverlay />
      {dragged && (
        <div className="pointer-events-none fixed inset-2 z-50 grid place-items-center rounded-2xl border-2 border-dashed border-accent bg-bg/90">
          <p className="text-[22px] font-semibold">Drop to decode</p>
        </div>
      )}
    </>
  );
}

/** Ctrl+K, or Command and K, opens the palette wherever the focus is. It takes the place of no other dialog. */
function usePaletteKey(isWanted: boolean): void {
  const { store, actions } = useApp();
  useLayoutEffect(() => {
    if (!isWanted) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (store.getState().dialog === null) actions.showDialog('palette');
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [store, actions, isWanted]);
}

/** The screen of a phase. */
function PhaseScreen({ phase }: { phase: Phase['kind'] }) {
  switch (phase) {
    case 'empty':
    case 'failed':
      return <EmptyScreen />;
    case 'opening':
    case 'open':
      return <Part of={parts.mainScreen} />;
  }
}

function FaultOverlay() {
  const { close, dismissFault, reopen } = useActions();
  const fault = useAppState(currentFault);
  const isFailed = useAppState((state) => state.phase.kind === 'failed');
  if (!fault) return null;
  return (
    <div className="fixed inset-0 z-40 grid place-items-center bg-black/50 p-4">
      <FaultPanel
        fault={fault}
        onAgain={() => close()}
        onReopen={isFailed ? () => void reopen() : undefined}
        onClose={dismissFault}
      />
    </div>
  );
}
