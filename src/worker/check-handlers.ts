// Checks a configuration or a handshake that somebody pasted.

import { checkConfiguration, checkUrl } from '../decoder/configuration/check.ts';
import { type CheckedHandshake, checkHandshake } from '../decoder/handshake-check/check.ts';
import { compareLegs } from '../decoder/handshake-check/legs.ts';
import type { CheckOperations } from './check-protocol.ts';
import type { Handlers } from './protocol.ts';

/** Heads of the last exchange, after redirects and a forward proxy. */
function lastHeads({ exchanges }: CheckedHandshake) {
  const last = exchanges.at(-1)?.exchange;
  return { request: last?.request?.head ?? null, response: last?.response?.head ?? null };
}

export const checkHandlers: Pick<Handlers, keyof CheckOperations> = {
  async checkConfiguration({ text, name, kind }) {
    return checkConfiguration(text, name ?? undefined, kind ?? undefined);
  },

  async followUrl({ text, url, name, kind }) {
    return checkUrl(text, url, name ?? undefined, kind ?? undefined);
  },

  async checkHandshake(texts) {
    const outer = checkHandshake(texts.outer);
    if (texts.inner === null) return { outer, inner: null, comparison: null };
    const inner = checkHandshake(texts.inner);
    return { outer, inner, comparison: compareLegs({ outer: lastHeads(outer), inner: lastHeads(inner) }) };
  },
};
