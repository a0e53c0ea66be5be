// What is handed over holds no secret, keeps lengths and verdict, and is read by those for whom it is.

import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { formatBase64 } from '../decoder/bytes/base64.ts';
import { encodeText } from '../decoder/bytes/utf8.ts';
import { type OutputId, outputIds, outputs, projectIds } from '../decoder/handover/outputs.ts';
import { writers } from '../decoder/handover/registry.ts';
import { encodeSegments, type Segment } from '../decoder/segments/segments.ts';
import { encodeFrame } from '../decoder/websocket/encode.ts';
import { acceptFor } from '../decoder/websocket/handshake.ts';
import { sessionClient } from '../library/session.ts';
import { concat } from '../testing/bytes.ts';
import type { Client } from './client.ts';
import type { CaptureView, HandoverRequest, HandoverResult } from './protocol.ts';

const key = 'dGhlIHNhbXBsZSBub25jZQ==';
const secret = 'hunter2hunter2';
const request = [
  `GET /ws?token=${secret}&room=1 HTTP/1.1`,
  'Host: chat.example',
  'Upgrade: websocket',
  'Connection: Upgrade',
  `Sec-WebSocket-Key: ${key}`,
  'Sec-WebSocket-Version: 13',
  `Cookie: sid=${secret}`,
];
const response = [
  'HTTP/1.1 101 Switching Protocols',
  'Upgrade: websocket',
  'Connection: Upgrade',
  `Sec-WebSocket-Accept: ${acceptFor(key)}`,
];
const head = (lines: readonly string[]) => encodeText(`${lines.join('\r\n')}\r\n\r\n`);
const text = (value: string, key?: readonly number[]) =>
  encodeFrame({ opcode: 1, payload: encodeText(value), ...(key && { key }) });

let time = 1_700_000_000;
const data = (sender: 'client' | 'server', bytes: Uint8Array): Segment => {
  time += 0.25;
  return { sender, kind: 'data', time, length: bytes.length, bytes };
};

/** A chat in which the server sets a reserved bit in its last frame. */
const container = encodeSegments({
  connections: [
    {
      client: '192.0.2.7:50123',
      server: '192.0.2.9:80',
      url: '',
      roles: 'known',
      transport: 'tcp',
      segments: [
        data('client', head(request)),
        data('server', head(response)),
        data('client', text(`{"password":"${secret}","n":1}`, [0x37, 0xfa, 0x21, 0x3d])),
        data('server', text('=HYPERLINK("http://evil.example")')),
        data('client', text('comma, "quote"\nline', [1, 2, 3, 4])),
        data('server', encodeFrame({ opcode: 2, payload: Uint8Array.of(1, 2, 3) })),
        data('server', concat([Uint8Array.of(0x88, 6, 0x03, 0xe9), encodeText('@sum')])),
        data('server', Uint8Array.of(0xa1, 1, 0x61)),
      ],
    },
  ],
});

async function open(file: Blob, name = 'chat.framescope'): Promise<{ client: Client; view: CaptureView }> {
  const client = sessionClient();
  const assumptions = { sender: null, deflate: null };
  const { capture } = await client.call('open', { kind: 'file', file, name, format: null, assumptions });
  return { client, view: capture };
}

type Handed = Extract<HandoverResult, { ok: true }>;

async function hand(
  output: OutputId,
  change: Partial<HandoverRequest> = {},
): Promise<Handed & { text: string }> {
  const { client } = await open(new Blob([container]));
  const result = await client.call('handOver', {
    connection: 0,
    output,
    bytesOf: 'client',
    play: null,
    project: 'ws',
    blank: false,
    redact: true,
    page: 'https://framescope.example/',
    ...change,
  });
  if (!result.ok) throw new Error(result.problem);
  return { ...result, text: await result.content.text() };
}

/** The secret in every form in which bytes are written. */
function forms(bytes: Uint8Array): string[] {
  const hex = Buffer.from(bytes).toString('hex');
  const pairs = hex.match(/../g) ?? [];
  return [
    secret,
    hex,
    pairs.join(' '),
    pairs.map((pair) => `0x${pair}`).join(', '),
    pairs.map((pair) => `\\x${pair}`).join(''),
  ];
}

describe('every output', () => {
  it('has a writer of its group', () => {
    for (const id of outputIds)
      expect([id, writers[id].id, writers[id].kind]).toEqual([id, id, outputs[id].group]);
  });

  it.each(outputIds)('%s holds no secret unless it is asked for', async (id) => {
    const redacted = await hand(id);
    const found = forms(encodeText(secret)).filter((form) => redacted.text.includes(form));
    expect(found).toEqual([]);
    expect(redacted.removed.length).toBe(redacted.removedCount);
    const whole = await hand(id, { redact: false });
    expect(whole.removedCount).toBe(0);
    // The same, but for the secrets.
    if (outputs[id].group !== 'report') expect(redacted.text).not.toBe(whole.text);
  });

  it.each(outputIds.filter((id) => id !== 'markdown' && id !== 'html' && id !== 'issue'))(
    '%s has the same length with and without secrets',
    async (id) => {
      const sizes = [await hand(id), await hand(id, { redact: false })].map(({ text }) => text.length);
      // Sentences about what was replaced are the only difference.
      expect(Math.abs(sizes[0] - sizes[1])).toBeLessThan(120);
    },
  );
});

