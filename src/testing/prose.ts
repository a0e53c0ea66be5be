// Texts without the bytes of a connection: what people and programs write, full of numbers that look like
// bytes.

import { seededRandomBelow } from './random.ts';

/** The kinds of text that `textWithoutBytes` writes. */
export const proseKinds = [
  'prose',
  'log',
  'stack trace',
  'configuration',
  'source code',
  'HTTP body',
  'JSON',
  'CSV',
  'Markdown',
  'table',
] as const;

type ProseKind = (typeof proseKinds)[number];

const sentences = [
  'The socket closes after {n} seconds with code {c}.',
  'Add a bad face to the cafe at {t} and see what happens.',
  'We upgraded from {v} to {v} on {d} and it broke at once.',
  'My server listens on {a} and the proxy on port {p}.',
  'It works with 10, 20 and 30 clients, not with {n}.',
  'Die Verbindung bricht nach {n} Sekunden ab, seit dem {d}.',
  'La connexion à {a} échoue avec le code {c} depuis {t}.',
  'La conexión se cierra a las {t} con el código {c}.',
  '接続は {t} に切れました。コードは {c} です。',
  'Соединение с {a} закрывается через {n} секунд.',
  'Request {u} failed, see commit {h} for details.',
  'The frame has opcode {x} and {n} bytes of payload, says the log.',
  'A decade of dead code: feed, beef, fade, added, 0x{h8}.',
  'Call me at +49 30 {n} {p} or at 10.{n}.12.{n}.',
  'The colours are #{h6} and #{h6}, the mask is ff:ff:ff:00.',
  'He said "be" and "ad" and "81" and then nothing.',
  'Please read the data in frame {n} and write it to client {n}.',
] as const;

const logs = [
  '{d} {t} INFO  [worker-{n}] com.example.Server:{n} - accepted connection from {a}',
  '[{d}T{t}.123Z] error: read ECONNRESET {a}',
  '{t}.456 DEBUG conn={u} recv {n} bytes in {n} ms',
  '{t} client {n} sent {n} messages, read {n}',
  'level=info ts={d}T{t}Z caller=main.go:{n} msg="listening" addr={a}',
  'Nov 22 {t} host haproxy[{p}]: {a} [22/Nov/2026:{t}.123] fe be/s1 0/0/1/2/{n} 101 {p} - - ---- {n}/1/1/1/0 0/0',
  '{a} - - [22/Nov/2026:{t} +0000] "GET /ws HTTP/1.1" 101 {n} "-" "Mozilla/5.0"',
  '[{n}:{n}:1122/{n}:ERROR:socket.cc({n})] frame {n} payload {p}',
  'I, [{d}T{t}.123456 #{n}]  INFO -- : Started GET "/cable" for {a}',
  '[00:00:{n}.010,000] <inf> net: rx {n} bytes, buf {h8}',
] as const;

const frames = [
  '    at Receiver.getInfo (/app/node_modules/ws/lib/receiver.js:{n}:{n})',
  '  File "/srv/app/websockets/protocol.py", line {n}, in read_frame',
  '\tat io.netty.channel.AbstractChannel.read(AbstractChannel.java:{n})',
  'main.go:{n} +0x{h4}',
  '#{n} 0x{h8} in lws_service_fd ()',
  'RangeError: Invalid WebSocket frame: invalid status code {c}',
  'websocket: close {c} (abnormal closure): unexpected EOF',
] as const;

const settings = [
  'listen {p};',
  'proxy_pass http://{a};',
  'proxy_read_timeout {n}s;',
  'server backend{n} {a} check',
  'timeout tunnel {n}s',
  '  port: {p}',
  '  - hostname: host{n}.example.com',
  'set $id "{u}";',
  'SetEnv VERSION {v}',
] as const;

