// The pages of docs/causes: one for each cause, in one form, with bytes that are what the page says they are.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { firstFault, type Reading } from '../e2e/implementations/facts.ts';
import { formatHex, parseHex } from './decoder/bytes/hex.ts';
import { causesOfMessage } from './decoder/implementations/messages.ts';
import { causeIds } from './decoder/model/cause-id.ts';
import { type ViolationName, violationNames } from './decoder/model/violation.ts';

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/causes');
const page = (id: string): string => readFileSync(join(folder, `${id}.md`), 'utf8');

const sections = [
  'What it means',
  'How it looks on the wire',
  'Why it happens',
  'How to fix it',
  'How to confirm it',
  'What programs report',
  'Public reports',
];

/** Fenced blocks of a language, comments of hex lines left in. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => match[2]);
}

function bytesOf(block: string): Uint8Array | null {
  return parseHex(block.replace(/#.*$/gm, ''));
}

/** Headings outside of fenced blocks. */
function headings(text: string): string[] {
  return text
    .replace(/^```[\s\S]*?^```$/gm, '')
    .split('\n')
    .filter((line) => /^#+ /.test(line));
}

describe('one page a cause', () => {
  it('no page is missing and none is left over', () => {
    const pages = readdirSync(folder).filter((name) => name.endsWith('.md'));
    expect(pages.sort()).toEqual(causeIds.map((id) => `${id}.md`).sort());
  });

  it('no two pages have one title', () => {
    const titles = causeIds.map((id) => headings(page(id))[0]);
    expect(new Set(titles).size).toBe(titles.length);
  });
});

describe.each(causeIds)('%s', (id) => {
  const text = page(id);

  it('has the headings in order', () => {
    const found = headings(text);
    expect(found[0]).toMatch(/^# \S/);
    expect(found.filter((line) => line.startsWith('# '))).toHaveLength(1);
    expect(found.filter((line) => line.startsWith('## '))).toEqual(sections.map((title) => `## ${title}`));
    const stacks = found.filter((line) => line.startsWith('### '));
    expect(new Set(stacks).size).toBe(stacks.length);
  });

  it('opens with one sentence and leaves no section empty', () => {
    const summary = text.split('\n## ')[0].split('\n').slice(1).join(' ').trim();
    expect(summary).toMatch(/^[^#].*\.$/);
    for (const section of text.split(/^## /m).slice(1)) {
      expect(section.split('\n').slice(1).join('').trim(), section.split('\n')[0]).not.toBe('');
    }
  });

  it('shows bytes that are bytes', () => {
    const found = blocks(text, 'hex');
    expect(found.length).toBeGreaterThan(0);
    for (const block of found) {
      const bytes = bytesOf(block);
      expect(bytes, block).not.toBeNull();
      expect(bytes?.length).toBeGreaterThan(0);
      for (const line of block.trimEnd().split('\n'))
        expect(line).toMatch(/^([0-9a-f]{2} )*[0-9a-f]{2}( +# .+)?$/);
    }
  });

  it('links over https and leaves nothing unfilled', () => {
    for (const [, url] of text.matchAll(/\]\(([^)]*)\)/g)) expect(url).toMatch(/^https:\/\/\S+$/);
    expect(text).not.toMatch(/http:\/\/(?!localhost|host|backend|…|`)[a-z]/);
    expect(text).not.toMatch(/\{\{|\bundefined\b|\bNaN\b/);
    const fences = text.match(/^```/gm) ?? [];
    expect(fences.length % 2).toBe(0);
  });
});

it('names guides that exist', () => {
  const stacks = join(dirname(fileURLToPath(import.meta.url)), 'decoder/guides/stacks');
  const names = readdirSync(stacks)
    .flatMap((name) => [...readFileSync(join(stacks, name), 'utf8').matchAll(/^ {2}name: '(.*)',$/gm)])
    .map((match) => match[1])
    .join('\n');
  const missing = causeIds.flatMap((id) =>
    [
      ...page(id)
        .replace(/\n/g, ' ')
        .matchAll(/See the ([\w. ]+?) guide\b/g),
    ]
      .map((match) => match[1].split(' ').at(-1) as string)
      .filter((name) => !names.includes(name))
      .map((name) => `${id}: ${name}`),
  );
  expect(missing).toEqual([]);
});

type Proof = readonly [id: string, reading: Reading, faults: readonly ViolationName[], block?: number];
const server: Reading = { sender: 'server' };
const client: Reading = { sender: 'client' };
const deflate: Reading = { sender: 'server', deflate: true };

/** What a strict reader finds first in the example of a page. */
const proofs: readonly Proof[] = [
  ['http-response-on-websocket', server, ['rsv1OnControl', 'fragmentedControl']],
  ['http-request-on-websocket', client, ['unmaskedClientFrame', 'rsv1NotAgreed', 'reservedDataOpcode']],
  ['chunked-on-websocket', server, ['rsv2', 'rsv3', 'reservedDataOpcode']],
  ['handshake-boundary', server, ['reservedControlOpcode', 'fragmentedControl']],
  ['unframed-text', server, ['rsv2', 'rsv3', 'reservedControlOpcode', 'fragmentedControl']],
  ['foreign-protocol', server, ['rsv1NotAgreed', 'rsv3', 'reservedDataOpcode']],
  ['http2-preface', server, ['rsv1OnContinuation', 'rsv3', 'orphanContinuation']],
  ['old-draft', server, ['orphanContinuation']],
  ['tls-on-plaintext-port', server, ['rsv3', 'reservedDataOpcode'], 1],
  ['server-masked-frame', server, ['maskedServerFrame']],
  ['client-unmasked-frame', client, ['unmaskedClientFrame']],
  ['payload-not-masked', client, ['textNotUtf8']],
  ['mask-bit-missing', client, ['unmaskedClientFrame']],
  ['wrong-mask-key', client, ['textNotUtf8']],
  ['compression-not-negotiated', server, ['rsv1NotAgreed']],
  ['compression-flag-misplaced', deflate, ['rsv1OnContinuation']],
  ['compression-flag-misplaced', deflate, ['rsv1OnControl'], 1],
  ['deflate-corrupt', deflate, ['deflateFailed']],
  ['context-takeover-mismatch', { ...deflate, noContext: true }, ['deflateFailed']],
  ['reserved-bits', server, ['rsv2']],
  ['reserved-opcode', server, ['reservedDataOpcode']],
  ['fragmented-control', server, ['fragmentedControl']],
  ['control-too-long', server, ['controlTooLong', 'payloadCut']],
  ['orphan-continuation', server, ['orphanContinuation']],
  ['interleaved-messages', server, ['interleavedMessage']],
  ['close-code-invalid', server, ['closeCodeInvalid']],
  ['close-payload-one-byte', server, ['closePayloadOneByte']],
  ['close-reason-not-utf8', server, ['closeReasonNotUtf8']],
  ['data-after-close', server, ['dataAfterClose']],
  ['length-counts-characters', server, ['textNotUtf8']],
  ['length-wrong-byte-order', server, ['payloadCut']],
  ['length-wrong-width', server, ['payloadCut']],
  ['length-off-by-constant', server, ['textNotUtf8']],
  ['length-not-minimal', server, ['lengthNotMinimal']],
  ['length-msb-set', server, ['lengthMsbSet', 'payloadCut']],
  ['message-too-large', server, ['payloadCut']],
  ['text-not-utf8', server, ['textNotUtf8']],
  ['binary-sent-as-text', server, ['textNotUtf8']],
  ['bytes-inserted', server, ['orphanContinuation']],
  ['bytes-corrupted', server, ['rsv2']],
  ['utf8-reencoded', server, ['maskedServerFrame', 'rsv1NotAgreed']],
  ['seven-bit-stripped', server, ['fragmentedControl']],
  ['trailing-bytes', server, ['maskedServerFrame', 'fragmentedControl']],
  ['short-write', server, ['payloadCut']],
  ['abnormal-close', server, ['payloadCut'], 1],
];

describe('the examples are true', () => {
  it.each(proofs.map(([id, reading, faults, block = 0]) => ({ id, reading, faults, block })))(
    '$id, block $block',
    ({ id, reading, faults, block }) => {
      const bytes = bytesOf(blocks(page(id), 'hex')[block]);
      const fault = firstFault(bytes as Uint8Array, reading);
      const names = violationNames(fault?.violations ?? 0);
      for (const name of faults) expect(names).toContain(name);
    },
  );

  it('sound examples are sound', () => {
    const lines = blocks(page('healthy'), 'hex')[0].trim().split('\n');
    for (const [i, line] of lines.entries()) {
      const sender = i % 2 === 0 ? 'server' : 'client';
      expect(firstFault(bytesOf(line) as Uint8Array, { sender }), line).toBeNull();
    }
    const twice = bytesOf(blocks(page('context-takeover-mismatch'), 'hex')[0]) as Uint8Array;
    expect(firstFault(twice, deflate)).toBeNull();
  });

  it('compressed examples inflate to what they say', () => {
    const bytes = bytesOf(blocks(page('compression-not-negotiated'), 'hex')[0]) as Uint8Array;
    const tail = Buffer.concat([bytes.subarray(2), Buffer.from([0, 0, 255, 255])]);
    expect(inflateRawSync(tail, { finishFlush: 2 }).toString()).toBe('Hello');
  });

  it('masked examples unmask to what they say', () => {
    const unmask = (payload: string, key: string): string => {
      const keys = parseHex(key) as Uint8Array;
      return formatHex((parseHex(payload) as Uint8Array).map((byte, i) => byte ^ keys[i & 3]));
    };
    expect(unmask('7f9f4d5158', '37fa213d')).toBe('48656c6c6f');
    expect(unmask('7544965b52', '3d21fa37')).toBe('48656c6c6f');
    expect(unmask('3413', '37fa213d')).toBe('03e9');
    expect(page('wrong-mask-key')).toContain('75 44 96 5b 52');
    expect(page('valid-bytes-receiver-at-fault')).toContain('37 fa 21 3d 34 13');
  });
});

describe('the texts that programs report', () => {
  it('are texts that are known', () => {
    const unknown: string[] = [];
    for (const id of causeIds) {
      const section = page(id).split('## What programs report')[1].split('## Public reports')[0];
      for (const item of section
        .replace(/\n {2}/g, ' ')
        .matchAll(/^- (?:Chrome|ws|Netty)[^:]*: `([^`]{12,})`/gm)) {
        if (causesOfMessage(item[1]).length === 0) unknown.push(`${id}: ${item[1]}`);
      }
    }
    expect(unknown).toEqual([]);
  });
});
