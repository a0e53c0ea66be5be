// The server of `npm start` and `framescope serve`: serves a built folder to this machine alone.

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import directives from './security-policy.json' with { type: 'json' };

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.py': 'text/x-python; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const compressible = new Set(['.css', '.html', '.js', '.mjs', '.py', '.json', '.svg', '.txt', '.wasm']);

/**
 * A worker has the policy of its own script's response, and the meta element of the page does not reach it: every
 * response carries the policy.
 */
const policy = [...directives, "frame-ancestors 'none'"].join('; ');

/** The view for frames may be shown in one, by any page. */
const embedPolicy = [...directives, 'frame-ancestors *'].join('; ');

/** Whether a request asks for the view that other pages embed. */
function isEmbed(target: string): boolean {
  return new URL(target, 'http://localhost').searchParams.has('embed');
}

/** Better compression of the small files here takes longer than it saves on one machine. */
const brotliQuality = 5;
const encodings: Readonly<Record<string, (body: Uint8Array) => Promise<Uint8Array>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: brotliQuality } }),
  gzip: (body) => promisify(gzip)(body),
};

/** The names by which a browser on this machine asks. Another name is a site that points here (DNS rebinding). */
function isLocal(host: string | undefined): boolean {
  const name = (host ?? '').replace(/:\d+$/, '');
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]';
}

/** The path in a request's target, `null` for one that is not valid. */
function pathOf(target: string): string | null {
  try {
    // `normalize` resolves every `..` of an absolute path, so the file cannot lie outside the folder.
    const path = normalize(decodeURIComponent(new URL(target, 'http://localhost').pathname));
    if (path.includes('\0')) return null;
    return path.endsWith('/') ? `${path}index.html` : path;
  } catch {
    return null;
  }
}

/** The first encoding of ours that the client accepts, or `null`. */
function encodingFor(request: IncomingMessage, path: string): string | null {
  if (!compressible.has(extname(path))) return null;
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .map((one) => one.trim().split(';')[0]);
  return Object.keys(encodings).find((name) => accepted.includes(name)) ?? null;
}

/** Answers requests for a recording while it grows. */
export interface LiveAnswer {
  answers(path: string): boolean;
  respond(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** A server of the files in `folder`, and of a recording. */
export function createPageServer(folder: string, live: LiveAnswer | null = null): Server {
  /** Compressed files by encoding and path, with the file that they were made of. */
  const compressed = new Map<string, { readonly file: Buffer; readonly body: Uint8Array }>();

  async function bodyOf(path: string, encoding: string | null): Promise<Uint8Array> {
    const file = await readFile(join(folder, path));
    if (encoding === null) return file;
    const key = `${encoding} ${path}`;
    const kept = compressed.get(key);
    if (kept?.file.equals(file)) return kept.body;
    const body = await encodings[encoding](file);
    compressed.set(key, { file, body });
    return body;
  }

  function refuse(
    response: ServerResponse,
    status: number,
    text: string,
    headers: Readonly<Record<string, string>> = {},
  ): void {
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }).end(`${text}\n`);
  }

  return createServer(async (request, response) => {
    if (!isLocal(request.headers.host)) {
      refuse(response, 421, 'Expected a request to localhost or 127.0.0.1, found another Host.');
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'Expected GET or HEAD.', { Allow: 'GET, HEAD' });
      return;
    }
    const path = pathOf(request.url ?? '/');
    if (path === null) {
      refuse(response, 400, 'Expected a path that can be decoded.');
      return;
    }
    if (live?.answers(path) && request.method === 'GET') {
      await live.respond(request, response);
      return;
    }
    try {
      const encoding = encodingFor(request, path);
      const body = await bodyOf(path, encoding);
      response.writeHead(200, {
        'Content-Type': types[extname(path)] ?? 'application/octet-stream',
        'Content-Length': body.length,
        ...(encoding === null ? {} : { 'Content-Encoding': encoding }),
        Vary: 'Accept-Encoding',
        'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': isEmbed(request.url ?? '/') ? embedPolicy : policy,
        'Referrer-Policy': 'no-referrer',
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    } catch {
      refuse(response, 404, 'Not found');
    }
  });
}
