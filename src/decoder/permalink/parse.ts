// Reads a URL fragment that anybody may have written: everything is checked, nothing throws, and what is
// wrong is said in one sentence with the place.

import { parseBase64 } from '../bytes/base64.ts';
import { hexDigit, parseHex } from '../bytes/hex.ts';
import type { Assumptions } from '../model/assumptions.ts';
import { visibleLine } from '../model/visible-text.ts';
import { inflateRaw } from '../websocket/inflate-raw.ts';
import { checksum } from './checksum.ts';
import { clip, parseDeflateValue } from './deflate-value.ts';
import {
  filterLimit,
  firstView,
  indexLimit,
  type LinkPayload,
  type LinkView,
  openLimit,
  type ParsedPermalink,
  type PermalinkKey,
  permalinkKeys,
  permalinkVersion,
  unpackedLimit,
} from './schema.ts';
import { type LinkField, type LinkFields, upgrade } from './upgraders.ts';

/** A sentence on its way to the user. Thrown and caught in this file alone. */
class LinkProblem extends Error {}

const payloadKeys = ['hex', 'b64', 'client', 'server', 'z', 'error'] as const;

/** Whether a fragment is meant as a permalink at all: an empty one and an anchor such as `#top` are not. */
export function isPermalink(fragment: string): boolean {
  return /^#?[a-z0-9]+=/.test(fragment);
}

