// What the causes promise and what the guides hold fit together, and each refusal leads to a change that fits it.

import { describe, expect, it } from 'vitest';
import { causes } from '../decoder/diagnosis/causes/registry.ts';
import { chooseFixes } from '../decoder/guides/choose.ts';
import { guides } from '../decoder/guides/registry.ts';
import { type CaseFacts, noFacts } from '../decoder/model/finding.ts';

const all = Object.values(guides);
const refused = (facts: Partial<CaseFacts>) =>
  chooseFixes(all, 'upgrade-refused', ['nginx', 'apache', 'haproxy', 'node-ws'], { ...noFacts, ...facts });
const first = (facts: Partial<CaseFacts>): string => {
  const [{ stack, fixes }] = refused(facts);
  return `${stack}/${fixes[0].id}`;
};

describe('fixes', () => {
  it('exist for each cause but a sound connection', () => {
    const without = causes.filter(({ id }) => chooseFixes(all, id, [], noFacts).length === 0);
    expect(without.map(({ id }) => id)).toEqual(['healthy']);
  });

  it('exist for each pair of a cause and a stack that it names', () => {
    const missing = causes.flatMap(({ id, stacks }) =>
      stacks
        .filter((stack) => !guides[stack].fixes.some((fix) => fix.causes.includes(id)))
        .map((stack) => `${id}: ${stack}`),
    );
    expect(missing).toEqual([]);
  });

  it('exist for each status of a refusal', () => {
    const statuses = [
      200, 204, 301, 302, 307, 308, 400, 401, 403, 404, 405, 410, 426, 429, 500, 501, 502, 503, 504,
    ];
    expect(statuses.filter((status) => refused({ status }).length === 0)).toEqual([]);
  });

  it('follow the status: no redirect is mended where none was sent', () => {
    for (const status of [401, 403, 404, 429, 500, 502, 503]) {
      const shown = refused({ status }).flatMap(({ fixes }) => fixes.map(({ id }) => id));
      expect(shown, String(status)).not.toContain('redirect');
    }
    expect(first({ status: 301 })).toBe('nginx/redirect');
    expect(first({ status: 401 })).toBe('node-ws/credentials');
    expect(first({ status: 403 })).toBe('node-ws/allowed-origin');
    expect(first({ status: 404 })).toBe('node-ws/path');
    expect(first({ status: 426 })).toBe('nginx/upgrade-headers');
    expect(first({ status: 429 })).toBe('node-ws/back-off');
    expect(first({ status: 502, seen: ['haproxy'] })).toBe('haproxy/tls-to-server');
  });

  it('of a tunnel are for the proxy that refused it', () => {
    expect(refused({ status: 403, tunnel: true }).flatMap(({ fixes }) => fixes.map(({ id }) => id))).toEqual([
      'proxy-tunnel',
    ]);
  });

  it('of the software that the handshake names come first', () => {
    expect(first({ status: 403, seen: ['go'] })).toBe('go/check-origin');
    expect(chooseFixes(all, 'idle-timeout', ['nginx'], { ...noFacts, seen: ['java'] })[0].stack).toBe('java');
  });

  it('of a fault begin with the change for that fault', () => {
    const lead = (cause: Parameters<typeof chooseFixes>[1]) =>
      chooseFixes(all, cause, ['node-ws'], noFacts)[0].fixes[0].id;
    expect(lead('deflate-corrupt')).toBe('deflate-by-hand');
    expect(lead('reserved-opcode')).toBe('first-byte');
    expect(lead('compression-not-negotiated')).toBe('offered-only');
  });
});
