// What real programs said, recorded by record.mjs: each message is recognised and summed up as its text file says.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { sessionClient } from '../../src/library/session.ts';
import type { PayloadContents, PayloadNode } from '../../src/worker/protocol.ts';

const folder = fileURLToPath(new URL('recordings', import.meta.url));
const names = readdirSync(folder).flatMap((file) => (file.endsWith('.pcapng') ? [file.slice(0, -7)] : []));

interface Decoded {
  readonly lines: string[];
  readonly findings: string[];
  readonly contents: PayloadContents[];
  readonly payloads: Uint8Array[];
}

async function decode(name: string): Promise<Decoded> {
  const client = sessionClient();
  const bytes = new Uint8Array(readFileSync(join(folder, `${name}.pcapng`)));
  const assumptions = { sender: null, deflate: null };
  const { capture } = await client.call('open', { kind: 'bytes', bytes, name, format: null, assumptions });
  const decoded: Decoded = { lines: [], findings: [], contents: [], payloads: [] };
  const [view] = capture.connections;
  decoded.findings.push(...view.contentFindings.map(({ rule }) => rule));
  const { records } = await client.call('messageRecords', { connection: view.id, from: 0, count: 1000 });
  for (const { sender, frames } of records) {
    const contents = await client.call('contents', { connection: view.id, frame: frames[0], format: null });
    const frame = await client.call('frame', { connection: view.id, frame: frames[0] });
    decoded.lines.push(`${sender} ${contents.format.id} (${contents.format.grade}): ${contents.summary}`);
    decoded.contents.push(contents);
    decoded.payloads.push(frame.message?.bytes ?? frame.unmasked);
  }
  return decoded;
}

function* all(nodes: readonly PayloadNode[]): Generator<PayloadNode> {
  for (const node of nodes) {
    yield node;
    yield* all(node.children);
  }
}

/** What the trees of faulty recordings say. */
const problems: Readonly<Record<string, readonly RegExp[]>> = {
  'jupyter-wrong-protocol': [
    /^Expected offsets of 8 bytes, .*, found the offsets of the protocol without a name/,
  ],
  'xmpp-stream-error': [/^Expected the end of “body”, found that of “message”/],
};

describe('recordings of real programs', () => {
  it('there are some', () => expect(names.length).toBeGreaterThan(26));

  for (const name of names) {
    it(`${name}: each message is what it is`, async () => {
      const { lines, contents } = await decode(name);
      expect(lines).toEqual(
        readFileSync(join(folder, `${name}.txt`), 'utf8')
          .trimEnd()
          .split('\n'),
      );
      const found = contents.flatMap(({ nodes }) => [...all(nodes)].flatMap(({ problem }) => problem ?? []));
      expect(found).toEqual((problems[name] ?? []).map((pattern) => expect.stringMatching(pattern)));
    });

    it(`${name}: a text of a message stands in the bytes that it names`, async () => {
      const { contents, payloads } = await decode(name);
      for (const [i, { nodes }] of contents.entries()) {
        for (const { value, start, end, unpacked, children } of all(nodes)) {
          if (!/^“[\w /.-]+”$/.test(value) || unpacked !== null || children.length > 0) continue;
          const slice = new TextDecoder().decode(payloads[i].subarray(start, end));
          expect(slice).toContain(value.slice(1, -1));
        }
      }
    });
  }
});

describe('findings of the recordings', () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    'action-cable-rejected': ['action-cable-rejected'],
    'action-cable-unauthorized': ['action-cable-disconnect'],
    'graphql-ws': ['graphql-error'],
    'guacamole-error': ['guacamole-error'],
    'jupyter-wrong-protocol': ['jupyter-malformed-message'],
    'kubernetes-failed': ['kubernetes-failure'],
    'mqtt-5-refused': ['mqtt-connection-refused'],
    'rfb-wrong-password': ['rfb-refused'],
    'sip-bad-request': ['sip-error-response'],
    'socket-io': ['socket-io-connect-error'],
    'xmpp-stream-error': ['xmpp-not-well-formed', 'xmpp-stream-error'],
    'xmpp-wrong-password': ['xmpp-authentication-failed'],
  };
  for (const name of names) {
    it(`${name}: ${expected[name]?.join(', ') ?? 'none'}`, async () => {
      expect((await decode(name)).findings).toEqual(expected[name] ?? []);
    });
  }
});

describe('values of real encoders', () => {
  it('are those that were encoded, as MessagePack and as CBOR', async () => {
    const { contents } = await decode('packed');
    for (const { nodes } of [contents[0], contents[2]]) {
      const values = new Map([...all(nodes)].map(({ label, value }) => [label, value]));
      expect(values.get('name')).toBe('“Ada”');
      expect(values.get('born')).toBe('1815');
      expect(values.get('ratio')).toBe('0.5');
      expect(values.get('bytes')).toBe('01 02 03');
      expect(values.get('2')).toBe('-7');
    }
  });
});

describe('trees of real conversations', () => {
  /** Values that stand in the trees, by their labels. */
  const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    'action-cable': { room: '“lobby”', action: '“speak”', text: '“hello”' },
    'action-cable-unauthorized': { reason: '“unauthorized”', reconnect: 'false' },
    guacamole: { 'argument 1': '“büro”' },
    jupyter: { execution_state: '“busy”', code: '“print(6 * 7)”', text: '“42\n”', 'buffer 0': '01 02 03' },
    'jupyter-v1': { channel: 'iopub', execution_state: '“busy”', code: '“print(6 * 7)”', text: '“42\n”' },
    kubernetes: {
      channel: '255 (close)',
      'closed channel': '0 (stdin)',
      content: '“HELLO\n”',
      status: '“Success”',
    },
    'kubernetes-failed': { status: '“Failure”', reason: '“BadRequest”', code: '400' },
    'kubernetes-v4': { content: '“bin\netc\n”', status: '“Success”' },
    rfb: { width: '64', height: '48', 'security result': '0 (OK)', key: '97' },
    'rfb-wrong-password': { 'security result': '1 (failed)', reason: '“Authentication failure”' },
    sip: { CSeq: '1 REGISTER', 'start line': 'SIP/2.0 200 OK' },
    xmpp: { mechanism: '“ANONYMOUS”', text: '“hello”' },
    'xmpp-wrong-password': { 'not-authorized': '' },
  };
  for (const [name, expected] of Object.entries(values)) {
    it(`${name}: has its values`, async () => {
      const { contents } = await decode(name);
      const nodes = contents.flatMap((one) => [...all(one.nodes)]);
      for (const [label, value] of Object.entries(expected)) {
        const found = nodes.filter((node) => node.label === label).map((node) => node.value);
        expect(found, label).toContain(value);
      }
    });
  }
});
