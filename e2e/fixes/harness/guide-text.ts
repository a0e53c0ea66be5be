// Takes the text of a guide and puts the test's ports and files in place of the example's. Nothing else is changed, so
// that the text shown is the text run.

import type { Fix } from '../../../src/decoder/guides/guide.ts';
import { fixByReference } from '../../../src/decoder/guides/registry.ts';

/** A fix by `<stack>/<id>`; throws when there is none. */
export function needFix(reference: string): Fix {
  const found = fixByReference(reference);
  if (!found) {
    throw new Error(`There is no fix ${reference}.`);
  }
  return found.fix;
}

/** What a test fills in. */
export interface Filling {
  /** Where the program listens. */
  port: number;
  /** Where the backend listens (127.0.0.1:8080 in the guides). */
  backend?: number;
  certFile?: string;
  keyFile?: string;
  bothFile?: string;
  /** More replacements, such as a timeout that would take a minute. */
  also?: Record<string, string>;
}

/** Fills a proxy's text. The guides listen on 80 or 443 and proxy to 127.0.0.1:8080. */
export function fillProxy(text: string, filling: Filling): string {
  const { port, backend, also = {} } = filling;
  let out = text;
  for (const [from, to] of Object.entries(also)) {
    if (!out.includes(from)) {
      continue;
    }
    out = out.replaceAll(from, to);
  }
  return out
    .replaceAll('127.0.0.1:8080', `127.0.0.1:${backend}`)
    .replaceAll('/etc/ssl/example.pem', filling.certFile ?? '')
    .replaceAll('/etc/ssl/example.key', filling.keyFile ?? '')
    .replaceAll('/etc/haproxy/example.pem', filling.bothFile ?? '')
    .replace(/\blisten (80|443)\b/g, `listen 127.0.0.1:${port}`)
    .replace(/<VirtualHost \*:80>/g, `<VirtualHost *:${port}>`)
    .replace(/\bbind :(80|443)\b/g, `bind 127.0.0.1:${port}`)
    .replaceAll('http://:80', `http://:${port}`)
    .replace('server.port = 80', `server.bind = "127.0.0.1"\nserver.port = ${port}`)
    .replace('"port" => 8080', `"port" => ${backend}`);
}

/** Fills a program's text: it listens on 8080, and its backend on 9090. */
export function fillProgram(
  text: string,
  port: number,
  backend = 0,
  also: Record<string, string> = {},
): string {
  let out = text;
  for (const [from, to] of Object.entries(also)) {
    out = out.replaceAll(from, to);
  }
  return out.replace(/\b8080\b/g, String(port)).replace(/\b9090\b/g, String(backend));
}