const code = [
  'const port = {p};',
  'let mask = 0x{h8};',
  'if (code === {c}) return [{n}, {n}, {n}];',
  'for (let i = 0; i < {n}; i++) sum += table[i];',
  '  return struct.pack(">H", {c})',
  'var table = [{n}, {n}, {n}, {n}, {n}];',
  'const key = "{h}";',
  '#define VERSION "{v}"',
  'public static final int PORT = {p};',
  'socket.send("hello {n}");',
] as const;

const fields = ['{n}', '{p}', '{t}', '{d}', '{v}', 'name{n}', '{a}'] as const;

/** A number of each kind for the marks in a line. */
function filled(line: string, below: (limit: number) => number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  const digits = (count: number) => Array.from({ length: count }, () => below(16).toString(16)).join('');
  return line.replace(/\{(\w+)\}/g, (_, kind: string) => {
    switch (kind) {
      case 'n':
        return String(below(3) === 0 ? below(1000) : below(100));
      case 'p':
        return String(1024 + below(60_000));
      case 'c':
        return String(1000 + below(12));
      case 't':
        return `${pad(below(24))}:${pad(below(60))}:${pad(below(60))}`;
      case 'd':
        return `20${pad(below(30))}-${pad(1 + below(12))}-${pad(1 + below(28))}`;
      case 'v':
        return `${below(20)}.${below(30)}.${below(100)}`;
      case 'a':
        return `${below(256)}.${below(256)}.${below(256)}.${below(256)}:${1024 + below(60_000)}`;
      case 'u':
        return `${digits(8)}-${digits(4)}-${digits(4)}-${digits(4)}-${digits(12)}`;
      case 'x':
        return `0x${digits(1)}`;
      default:
        return digits(kind === 'h' ? 40 : Number(kind.slice(1)));
    }
  });
}

/** Text number `seed`. */
export function textWithoutBytes(seed: number): { readonly kind: ProseKind; readonly text: string } {
  const below = seededRandomBelow(seed);
  const kind = proseKinds[seed % proseKinds.length];
  const pick = (list: readonly string[]) => filled(list[below(list.length)], below);
  const lines = (list: readonly string[], most: number) =>
    Array.from({ length: 1 + below(most) }, () => pick(list));
  return { kind, text: textOf(kind, { below, pick, lines }) };
}

interface Writer {
  below(limit: number): number;
  pick(list: readonly string[]): string;
  lines(list: readonly string[], most: number): string[];
}

function textOf(kind: ProseKind, { below, pick, lines }: Writer): string {
  switch (kind) {
    case 'prose':
      return lines(sentences, 8).join(below(2) === 0 ? ' ' : '\n');
    case 'log':
      return lines([...logs, ...frames], 20).join('\n');
    case 'stack trace':
      return `Error: ${pick(sentences)}\n${lines(frames, 12).join('\n')}`;
    case 'configuration':
      return `server {\n${lines(settings, 10).join('\n')}\n}`;
    case 'source code':
      return lines(code, 15).join('\n');
    case 'HTTP body':
      return `<html><head><title>${pick(['{n} Bad Gateway'])}</title></head><body>${pick(sentences)}</body></html>`;
    case 'JSON':
      return JSON.stringify(
        Object.fromEntries(
          lines(fields, 8).map((value, i) => [
            `key${i}`,
            below(2) === 0 ? value : [below(99), pick(sentences)],
          ]),
        ),
        null,
        below(2) * 2,
      );
    case 'CSV': {
      const width = 2 + below(4);
      const row = () => Array.from({ length: width }, () => pick(fields)).join(',');
      return [`id${',value'.repeat(width - 1)}`, ...Array.from({ length: 2 + below(10) }, row)].join('\n');
    }
    case 'Markdown':
      return `# ${pick(sentences)}\n\n${pick(sentences)}\n\n- ${lines(sentences, 4).join('\n- ')}\n\n\`\`\`\n${lines(code, 4).join('\n')}\n\`\`\`\n`;
    case 'table':
      return `| a | b |\n|---|---|\n${Array.from({ length: 1 + below(6) }, () => `| ${pick(fields)} | ${pick(fields)} |`).join('\n')}`;
  }
}
