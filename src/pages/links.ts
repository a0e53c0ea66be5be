// Addresses of the app that a static page links to.

import { readFileSync } from 'node:fs';
import type { CauseId } from '../decoder/model/cause-id.ts';

/** A recorded capture for a cause. */
export interface CauseSample {
  readonly file: string;
  readonly hint: string;
}

/** The recorded captures by cause. */
export const samplesByCause: Readonly<Partial<Record<CauseId, CauseSample>>> = JSON.parse(
  readFileSync('public/samples/by-cause.json', 'utf8'),
);

/** The recorded refusals by the status of the response. */
export const samplesByStatus: Readonly<Record<string, CauseSample | undefined>> = JSON.parse(
  readFileSync('public/samples/by-status.json', 'utf8'),
);

/** The app, with an error text explained. */
export const errorLink = (text: string): string => `#error=${encodeURIComponent(text)}`;

/** The app, with a recorded capture open, by the name of a cause or of a status. */
export const sampleLink = (name: string): string => `#sample=${name}`;

/** The app, with the page of a cause open. */
export const causeLink = (cause: CauseId): string => `#/cause/${cause}`;

/** The app, with bytes open. */
export const bytesLink = (hex: string, sender: 'client' | 'server' | null): string =>
  `#hex=${hex}${sender === null ? '' : `&from=${sender}`}`;
