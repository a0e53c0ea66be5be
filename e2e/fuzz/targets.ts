// What the fuzzer calls: each target takes bytes and must end without an exception, in time and in little memory.
// The first byte chooses where a target has several readers.

import { readFileSync } from 'node:fs';
import { MemoryStore } from '../../src/decoder/bytes/store.ts';
import { checkConfiguration } from '../../src/decoder/configuration/check.ts';
import { type ConfigurationKind, configurationKinds } from '../../src/decoder/configuration/report.ts';
import { createFrameFastPath } from '../../src/decoder/fast-path/frames.ts';
import { completionsAt } from '../../src/decoder/frame-filter/completions.ts';
import { parseFilter } from '../../src/decoder/frame-filter/parse.ts';
import { checkHandshake } from '../../src/decoder/handshake-check/check.ts';
import { importers } from '../../src/decoder/importers/registry.ts';
import { noAssumptions } from '../../src/decoder/model/assumptions.ts';
import { decodePayload } from '../../src/decoder/payloads/decode.ts';
import { formats } from '../../src/decoder/payloads/registry.ts';
import { parsePermalink } from '../../src/decoder/permalink/parse.ts';
import { explainText } from '../../src/decoder/recognise/explain-text.ts';
import { ConnectionDecoder } from '../../src/decoder/websocket/connection-decoder.ts';
import { sessionClient } from '../../src/library/session.ts';
import { noFacts } from '../../src/testing/payload-examples.ts';

export type Target = (bytes: Uint8Array) => unknown;

/** Of the captures that the target `tls` begins with. The fuzzer runs at the root of the project. */
const keyLog = readFileSync('e2e/fixtures/tls/node.keys.log', 'utf8');

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

/** The reader that the first byte chooses, and the rest. */
function chosen<T>(list: readonly T[], bytes: Uint8Array): [T, Uint8Array] {
  return [list[(bytes[0] ?? 0) % list.length], bytes.subarray(1)];
}

/** Opens and diagnoses an input. What cannot be opened is refused with a sentence, which is no fault. */
async function open(bytes: Uint8Array, format: string | null, keyText = ''): Promise<unknown> {
  const client = sessionClient();
  const secrets = keyText === '' ? [] : [{ kind: 'tls-key-log', text: keyText } as const];
  const input = { kind: 'bytes', bytes, name: 'input', format, assumptions: noAssumptions, secrets } as const;
  return client.call('open', input);
}

const request =
  'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n';
const response =
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n';

/** The frames of a server's bytes, one line each, read whole or in pieces of `step` bytes. */
function framesOf(bytes: Uint8Array, step: number, isFast: boolean): string[] {
  const store = new MemoryStore('fuzz');
  const opening = {
    transport: 'bytes',
    fidelity: 'bytes',
    roles: 'known',
    client: null,
    server: null,
  } as const;
  const decoder = new ConnectionDecoder(
    0,
    opening,
    store,
    noAssumptions,
    isFast ? createFrameFastPath() : null,
  );
  const heads = [
    ['client', new TextEncoder().encode(request)],
    ['server', new TextEncoder().encode(response)],
  ] as const;
  for (const [sender, head] of heads) decoder.data(sender, head, store.append(head), 0);
  for (let at = 0; at < bytes.length; at += step) {
    const piece = bytes.slice(at, at + step);
    decoder.data('server', piece, store.append(piece), 0);
  }
  decoder.finish();
  const { frames } = decoder.view();
  return Array.from(
    { length: frames.length },
    (_, i) =>
      `${frames.offset(i)} ${frames.opcode(i)} ${frames.payloadLength(i)} ${frames.violations(i)} ${frames.confidence(i)}`,
  );
}

/** The compiled reader of frames finds what the plain one finds, however the bytes are cut. */
function fastPath(bytes: Uint8Array): void {
  const step = 1 + (bytes[0] ?? 0) * 3;
  const stream = bytes.subarray(1);
  const wanted = framesOf(stream, stream.length || 1, false).join('\n');
  for (const [size, isFast] of [
    [stream.length || 1, true],
    [step, true],
    [step, false],
  ] as const) {
    const found = framesOf(stream, size, isFast).join('\n');
    if (found !== wanted)
      throw new Error(
        `The readers differ (pieces of ${size}, compiled ${isFast}):\n${wanted}\n---\n${found}`,
      );
  }
}

const kinds = Object.keys(configurationKinds) as ConfigurationKind[];
const senders = ['client', 'server'] as const;

export const targets: Readonly<Record<string, Target>> = {
  recognition: (bytes) => open(bytes, null),
  importer: (bytes) => {
    const [importer, rest] = chosen(importers, bytes);
    return open(rest, importer.id);
  },
  tls: (bytes) => open(bytes, null, keyLog),
  configuration: (bytes) => {
    const [kind, rest] = chosen([undefined, ...kinds], bytes);
    return checkConfiguration(textOf(rest), undefined, kind);
  },
  handshake: (bytes) => checkHandshake(textOf(bytes)),
  permalink: (bytes) => parsePermalink(textOf(bytes)),
  filter: (bytes) => {
    const text = textOf(bytes);
    completionsAt(text, text.length);
    return parseFilter(text);
  },
  payload: (bytes) => {
    const [format, rest] = chosen([null, ...formats.map(({ id }) => id)], bytes);
    const kind = (rest[0] ?? 0) % 2 === 0 ? 'binary' : 'text';
    return decodePayload(rest, { ...noFacts, sender: senders[(bytes[0] ?? 0) & 1], kind }, format);
  },
  error: (bytes) => explainText(textOf(bytes)),
  frames: fastPath,
};
