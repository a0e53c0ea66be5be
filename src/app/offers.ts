// What another page hands over to be opened (docs/embedding.md). Loaded only when a page offers something.

import type { App } from './app.ts';
import type { Offer, OpenSource } from './state.ts';

/** What another page offers to open. */
interface Offered {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  open(app: App): Promise<void>;
}

/** More files of one message are not taken. */
const maxFiles = 64;
/** A longer title is cut, in characters. */
const maxTitle = 120;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function bytesOf(value: unknown): Uint8Array | null {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  return ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength)
    : null;
}

function offeredSource(source: OpenSource, size: number): Offered {
  return { name: source.name, size, open: (app) => app.actions.open(source) };
}

/** What a message offers; a sentence where it is not one of the known forms. */
export function readOffer(content: unknown): Offered | string {
  if (!isRecord(content)) return 'Expected an object with bytes, text or files.';
  const { bytes, text, files, title } = content;
  const name = typeof title === 'string' && title.trim() !== '' ? title.slice(0, maxTitle) : 'shared input';
  const own = bytesOf(bytes);
  if (own !== null) return offeredSource({ kind: 'bytes', bytes: own.slice(), name }, own.length);
  if (typeof text === 'string') return offeredSource({ kind: 'text', text, name }, new Blob([text]).size);
  if (Array.isArray(files) && files.length > 0 && files.length <= maxFiles) {
    const all = files.filter((file) => file instanceof File);
    if (all.length === files.length) {
      const size = all.reduce((sum, file) => sum + file.size, 0);
      const names = all.map((file) => file.name).join(', ');
      return { name: names.slice(0, maxTitle), size, open: (app) => app.actions.openFiles(all) };
    }
  }
  return `Expected bytes (ArrayBuffer or Uint8Array), text (a string) or files (1 to ${maxFiles} File objects).`;
}

/** How an offer ends, for the page that made it. */
export type OfferAnswer = 'opened' | 'declined' | 'refused';

/** An offer that is answered once, whatever the reader does with its dialog. */
export function offerOf(
  app: App,
  from: string,
  offered: Offered,
  answer: (word: OfferAnswer) => void,
): Offer {
  let isAnswered = false;
  const once = (settle: () => void) => () => {
    if (isAnswered) return;
    isAnswered = true;
    app.actions.closeDialog();
    settle();
  };
  return {
    from,
    name: offered.name,
    size: offered.size,
    accept: once(() => void offered.open(app).then(() => answer('opened'))),
    decline: once(() => answer('declined')),
  };
}
