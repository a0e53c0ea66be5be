// Wires the worker, the store and the page.

import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { AddressFollower } from './app/address.ts';
import { createApp } from './app/app.ts';
import { followLaunches, keepForOffline } from './app/installed.ts';
import { followMessages } from './app/messages.ts';
import { App } from './ui/App.tsx';
import { AppContext } from './ui/app-context.ts';
import { loadPartsWhenIdle } from './ui/parts.ts';
import { ErrorBoundary } from './ui/shared/ErrorBoundary.tsx';
import checkScript from './worker/check-worker.ts?worker&url';
import { createClient, workerRunner } from './worker/client.ts';
import workerScript from './worker/worker.ts?worker&url';

const offlineScript = 'service-worker.js';
const ownScripts = [offlineScript, checkScript];
/**
 * The policy of the page takes the address of a script from here alone: the decoder, the checks, and what keeps the
 * page.
 */
const scripts = window.trustedTypes?.createPolicy('framescope', {
  createScriptURL: (wanted) => ownScripts.find((one) => one === wanted) ?? workerScript,
});
/** Browsers start no module from memory for a page of file://, so the build of one file has a classic worker. */
const type = import.meta.env.MODE === 'one-file' ? 'classic' : 'module';
const clientOf = (script: string, name: string) =>
  createClient(workerRunner(() => new Worker(scripts?.createScriptURL(script) ?? script, { type, name })));
const client = clientOf(workerScript, 'decoder');
const app = createApp(client, clientOf(checkScript, 'checks'));
/** In a frame of another page: the verdict and the frame alone. */
const isEmbedded = new URLSearchParams(window.location.search).has('embed');
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary>
      <AppContext value={app}>
        <App isEmbedded={isEmbedded} />
      </AppContext>
    </ErrorBoundary>
  </StrictMode>,
);

followMessages(app, window);
followLaunches(app, window);
new AddressFollower(app, window, { hasHistory: !isEmbedded })
  .start()
  .catch((error) => app.actions.fail(error, 'opening what the address names'));
/**
 * Milliseconds that the first screen has to itself: what is fetched ahead must not stand in the way of a
 * first click.
 */
const fetchAheadAfter = 2200;
/** The build of one file and the development server have no service worker. */
const isKept = import.meta.env.PROD && import.meta.env.MODE !== 'one-file' && !isEmbedded;
async function fetchAhead(): Promise<void> {
  await loadPartsWhenIdle(() => client.warm());
  if (isKept) await keepForOffline(scripts?.createScriptURL(offlineScript) ?? offlineScript);
}
const rest = () => setTimeout(() => void fetchAhead(), fetchAheadAfter);
if (document.readyState === 'complete') rest();
else window.addEventListener('load', rest);
