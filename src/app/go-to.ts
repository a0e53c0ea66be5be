// Where the user wants to go: a frame by its number, a byte of a sender by its offset, or a time. Loaded on use.

import { frameOffset } from '../decoder/model/coordinates.ts';
import { count, formatCount, hexOffset } from '../decoder/model/words.ts';
import type { App } from './app.ts';
import { connectionOf, selectionOf } from './selectors.ts';

/** What is understood, for the field and for a sentence about a wrong one. */
export const goToForms =
  'a frame (12), an offset (0x1f4, client 0x1f4), seconds (1.5 s) or a time (22:21:25.3)';

type Target =
  | { readonly kind: 'frame'; readonly frame: number }
  | { readonly kind: 'offset'; readonly sender: 'client' | 'server' | null; readonly offset: number }
  | { readonly kind: 'seconds'; readonly seconds: number }
  | { readonly kind: 'clock'; readonly secondsOfDay: number };

/** Reads what was typed; `null` for anything else. */
export function parseGoTo(text: string): Target | null {
  const plain = text.trim().toLowerCase();
  const frame = /^(?:frame )?#?(\d[\d,]{0,12})$/.exec(plain);
  if (frame !== null) return { kind: 'frame', frame: Number(frame[1].replaceAll(',', '')) };
  const offset = /^(?:(client|server)[ :]*)?(?:0x([\da-f]{1,12})|@(\d{1,15}))$/.exec(plain);
  if (offset !== null) {
    const [, sender = null, hex, decimal] = offset;
    const value = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return { kind: 'offset', sender: sender as 'client' | 'server' | null, offset: value };
  }
  const seconds = /^(\d{1,9}(?:\.\d{1,9})?) ?(ms|s)$/.exec(plain);
  if (seconds !== null)
    return { kind: 'seconds', seconds: Number(seconds[1]) / (seconds[2] === 'ms' ? 1000 : 1) };
  const clock = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d(?:\.\d{1,9})?))?$/.exec(plain);
  if (clock === null) return null;
  const [, hours, minutes, rest = '0'] = clock;
  return { kind: 'clock', secondsOfDay: Number(hours) * 3600 + Number(minutes) * 60 + Number(rest) };
}

/** Seconds from the beginning of the connection to a time of the day in UTC, the first one that is not before it. */
function sinceStart(secondsOfDay: number, firstTime: number): number {
  const day = 86_400;
  return (((secondsOfDay - firstTime) % day) + day) % day;
}

/** Goes there. Resolves to a sentence where that is not possible, else to `null`. */
export async function goTo({ client, store, actions }: App, text: string): Promise<string | null> {
  const target = parseGoTo(text);
  const state = store.getState();
  const view = connectionOf(state);
  if (view === null) return null;
  if (target === null) return `Expected ${goToForms}, found “${text.trim()}”.`;
  if (target.kind === 'frame') {
    if (target.frame >= view.frames)
      return `Expected a frame from 0 to ${formatCount(view.frames - 1)}, found ${formatCount(target.frame)}.`;
    await actions.selectFrame(target.frame);
    return null;
  }
  if (target.kind === 'offset') {
    const sender = target.sender ?? selectionOf(state).frameView?.row.sender ?? 'client';
    const last = view.bytesBySender[sender];
    if (target.offset >= last)
      return `Expected an offset of the ${sender} below ${hexOffset(last)}, found ${hexOffset(target.offset)}.`;
    await actions.jump({ sender, offset: frameOffset(target.offset), length: 1 });
    return null;
  }
  if (view.firstTime === null) return 'Expected times in this input, found none.';
  const seconds =
    target.kind === 'seconds' ? target.seconds : sinceStart(target.secondsOfDay, view.firstTime);
  const filter = `time>=${seconds}`;
  const { rows } = await client.call('rows', { connection: view.id, filter, from: 0, count: 1 });
  if (rows.length === 0)
    return `Expected a frame at or after ${seconds.toFixed(3)} s, found none in ${count(view.frames, 'frame')}.`;
  await actions.selectFrame(rows[0].index);
  return null;
}
