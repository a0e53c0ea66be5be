// An open capture: its connections at once, their frames and payloads when they are asked for.

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { payloadOffset } from '../decoder/model/coordinates.ts';
import { secretKindOf } from '../decoder/model/secret-text.ts';
import { CallFailed, type Client } from '../worker/client.ts';
import type { CaptureView, ConnectionView } from '../worker/protocol.ts';
import { checkedParts, checksForJson } from './checks.ts';
import { DecodeError } from './decode-error.ts';
import type { StartHash } from './digests.ts';
import type { CaptureReader, Input, OpenOptions } from './options.ts';
import { connectionOf, framesOf, messagesOf, type RecordSource, sourceOf } from './report.ts';
import type * as results from './results.ts';
import { sessionClient } from './session.ts';

/** Largest payload that is returned in one piece, in bytes. */
const maxPayload = 64 << 20;

const startHash: StartHash = () => {
  const hash = sha256.create();
  return { update: (bytes) => void hash.update(bytes), hex: () => bytesToHex(hash.digest()) };
};

async function blobOf(input: Exclude<Input, string>): Promise<Blob> {
  if (input instanceof Blob) return input;
  if (input instanceof ArrayBuffer) return new Blob([input]);
  if (input instanceof Uint8Array) return new Blob([input as Uint8Array<ArrayBuffer>]);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of input as AsyncIterable<Uint8Array<ArrayBuffer>>) chunks.push(chunk);
  return new Blob(chunks);
}

/** A failure of the session in the words of the library. */
function asDecodeError(error: unknown): unknown {
  return error instanceof CallFailed ? new DecodeError(error.message, { cause: error }) : error;
}

async function openView(
  client: Client,
  file: Blob,
  name: string,
  options: OpenOptions,
): Promise<CaptureView> {
  const { sender = null, as = null, keylog } = options;
  const secrets =
    keylog === undefined ? [] : [{ kind: secretKindOf(keylog) ?? ('tls-key-log' as const), text: keylog }];
  try {
    const { capture } = await client.call('open', {
      kind: 'file',
      file,
      name,
      format: as,
      assumptions: { ...noAssumptions, sender },
      secrets,
    });
    return capture;
  } catch (error) {
    throw asDecodeError(error);
  }
}

/** The session of an open capture, for the functions of the library. */
export interface OpenedCapture {
  readonly client: Client;
  readonly view: CaptureView;
  readonly reader: CaptureReader;
}

/** Opens an input with the session that it is read from. */
export async function openSession(input: Input, options: OpenOptions): Promise<OpenedCapture> {
  const file = typeof input === 'string' ? new Blob([input]) : await blobOf(input);
  const client = sessionClient();
  const view = await openView(client, file, options.name ?? 'input', options);
  const { maxRecords = Number.POSITIVE_INFINITY, url = null } = options;
  const viewOf = (id: number): ConnectionView => {
    const found = view.connections.find((one) => one.id === id);
    if (found === undefined) throw new RangeError(`Expected the id of a connection, found ${id}.`);
    return found;
  };
  const recordsOf = (id: number): RecordSource => ({ client, view: viewOf(id), startHash, maxRecords });
  const reader: CaptureReader = {
    source: sourceOf(view),
    connections: view.connections.map(({ id }) => id),
    connection: async (id) => connectionOf(recordsOf(id)),
    frames: (id) => framesOf(recordsOf(id)),
    messages: (id) => messagesOf(recordsOf(id)),
    payload: async (id, frame, of = 'frame') => payloadOf(client, viewOf(id).id, frame, of),
    async report() {
      const connections: results.Connection[] = [];
      for (const { id } of view.connections) connections.push(await connectionOf(recordsOf(id)));
      return {
        source: sourceOf(view),
        errors: view.errors,
        checks: checksForJson(await checkedParts(view, file, url)),
        groups: view.groups,
        counted: view.counted.connections,
        connections,
      };
    },
  };
  return { client, view, reader };
}

async function payloadOf(
  client: Client,
  connection: number,
  frame: number,
  of: 'frame' | 'message',
): Promise<Uint8Array> {
  const request = { connection, frame, of: of === 'frame' ? ('unmasked' as const) : of };
  const end = payloadOffset(Number.POSITIVE_INFINITY);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (;;) {
      const page = await client.call('payload', { ...request, start: payloadOffset(length), end });
      if (page.total > maxPayload) {
        throw new DecodeError(`Expected a payload of at most ${maxPayload} bytes, found ${page.total}.`);
      }
      parts.push(page.bytes as Uint8Array<ArrayBuffer>);
      length += page.bytes.length;
      if (page.bytes.length === 0 || length >= page.total) break;
    }
  } catch (error) {
    throw asDecodeError(error);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
