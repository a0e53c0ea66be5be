// The backends of nghttpx: `HOST,PORT;PATTERN:PATTERN;parameter;parameter`, and which pattern takes a request.

import type { Span } from '../model.ts';
import type { NghttpxOption } from './parse.ts';

/** An address of a frontend or a backend. */
export interface Address {
  /** Empty for a socket of the file system. */
  readonly host: string;
  readonly port: number | null;
  /** `unix:/run/app.sock`, `127.0.0.1:3000`. */
  readonly words: string;
}

/** Something that stands between two semicolons. */
export interface Parameter extends Span {
  /** Lower case. */
  readonly name: string;
  /** Null for one without `=`. */
  readonly value: string | null;
  readonly label: string;
}

/** A host and a path; an empty host stands for all. */
export interface Pattern {
  /** Lower case; begins with `*` for all hosts with this end. */
  readonly host: string;
  readonly path: string;
}

/** The value of a `backend` line. */
export interface BackendLine {
  readonly option: NghttpxOption;
  /** Null when the value does not begin with `HOST,PORT`. */
  readonly address: Address | null;
  readonly patterns: readonly Pattern[];
  /** The patterns as written. */
  readonly patternText: Span & { readonly text: string };
  readonly parameters: readonly Parameter[];
}

/** `HOST,PORT` or `unix:PATH`. */
export function addressOf(text: string): Address | null {
  if (/^unix:/i.test(text)) return { host: '', port: null, words: text };
  const comma = text.lastIndexOf(',');
  const port = text.slice(comma + 1);
  if (comma < 1 || !/^\d{1,5}$/.test(port) || Number(port) > 65535 || Number(port) === 0) return null;
  return { host: text.slice(0, comma), port: Number(port), words: `${text.slice(0, comma)}:${port}` };
}

/** The parts between semicolons, with their places. */
export function partsOf({ value, at }: NghttpxOption): (Span & { readonly text: string })[] {
  let start = at.start;
  return value.split(';').map((text) => {
    const part = { text, start, end: start + text.length };
    start = part.end + 1;
    return part;
  });
}

export function parameterOf({ text, start, end }: Span & { readonly text: string }): Parameter {
  const sign = text.indexOf('=');
  const label = sign < 0 ? text : text.slice(0, sign);
  return {
    name: label.toLowerCase(),
    value: sign < 0 ? null : text.slice(sign + 1),
    label: text,
    start,
    end,
  };
}

export function backendLine(option: NghttpxOption): BackendLine {
  const [address, pattern, ...parameters] = partsOf(option);
  const patternText = pattern ?? { text: '', start: address.end, end: address.end };
  return {
    option,
    address: addressOf(address.text),
    patterns: patternText.text.split(':').map(patternOf),
    patternText,
    parameters: parameters.filter(({ text }) => text !== '').map(parameterOf),
  };
}

function patternOf(text: string): Pattern {
  const slash = text.indexOf('/');
  const host = (slash < 0 ? text : text.slice(0, slash)).toLowerCase();
  const path = slash < 0 ? '/' : text.slice(slash);
  return { host, path: path.endsWith('*') ? path : normalPath(path) };
}

/** The path that is compared and passed on: letters decoded, one slash for several, without `.` and `..`. */
export function normalPath(path: string): string {
  const decoded = path.replace(/%([0-9a-f]{2})/gi, (all, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[\w.~-]/.test(character) ? character : all.toUpperCase();
  });
  const kept: string[] = [];
  const parts = decoded.split('/').slice(1);
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    if (part === '..') kept.pop();
    if (part === '.' || part === '..' || part === '') {
      if (isLast) kept.push('');
      continue;
    }
    kept.push(part);
  }
  return `/${kept.join('/')}`;
}

/** How well a pattern fits; the highest takes the request. Null when it does not fit. */
export function fitOf({ host, path }: Pattern, asked: { host: string; path: string }): number[] | null {
  const isWildcard = host.startsWith('*');
  const end = host.slice(1);
  const fitsHost =
    host === '' ||
    (isWildcard ? asked.host.endsWith(end) && asked.host.length > end.length : asked.host === host);
  if (!fitsHost || !fitsPath(path, asked.path)) return null;
  const rank = host === '' ? 0 : isWildcard ? 1 : 2;
  const isWhole = path === asked.path ? 1 : 0;
  return [rank, isWildcard ? end.length : 0, isWhole, path.length - (path.endsWith('*') ? 1 : 0)];
}

function fitsPath(pattern: string, path: string): boolean {
  if (pattern.endsWith('*')) return path.startsWith(pattern.slice(0, -1)) && path.length >= pattern.length;
  if (pattern.endsWith('/')) return path.startsWith(pattern) || path === pattern.slice(0, -1);
  return path === pattern;
}

/** True when the first fits better. */
export function isBetterFit(one: readonly number[], other: readonly number[]): boolean {
  const at = one.findIndex((value, index) => value !== other[index]);
  return at >= 0 && one[at] > other[at];
}
