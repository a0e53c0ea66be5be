// A link with an error text as the input: `#error=...`, or the address of the page with such a fragment.

import { parsePermalink } from '../decoder/permalink/parse.ts';

/** A longer input is not a link. */
export const maxLinkLength = 65_536;

const errorLink = /^\S*#(?:\S*&)?error=\S*$/;

/** The error text of a link, a sentence about what is wrong with the link, or `null` for an input that is no link. */
export function errorTextOf(input: string): { readonly text: string } | { readonly problem: string } | null {
  const link = input.trim();
  if (link.length > maxLinkLength || !errorLink.test(link)) return null;
  const parsed = parsePermalink(link.slice(link.indexOf('#')));
  if (!parsed.ok) return { problem: parsed.message };
  const { payload } = parsed.link;
  return payload.kind === 'error' ? { text: `${payload.text}\n` } : null;
}
