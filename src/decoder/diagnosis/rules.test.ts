// The laws of the rules: each example breaks its rule at the stated frame and no other, and sound streams break none.
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hex, utf8 } from '../../testing/bytes.ts';
import { converse, encodeFrame, request, response } from '../../testing/frames.ts';
import { violation } from '../model/violation.ts';
import { findingsOfFrame } from './findings.ts';
import { rules } from './rules/registry.ts';

const folder = new URL('./rules/', import.meta.url).pathname;

const extension = 'Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n';

function findings(sender: 'client' | 'server', bytes: Uint8Array, deflate: boolean) {
  const head = (text: string) => (deflate ? text.replace(/\r\n$/, extension) : text);
  const { connection } = converse([
    ['client', head(request)],
    ['server', head(response)],
    [sender, bytes],
  ]);
  const list = [];
  for (let i = 0; i < connection.frames.length; i++) {
    for (const { rule } of findingsOfFrame(connection, i)) list.push({ rule, frame: i });
  }
  return list;
}

describe('the registry', () => {
  it('holds every file of the folder once', () => {
    const files = readdirSync(folder).filter((name) => name !== 'registry.ts');
    expect(rules).toHaveLength(files.length);
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    expect(files.map((name) => name.replace('.ts', '')).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  it('has one rule for each objection of the reader', () => {
    expect(rules.map((rule) => rule.violation).sort()).toEqual(Object.keys(violation).sort());
  });
});

describe('examples', () => {
  const examples = rules.flatMap((rule) => rule.examples.map((example) => ({ rule, example })));

  it.each(examples.map(({ rule, example }) => [`${rule.id}: ${example.title}`, rule, example] as const))(
    '%s',
    (_name, rule, example) => {
      const found = findings(example.sender, hex(example.hex), example.deflate ?? false);
      expect(found).toEqual([{ rule: rule.id, frame: example.frame }]);
    },
  );
});

describe('sound streams', () => {
  const key = [0x11, 0x22, 0x33, 0x44] as const;
  it.each([0, 1, 125, 126, 127, 65535, 65536])('a message of %i bytes each way', (size) => {
    const payload = utf8('a'.repeat(size));
    expect(findings('server', encodeFrame({ opcode: 1, payload }), false)).toEqual([]);
    expect(findings('client', encodeFrame({ opcode: 2, payload, key }), false)).toEqual([]);
  });
});
