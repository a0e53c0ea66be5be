// Finds what must not leave with a shared capture: cookies, credentials and tokens in HTTP heads, in addresses and in
// text messages. Lengths are kept when they are replaced, so frames, checks and the diagnosis stay the same.

import { decodeLatin1 } from '../bytes/utf8.ts';
import type { Sender } from '../model/basics.ts';
import { readHead } from '../websocket/http-head.ts';

/** One secret. Offsets count bytes of the input that was searched. */
export interface Secret {
  /** Where it is, in words: `Cookie "session"`. */
  readonly what: string;
  readonly start: number;
  readonly end: number;
}

/** A secret that a link or file does not hold. */
export interface RemovedSecret {
  /** `Cookie "session"`. */
  readonly what: string;
  readonly sender: Sender;
  /** The frame that had it, or `null` for a head. */
  readonly frame: number | null;
  readonly bytes: number;
}

/** Words that make the value of a name a secret, wherever they are in the name. */
const secretWords = new Set([
  ...['password', 'passwd', 'passphrase', 'pwd', 'pass', 'secret', 'token', 'jwt', 'auth', 'authorization'],
  ...['bearer', 'credential', 'credentials', 'cookie', 'session', 'sessionid', 'sid', 'apikey', 'signature'],
  ...['sig', 'ticket', 'otp', 'csrf', 'xsrf'],
]);
/** Words before `key` that make it a secret. */
const secretKeys = new Set(['api', 'access', 'private', 'secret', 'client', 'auth', 'signing', 'encryption']);
/** Headers whose names have such a word and whose values are no secret. */
const publicHeaders =
  /^(?:sec-websocket-|access-control-|www-authenticate$|proxy-authenticate$|:authority$|strict-)/i;
/** A part of an address or of a subprotocol of this length, in characters, with letters and digits, is a token. */
const minTokenLength = 20;
const minProtocolTokenLength = 16;
/** Longest name of a JSON member or of a parameter that is looked at, in characters. */
const maxNameLength = 64;

