// Everything that bytes at a frame position may be, when they are not a frame.

import { decodeLatin1 } from '../../bytes/utf8.ts';
import type { Classifier, Foreign } from './foreign.ts';
import { gzip, hixie, http, http2, protocol, proxy, tls } from './foreign-protocols.ts';
import { bom, chunk, engineio, headerLines, html, json, lineEnd, log, nul, plain } from './foreign-text.ts';

/** Bytes that are looked at as text. */
const maxText = 16384;

const classifiers: readonly Classifier[] = [
  http2,
  http,
  proxy,
  tls,
  protocol,
  headerLines,
  chunk,
  engineio,
  log,
  html,
  gzip,
  bom,
  hixie,
  json,
  lineEnd,
  nul,
  plain,
];

/** Everything that `bytes` may be, most telling first. */
export function classifyForeign(bytes: Uint8Array): Foreign[] {
  const text = decodeLatin1(bytes.subarray(0, maxText));
  return classifiers.flatMap((classify) => classify(bytes, text) ?? []).sort((a, b) => b.bits - a.bits);
}
