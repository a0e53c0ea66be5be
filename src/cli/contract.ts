// The contract of docs/inspect-json.md in a form that can be checked. Fields may be added; none may be
// missing or of another type.

/** What a value of the contract must be. */
export type Shape =
  | { readonly kind: 'is'; readonly name: string; readonly test: (value: unknown) => boolean }
  | { readonly kind: 'object'; readonly fields: Readonly<Record<string, Shape>> }
  | { readonly kind: 'list'; readonly item: Shape }
  | { readonly kind: 'nullable'; readonly shape: Shape };

const is = (name: string, test: (value: unknown) => boolean): Shape => ({ kind: 'is', name, test });
const object = (fields: Readonly<Record<string, Shape>>): Shape => ({ kind: 'object', fields });
const list = (item: Shape): Shape => ({ kind: 'list', item });
const nullable = (shape: Shape): Shape => ({ kind: 'nullable', shape });
const oneOf = (...words: string[]): Shape =>
  is(words.join(' or '), (value) => typeof value === 'string' && words.includes(value));
const matching = (name: string, pattern: RegExp): Shape =>
  is(name, (value) => typeof value === 'string' && pattern.test(value));

const text = is('text', (value) => typeof value === 'string' && value !== '');
const flag = is('a boolean', (value) => typeof value === 'boolean');
const seconds = is('seconds', (value) => typeof value === 'number' && Number.isFinite(value));
const offset = is('a whole number', (value) => Number.isSafeInteger(value));
const size = is('a size', (value) => Number.isSafeInteger(value) && Number(value) >= 0);
// A 64-bit length may be too large for a double to be exact.
const declared = is('a declared size', (value) => Number.isInteger(value) && Number(value) >= 0);
const below = (limit: number) =>
  is(`0 to ${limit - 1}`, (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < limit);
const id = matching('an id', /^[a-z][a-z0-9.-]*$/);
const sha256 = matching('a SHA-256', /^[0-9a-f]{64}$/);
const sender = oneOf('client', 'server');
const share = is('0 to 1', (value) => typeof value === 'number' && value >= 0 && value <= 1);

const deflate = object({
  serverNoContextTakeover: flag,
  clientNoContextTakeover: flag,
  serverMaxWindowBits: below(16),
  clientMaxWindowBits: below(16),
});

const anyText = is('a string', (value) => typeof value === 'string');
const day = matching('a day', /^\d{4,}-\d{2}-\d{2}$/);
const certificate = object({
  subject: anyText,
  issuer: anyText,
  names: list(anyText),
  notBefore: nullable(day),
  notAfter: nullable(day),
});

const connection = object({
  id: size,
  client: nullable(text),
  server: nullable(text),
  transport: oneOf('tcp', 'tls', 'http2', 'browser', 'bytes'),
  keys: nullable(oneOf('decrypted', 'missing', 'wrong')),
  tls: nullable(
    object({
      version: nullable(text),
      suite: nullable(text),
      serverName: nullable(anyText),
      protocol: nullable(anyText),
      offeredVersion: nullable(text),
      offeredProtocols: list(anyText),
      serverCertificates: list(certificate),
      clientCertificates: nullable(list(certificate)),
      alerts: list(object({ sender, fatal: flag, name: text })),
    }),
  ),
  fidelity: oneOf('bytes', 'frames', 'messages'),
  handshake: nullable(
    object({
      status: nullable(below(1000)),
      path: nullable(text),
      checks: list(object({ id, ok: flag })),
      deflate: nullable(deflate),
      subprotocol: nullable(is('text', (value) => typeof value === 'string')),
    }),
  ),
  frames: list(
    object({
      index: size,
      sender,
      senderInferred: flag,
      time: nullable(seconds),
      offset: size,
      fin: flag,
      rsv: below(8),
      opcode: below(16),
      masked: flag,
      maskingKey: nullable(matching('a masking key', /^[0-9a-f]{8}$/)),
      headerLength: below(15),
      payloadLength: declared,
      complete: flag,
      trust: oneOf('sound', 'after-break', 'guessed'),
      payloadSha256: nullable(sha256),
    }),
  ),
  messages: list(
    object({
      index: size,
      sender,
      kind: oneOf('text', 'binary'),
      frames: list(size),
      length: size,
      compressed: flag,
      sha256: nullable(sha256),
    }),
  ),
  findings: list(
    object({
      rule: id,
      severity: oneOf('error', 'warning', 'note'),
      sender,
      frame: nullable(size),
      offset,
      section: text,
      closeCode: nullable(below(5000)),
      text,
    }),
  ),
  verdict: object({ level: oneOf('broken', 'warning', 'sound', 'unknown'), headline: text, summary: text }),
  breaks: list(object({ sender, offset: size })),
  diagnosis: is('a list that is not empty', (value) => Array.isArray(value) && value.length > 0),
  reports: list(
    object({
      implementation: text,
      role: sender,
      accepts: is('true or false', (value) => typeof value === 'boolean'),
      frame: nullable(size),
      text: nullable(text),
      code: nullable(text),
      error: nullable(text),
      closeCode: nullable(below(65536)),
      closeReason: nullable(is('text', (value) => typeof value === 'string')),
      application: nullable(text),
      basis: oneOf('run', 'source'),
    }),
  ),
});

const diagnosis = list(
  object({
    cause: id,
    confidence: share,
    title: text,
    evidence: list(
      object({ text, sender: nullable(sender), offset: nullable(offset), length: nullable(size) }),
    ),
  }),
);

/** The object that `inspect --json` writes. */
export const inspectShape: Shape = object({
  source: object({
    kind: oneOf(
      'bytes',
      'capture',
      'messages',
      'error-text',
      'handshake',
      'configuration',
      'url',
      'packet-tree',
      'mixed',
      'unknown',
    ),
    format: is('text', (value) => typeof value === 'string'),
    bytes: size,
    notes: list(text),
  }),
  errors: list(
    object({
      implementation: text,
      role: nullable(sender),
      text,
      violations: list(id),
      causes: list(object({ cause: id, share })),
      capture: id,
    }),
  ),
  checks: list(
    object({
      kind: oneOf('configuration', 'handshake', 'url'),
      name: text,
      line: size,
      level: oneOf('broken', 'warning', 'sound', 'unknown'),
      title: text,
      routes: list(object({ where: text, verdict: oneOf('passes', 'fails', 'cannot judge'), line: size })),
      url: nullable(
        object({
          verdict: oneOf('passes', 'fails', 'cannot judge'),
          reason: text,
          route: nullable(text),
          backendPath: nullable(text),
          steps: list(object({ text, line: size })),
        }),
      ),
      audit: list(object({ id, ok: flag, text })),
    }),
  ),
  connections: list(connection),
});

/** Each diagnosis of a connection. */
export const diagnosisShape: Shape = diagnosis;

/** Where a value breaks the contract: expected, found, at which path. At most a few lines. */
export function breaches(value: unknown, shape: Shape, path = '$'): string[] {
  switch (shape.kind) {
    case 'is':
      return shape.test(value) ? [] : [`${path}: expected ${shape.name}, found ${JSON.stringify(value)}`];
    case 'nullable':
      return value === null ? [] : breaches(value, shape.shape, path);
    case 'list':
      if (!Array.isArray(value)) return [`${path}: expected a list, found ${typeof value}`];
      return value.flatMap((item, i) => breaches(item, shape.item, `${path}[${i}]`)).slice(0, 10);
    case 'object': {
      if (typeof value !== 'object' || value === null)
        return [`${path}: expected an object, found ${typeof value}`];
      const fields = value as Readonly<Record<string, unknown>>;
      return Object.entries(shape.fields).flatMap(([name, inner]) =>
        name in fields ? breaches(fields[name], inner, `${path}.${name}`) : [`${path}: ${name} is missing`],
      );
    }
  }
}
