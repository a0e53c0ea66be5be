// Another page hands over what is to be opened (docs/embedding.md). A page of the same origin is trusted; of
// any other the reader is asked, with its origin and the size. Nothing of an input goes back.

import type { App } from './app.ts';
import type { Offer } from './state.ts';

/** Answers other pages from now on: `ping` with `ready`, an offer with `opened`, `declined` or `refused`. */
export function followMessages(app: App, window: Window): void {
  let waiting: Offer | null = null;

  async function onMessage({ data, origin, source }: MessageEvent): Promise<void> {
    const said: unknown = data?.framescope;
    if (said === undefined || source === null || source === window) return;
    // a page without an address of its own (a file, a sandbox) has the origin "null", which no answer can name
    const target = { targetOrigin: origin === 'null' ? '*' : origin };
    const answer = (framescope: string, reason?: string) =>
      source.postMessage({ framescope, ...(reason && { reason }) }, target);
    if (said === 'ping') answer('ready');
    if (typeof said === 'string') return;
    const { offerOf, readOffer } = await import('./offers.ts');
    const offered = readOffer(said);
    if (typeof offered === 'string') {
      answer('refused', offered);
      return;
    }
    waiting?.decline();
    waiting = offerOf(app, origin, offered, answer);
    if (origin === window.location.origin && origin !== 'null') waiting.accept();
    else app.actions.showOffer(waiting);
  }

  window.addEventListener('message', (event) => void onMessage(event));
}
