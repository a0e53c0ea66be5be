// What a static page is, and how its words fit into the fields that search engines show.

import type { ReactNode } from 'react';
import type { PatternBit } from '../decoder/error-texts/patterns.ts';

/** The groups of pages. Each has an index page. */
export const groups = {
  cause: { index: 'causes.html', name: 'Causes', one: 'cause' },
  error: { index: 'errors.html', name: 'Error texts', one: 'error text' },
  fix: { index: 'fixes.html', name: 'Fixes', one: 'stack' },
  format: { index: 'formats.html', name: 'Formats', one: 'format' },
  capture: { index: 'captures.html', name: 'Capture', one: 'way to capture' },
} as const;

export type GroupId = keyof typeof groups;

/** The page that links to every index. */
export const frontPath = 'reference.html';

/** What the picture of a page shows when its link is shared. */
export interface Picture {
  /** Pages with the same id share a picture. */
  readonly id: string;
  readonly heading: string;
  /** Small text above the heading. */
  readonly label: string;
  /** First 16 bits of a frame; `null`: the picture has no bits. */
  readonly bits: readonly PatternBit[] | null;
  /** Fields to mark as wrong. */
  readonly wrong: readonly string[];
  readonly caption: string;
}

/** A static page. */
export interface Page {
  /** From the root of the site, with slashes: `cause/server-masked-frame.html`. */
  readonly path: string;
  /** `null`: an index page. */
  readonly group: GroupId | null;
  /** Up to `maxTitle` characters, unique. */
  readonly title: string;
  /** `minDescription` to `maxDescription` characters, unique. */
  readonly description: string;
  /** The last entry of the breadcrumb. */
  readonly name: string;
  readonly body: ReactNode;
  /** schema.org objects, without their context. */
  readonly data: readonly object[];
  /** `null`: the picture of the site. */
  readonly picture: Picture | null;
}

/** Longest title in characters: search engines cut longer ones. */
export const maxTitle = 65;
/** Shortest and longest description in characters: others are replaced or cut. */
export const minDescription = 70;
export const maxDescription = 160;

/** A text cut at a word so that it has at most `limit` characters. */
export function fitted(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, limit - 1);
  const end = cut.lastIndexOf(' ');
  return `${cut.slice(0, end > limit / 2 ? end : cut.length).replace(/[\s,;:.(“]+$/, '')}…`;
}

/** The first title that fits, else the last of them cut. */
export function titleOf(...wishes: readonly [string, ...string[]]): string {
  return wishes.find((wish) => wish.length <= maxTitle) ?? fitted(wishes[wishes.length - 1], maxTitle);
}

/** Sentences joined while they fit. The last ones fill up a description that would be too short. */
export function descriptionOf(...sentences: readonly string[]): string {
  let text = '';
  for (const sentence of sentences.map((one) => one.trim().replace(/\s+/g, ' '))) {
    if (sentence === '') continue;
    const longer = text === '' ? sentence : `${text} ${sentence}`;
    if (longer.length <= maxDescription) text = longer;
    else if (text.length < minDescription) text = fitted(longer, maxDescription);
  }
  return text;
}

/** Words of a text as a part of an address. */
export function slugOf(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (words.length <= maxSlug) return words;
  return words.slice(0, words.lastIndexOf('-', maxSlug));
}

/** Longest slug in characters. */
const maxSlug = 70;

/** The anchor of a part of a page. */
export const anchorOf = (id: string): string => id.replace(/[^\w-]/g, '-');

/** Path of the page of a member of a group. */
export function pathOf(group: GroupId, id: string): string {
  return `${group}/${id}.html`;
}

/** The address of `to` as seen from the page `from`; both are paths from the root. An empty `to` is the app. */
export function relativeTo(from: string, to: string): string {
  const up = '../'.repeat(from.split('/').length - 1);
  return up + to || './';
}