describe('packets', () => {
  it('opened again have the same verdict, with and without secrets and payloads', async () => {
    const [view] = (await open(new Blob([container]))).view.connections;
    for (const change of [{}, { redact: false }, { blank: true }]) {
      const { content } = await hand('pcapng', change);
      const [again] = (await open(content, 'again.pcapng')).view.connections;
      const of = ({ level, headline, frames, client, server }: typeof view) => ({
        level,
        headline,
        frames,
        client,
        server,
      });
      expect(of(again)).toEqual(of(view));
    }
  });
});

describe('messages', () => {
  it('as JSON lines are in order, with control frames', async () => {
    const lines = (await hand('jsonl')).text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ sender, kind }) => `${sender} ${kind}`)).toEqual([
      'client text',
      'server text',
      'client text',
      'server binary',
      'server close',
      'server text',
    ]);
    expect(lines[0].text).toBe(`{"password":"${'x'.repeat(secret.length)}","n":1}`);
    expect(lines[0].time).toMatch(/^2023-11-14T22:13:\d\d\.\d{6}Z$/);
    expect(lines[3].base64).toBe('AQID');
    expect(lines[4]).toMatchObject({ code: 1001, reason: '@sum' });
  });

  it('as CSV run no formula', async () => {
    const { text } = await hand('csv');
    expect(text).toContain(`,"'=HYPERLINK(""http://evil.example"")",`);
    expect(text).toContain('"comma, ""quote""\nline"');
    for (const cell of text.split(/\r\n|,/)) expect(cell).not.toMatch(/^"?[=+@-]/);
  });

  it('as HAR are read again', async () => {
    const { content } = await hand('har');
    const { view } = await open(content, 'chat.har');
    expect(view.format).toBe('har');
    expect(view.connections[0]).toMatchObject({
      messages: 5,
      url: `ws://chat.example/ws?token=${'x'.repeat(secret.length)}&room=1`,
    });
  });

  it('are blanked when asked', async () => {
    const { text } = await hand('jsonl', { blank: true });
    expect(text).not.toContain('HYPERLINK');
    expect(JSON.parse(text.split('\n')[1]).text).toMatch(/^x{33}$/);
  });
});

describe('reports', () => {
  it('have the verdict, the evidence, the header, the fix and the link', async () => {
    const { text } = await hand('markdown');
    expect(text).toContain('**Broken: ');
    expect(text).toContain('|F|R|R|R|opcode |M| Payload len |');
    expect(text).toMatch(/\n {2}000000[0-9a-f]{2} {2}[0-9a-f]{2}/);
    expect(text).toContain('## Fix');
    expect(text).toContain('](https://framescope.example/#');
    expect(text).toContain('Replaced: parameter');
  });

  it('as HTML have a policy that allows their own style and nothing else', async () => {
    const { text } = await hand('html');
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
    const hash = formatBase64(sha256(encodeText(style)));
    expect(text).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
    expect(text).not.toMatch(/<script|<img|<link|\son\w+=|style="/i);
  });

  it.each(projectIds)('as the text of an issue of %s leave no section empty', async (project) => {
    const { text, name } = await hand('issue', { project });
    expect(name).toBe(`chat-issue-${project}.md`);
    // A heading is followed by a text, and not by the next heading or the end.
    expect(text).not.toMatch(/^### [^\n]*\n+(?:###|$(?![\s\S]))/m);
    expect(text).toMatch(/^(?:### |\*\*)/m);
    expect(text).toContain('framescope export --as node');
  });
});

describe('what cannot be handed over is said', () => {
  const problem = async (
    file: Blob,
    name: string,
    output: OutputId,
    bytesOf: HandoverRequest['bytesOf'] = 'client',
  ) => {
    const { client } = await open(file, name);
    const result = await client.call('handOver', {
      ...{ connection: 0, output, bytesOf, play: null, project: 'ws', blank: false, redact: true, page: '' },
    } as HandoverRequest);
    return result.ok ? null : result.problem;
  };

  it('of a HAR: the bytes of the wire', async () => {
    const { content } = await hand('har');
    for (const output of ['pcapng', 'node', 'hex'] as const)
      expect(await problem(content, 'chat.har', output)).toMatch(
        /^Expected .*, found messages or headers alone/,
      );
  });

  it('a frame that is not there', async () => {
    expect(await problem(new Blob([container]), 'chat', 'hex', { frame: 99 })).toBe(
      'Expected a frame from 0 to 5, found 99.',
    );
  });
});