/** What may be a JSON Web Token: its header is an object in base64url. */
const tokenRun = /[\w.-]{20,}/g;
const jwt = /^eyJ[\w-]{8,}\.[\w-]{8,}/;
const bearer = /\bBearer +([\w.~+/=-]{8,})/gi;
const jsonMember = new RegExp(
  `"([^"\\\\]{1,${maxNameLength}})"\\s{0,8}:\\s{0,8}"((?:[^"\\\\]|\\\\.)*)"`,
  'g',
);
const parameterValue = /=([^&;\s"'#<>]+)/g;
const parameterName = /[\w.[\]-]+$/;

/** Whether the value of something with this name is a secret. */
function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  return words.some(
    (word, i) => secretWords.has(word) || (word === 'key' && i > 0 && secretKeys.has(words[i - 1])),
  );
}

function looksLikeToken(value: string, minLength: number): boolean {
  return (
    value.length >= minLength && /^[\w.~+/=%-]+$/.test(value) && /\d/.test(value) && /[A-Za-z]/.test(value)
  );
}

/** Collects secrets; a byte is part of one at most. */
class Found {
  readonly #list: Secret[] = [];

  add(what: string, start: number, end: number): void {
    if (end > start) this.#list.push({ what, start, end });
  }

  /** In order. Of secrets that overlap the one that begins first stays, and is as long as all of them. */
  get merged(): Secret[] {
    const merged: Secret[] = [];
    for (const secret of this.#list.sort((a, b) => a.start - b.start || b.end - a.end)) {
      const last = merged.at(-1);
      if (last === undefined || secret.start >= last.end) merged.push(secret);
      else if (secret.end > last.end) merged[merged.length - 1] = { ...last, end: secret.end };
    }
    return merged;
  }
}

/** One parameter of a query or of a form. */
interface Parameter {
  readonly name: string;
  readonly value: string;
  /** Index of the value in the text. */
  readonly at: number;
}

function* parametersOf(text: string): Generator<Parameter> {
  for (const match of text.matchAll(parameterValue)) {
    const before = text.slice(Math.max(0, match.index - maxNameLength), match.index);
    const name = parameterName.exec(before)?.[0];
    if (name !== undefined) yield { name, value: match[1], at: match.index + 1 };
  }
}

/** The secrets of an address, in characters: user and password, parameters, and path segments that are tokens. */
function secretsInUrl(url: string): Secret[] {
  const found = new Found();
  addUrl(found, url, 0);
  return found.merged;
}

/** An address with `x` in place of its secrets. */
export function redactedUrl(url: string): string {
  let result = url;
  for (const { start, end } of secretsInUrl(url))
    result = result.slice(0, start) + 'x'.repeat(end - start) + result.slice(end);
  return result;
}

function addUrl(found: Found, url: string, at: number): void {
  const userInfo = /^[a-z][a-z\d+.-]*:\/\/([^/?#@]*)@/i.exec(url);
  if (userInfo !== null) {
    const start = url.indexOf('//') + 2;
    found.add('user and password of the URL', at + start, at + start + userInfo[1].length);
  }
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  for (const { 0: segment, index } of path.matchAll(/[^/]+/g)) {
    if (looksLikeToken(segment, minTokenLength) && !segment.includes('.'))
      found.add('token in the path', at + index, at + index + segment.length);
  }
  if (query < 0) return;
  for (const { name, value, at: valueAt } of parametersOf(url.slice(query))) {
    if (!isSecretName(name) && name.toLowerCase() !== 'key' && !looksLikeToken(value, minTokenLength))
      continue;
    const start = at + query + valueAt;
    found.add(`parameter "${name}" of the URL`, start, start + value.length);
  }
}

/** The secrets of an HTTP head, in bytes from its first one. */
export function secretsInHead(bytes: Uint8Array): Secret[] {
  const head = readHead(bytes);
  const text = decodeLatin1(bytes.subarray(0, head.byteLength));
  const found = new Found();
  if (head.kind === 'request') {
    const targetAt = head.startLine.indexOf(' ') + 1;
    addUrl(found, head.target, targetAt);
  }
  for (const { name, start, end } of head.headers) {
    const line = text.slice(start, end);
    const valueAt =
      line.indexOf(':') + 1 + (/^[ \t]*/.exec(line.slice(line.indexOf(':') + 1))?.[0].length ?? 0);
    addHeader(found, name, line.slice(valueAt), start + valueAt);
  }
  return found.merged;
}

function addHeader(found: Found, name: string, value: string, at: number): void {
  const lower = name.toLowerCase();
  if (lower === 'cookie' || lower === 'set-cookie') {
    addCookies(found, name, lower === 'cookie' ? value : value.replace(/;.*$/s, ''), at);
  } else if (lower === 'authorization' || lower === 'proxy-authorization') {
    const scheme = /^\S+ +/.exec(value)?.[0].length ?? 0;
    found.add(name, at + scheme, at + value.length);
  } else if (lower === 'sec-websocket-protocol') {
    for (const { 0: part, index } of value.matchAll(/[^.,\s]+/g)) {
      if (looksLikeToken(part, minProtocolTokenLength))
        found.add(`token in ${name}`, at + index, at + index + part.length);
    }
  } else if (isSecretName(name) && !publicHeaders.test(name)) {
    found.add(name, at, at + value.length);
  } else if (/[/?]/.test(value) && !publicHeaders.test(name)) {
    addUrl(found, value, at);
  }
  addTokens(found, value, at);
}

function addCookies(found: Found, header: string, value: string, at: number): void {
  for (const match of value.matchAll(/([^;=\s]+)=([^;]*)/g)) {
    const end = at + match.index + match[0].length;
    found.add(`${header} "${match[1]}"`, end - match[2].length, end);
  }
}

function addTokens(found: Found, text: string, at: number): void {
  for (const { 0: run, index } of text.matchAll(tokenRun))
    if (jwt.test(run)) found.add('JSON Web Token', at + index, at + index + run.length);
  for (const match of text.matchAll(bearer)) {
    const end = at + match.index + match[0].length;
    found.add('bearer token', end - match[1].length, end);
  }
}

/** The secrets of a text message, in bytes: JSON members and parameters by their names, and tokens. */
export function secretsInText(bytes: Uint8Array): Secret[] {
  const text = decodeLatin1(bytes);
  const found = new Found();
  for (const match of text.matchAll(jsonMember)) {
    if (!isSecretName(match[1])) continue;
    const end = match.index + match[0].length - 1;
    found.add(`"${match[1]}"`, end - match[2].length, end);
  }
  for (const { name, value, at } of parametersOf(text)) {
    if (isSecretName(name)) found.add(`"${name}"`, at, at + value.length);
  }
  addTokens(found, text, 0);
  return found.merged;
}

/** The byte that replaces each byte of a secret: `x`. */
export const filler = 0x78;

/** Overwrites the secrets that lie in `bytes`, whose first byte is at `offset`. Line ends of a folded header stay. */
export function overwrite(
  bytes: Uint8Array,
  offset: number,
  secrets: readonly Pick<Secret, 'start' | 'end'>[],
): void {
  for (const { start, end } of secrets) {
    const to = Math.min(end - offset, bytes.length);
    for (let i = Math.max(0, start - offset); i < to; i++) {
      if (bytes[i] !== 13 && bytes[i] !== 10) bytes[i] = filler;
    }
  }
}
