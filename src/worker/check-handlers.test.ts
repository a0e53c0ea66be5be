// The answers of the checks are plain data: they cross from the worker to the page unchanged.

import { describe, expect, it } from 'vitest';
import { configurationExamples } from '../ui/checks/configuration-examples.ts';
import { handshakeExamples } from '../ui/checks/handshake-examples.ts';
import { checkHandlers } from './check-handlers.ts';

const context = { signal: { cancelled: false }, progress: () => undefined } as never;

describe('a configuration and a URL', () => {
  it.each(configurationExamples.map(({ id, text, file }) => [id, text, file]))(
    '%s',
    async (_, text, name) => {
      const report = await checkHandlers.checkConfiguration({ text, name, kind: null }, context);
      expect(report.kind).not.toBeNull();
      expect(structuredClone(report)).toEqual(report);
      const followed = await checkHandlers.followUrl(
        { text, name, kind: null, url: 'ws://example.com/ws' },
        context,
      );
      expect(followed).not.toBeNull();
      expect(structuredClone(followed)).toEqual(followed);
    },
  );
});

describe('a handshake, and the same one behind a proxy', () => {
  it.each(handshakeExamples.map(({ text, behind }) => [text.split('\n')[0], text, behind]))(
    '%s',
    async (_, outer, behind) => {
      const legs = await checkHandlers.checkHandshake(
        { outer, inner: behind === '' ? null : behind },
        context,
      );
      expect(legs.outer.exchanges.length + (legs.outer.url === null ? 0 : 1)).toBeGreaterThan(0);
      expect(legs.comparison !== null).toBe(behind !== '');
      expect(structuredClone(legs)).toEqual(legs);
    },
  );
});