/** Takes a fragment apart, its `#` optional. */
export function parsePermalink(fragment: string): ParsedPermalink {
  try {
    return read(fragment.replace(/^#/, ''));
  } catch (error) {
    if (error instanceof LinkProblem) return { ok: false, message: error.message };
    throw error;
  }
}

function read(text: string): ParsedPermalink {
  if (text.length > openLimit) {
    throw new LinkProblem(
      `Expected a link of at most ${openLimit} characters, found ${text.length}. Send the bytes as a file instead.`,
    );
  }
  const written = readFields(text);
  const version = readVersion(written.get('v'));
  const fields = upgrade(written, version);
  const link = {
    payload: readPayload(fields),
    assumptions: readAssumptions(fields),
    view: readView(fields),
  };
  return { ok: true, version, link, ignored: ignoredKeys(fields) };
}

function readFields(text: string): Map<string, LinkField> {
  const fields = new Map<string, LinkField>();
  let at = 0;
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    const key = equals < 0 ? part : part.slice(0, equals);
    if (key !== '') {
      if (fields.has(key)) {
        throw new LinkProblem(
          `Expected ${quote(key)} once in the link, found it again at character ${at + 1}.`,
        );
      }
      fields.set(key, { value: equals < 0 ? '' : part.slice(equals + 1), at: at + key.length + 1 });
    }
    at += part.length + 1;
  }
  return fields;
}

function readVersion(field: LinkField | undefined): number {
  if (field === undefined) return 1;
  if (!/^[1-9][0-9]{0,5}$/.test(field.value)) {
    throw problem('v', field, 'a version number', quote(field.value));
  }
  const version = Number(field.value);
  if (version > permalinkVersion) {
    throw new LinkProblem(
      `Expected a link of version ${permalinkVersion} or older, found version ${version}: it was made by a newer Framescope. Update this one to open it.`,
    );
  }
  return version;
}

function readPayload(fields: LinkFields): LinkPayload {
  const given = payloadKeys.filter((key) => fields.has(key));
  const both = given.every((key) => key === 'client' || key === 'server');
  if (given.length === 0) {
    throw new LinkProblem(
      'Expected bytes in the link (hex=, b64=, client=, server= or z=) or an error text (error=), found none: it was cut, or is no link of ours.',
    );
  }
  if (given.length > 1 && !both) {
    throw new LinkProblem(
      `Expected the bytes once, found both ${given[0]}= and ${given[1]}= in the link. Only client= and server= go together.`,
    );
  }
  if (both) {
    const client = fields.get('client');
    const server = fields.get('server');
    const payload: LinkPayload = {
      kind: 'directions',
      client: client ? readHex('client', client) : new Uint8Array(0),
      server: server ? readHex('server', server) : new Uint8Array(0),
    };
    if (payload.client.length + payload.server.length === 0) {
      throw new LinkProblem('Expected bytes after client= or server= in the link, found none.');
    }
    return payload;
  }
  const field = fields.get(given[0]) as LinkField;
  if (given[0] === 'error') {
    const text = decode('error', field, true).trim();
    if (text === '') throw problem('error', field, 'an error text', 'nothing');
    return { kind: 'error', text };
  }
  if (given[0] === 'hex')
    return { kind: 'bytes', notation: 'hex', bytes: filled('hex', field, readHex('hex', field)) };
  if (given[0] === 'z') return { kind: 'packed', container: readPacked(field, fields.get('sum')) };
  const bytes = readBase64('b64', field);
  return { kind: 'bytes', notation: 'base64', bytes: filled('b64', field, bytes) };
}

function readHex(key: PermalinkKey, field: LinkField): Uint8Array {
  const text = decode(key, field, true).replace(/[\s,:]|0x/gi, '');
  const bytes = parseHex(text);
  if (bytes !== null) return bytes;
  const bad = [...text].find((character) => hexDigit(character.charCodeAt(0)) < 0);
  if (bad !== undefined) throw problem(key, field, 'hex digits', quote(bad));
  throw problem(key, field, 'two hex digits for each byte', `${text.length} digits: half a byte is missing`);
}

function readBase64(key: PermalinkKey, field: LinkField): Uint8Array {
  const bytes = parseBase64(decode(key, field, false));
  if (bytes === null) throw problem(key, field, 'base64', 'something else: the link was cut or altered');
  return bytes;
}

function readPacked(field: LinkField, sum: LinkField | undefined): Uint8Array {
  if (sum === undefined || !/^[0-9a-f]{8}$/.test(sum.value)) {
    throw problem('sum', sum, 'eight hex digits that check the bytes', sum ? quote(sum.value) : 'none');
  }
  const packed = filled('z', field, readBase64('z', field));
  const result = inflateRaw(packed, unpackedLimit + 1);
  if (result.capped) {
    throw problem('z', field, `at most ${unpackedLimit} bytes when unpacked`, 'more');
  }
  // the four bytes that end a WebSocket message do not belong to a stream of its own, which ends by itself;
  // the sum decides
  if (result.error !== null && result.error !== 'truncated') {
    throw problem('z', field, 'packed bytes', `${result.error}: the link was cut or altered`);
  }
  const found = checksum(result.bytes);
  if (found !== sum.value) {
    throw problem('z', field, `bytes with the sum ${sum.value}`, `${found}: the link was cut or altered`);
  }
  return result.bytes;
}

function readAssumptions(fields: LinkFields): Assumptions {
  const from = fields.get('from');
  const deflate = fields.get('deflate');
  let sender: Assumptions['sender'] = null;
  if (from !== undefined) {
    if (from.value !== 'client' && from.value !== 'server') {
      throw problem('from', from, 'client or server', quote(from.value));
    }
    if (!fields.has('client') && !fields.has('server')) sender = from.value;
  }
  if (deflate === undefined) return { sender, deflate: null };
  const parameters = parseDeflateValue(decode('deflate', deflate, true));
  if (parameters !== 'none' && 'problem' in parameters) {
    throw new LinkProblem(`${parameters.problem}, in deflate= ${place(deflate)}.`);
  }
  return { sender, deflate: parameters };
}

function readView(fields: LinkFields): LinkView {
  const field = fields.get('field');
  if (field !== undefined && !/^[a-z][a-z0-9-]{0,31}$/.test(field.value)) {
    throw problem('field', field, 'the name of a header field', quote(field.value));
  }
  return {
    connection: readIndex(fields, 'conn') ?? firstView.connection,
    frame: readIndex(fields, 'frame'),
    field: field?.value ?? null,
    ...readFilter(fields),
  };
}

function readFilter(fields: LinkFields): Pick<LinkView, 'filter'> {
  const field = fields.get('filter');
  if (field === undefined) return {};
  const filter = visibleLine(decode('filter', field, true).trim());
  if (filter.length > filterLimit)
    throw problem('filter', field, `a filter of at most ${filterLimit} characters`, `${filter.length}`);
  return filter === '' ? {} : { filter };
}

function readIndex(fields: LinkFields, key: 'conn' | 'frame'): number | null {
  const field = fields.get(key);
  if (field === undefined) return null;
  if (!/^[0-9]{1,10}$/.test(field.value) || Number(field.value) > indexLimit) {
    throw problem(key, field, `a number from 0 to ${indexLimit}`, quote(field.value));
  }
  return Number(field.value);
}

function ignoredKeys(fields: LinkFields): string[] {
  const known: readonly string[] = permalinkKeys;
  const ignored = [...fields.keys()].filter((key) => !known.includes(key));
  if (fields.has('from') && (fields.has('client') || fields.has('server'))) ignored.push('from');
  if (fields.has('sum') && !fields.has('z')) ignored.push('sum');
  return ignored.map(clip);
}

function decode(key: PermalinkKey, field: LinkField, plusIsSpace: boolean): string {
  try {
    return decodeURIComponent(plusIsSpace ? field.value.replaceAll('+', ' ') : field.value);
  } catch {
    throw problem(key, field, '% and two hex digits where a character is escaped', 'another use of %');
  }
}

function filled(key: PermalinkKey, field: LinkField, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw problem(key, field, 'at least one byte', 'none');
  return bytes;
}

function problem(
  key: PermalinkKey,
  field: LinkField | undefined,
  expected: string,
  found: string,
): LinkProblem {
  return new LinkProblem(
    `Expected ${expected}, found ${found}, in ${key}= ${field ? place(field) : 'of the link'}.`,
  );
}

function place(field: LinkField): string {
  return `at character ${field.at + 1} of the link`;
}

function quote(text: string): string {
  return text === '' ? 'nothing' : `"${clip(text)}"`;
}
