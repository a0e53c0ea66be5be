// Texts of everyday work without the bytes of a connection: other languages, programs, tables of numbers,
// output of tools. Numbers from 0 to 255, hex digits and identifiers are in all of them.

import { type RandomBelow, seededRandomBelow } from './random.ts';

/** Lines of one kind; `{n}` a number to 255, `{h4}` so many hex digits, `{t}` a time, `{a}` an address. */
const templates: Readonly<Record<string, readonly string[]>> = {
  German: [
    'Der Server bricht nach {n} Sekunden ab, Fehler {n}, siehe Zeile {n}.',
    'Seit {t} Uhr sind {n} von {n} Clients offline.',
    'Meine Werte sind {n} {n} {n} {n} {n} {n}, stimmt das?',
  ],
  Japanese: [
    '{n}秒後に切断されます。',
    'コードは{n}、値は{n}、{n}、{n}です。',
    '時刻 {t} に {a} へ接続しました。',
  ],
  Russian: ['Соединение рвётся через {n} секунд.', 'Значения: {n}, {n}, {n} и {n}.', 'Время {t}, адрес {a}.'],
  Arabic: ['ينقطع الاتصال بعد {n} ثانية.', 'القيم هي {n} و {n} و {n}.'],
  Chinese: ['连接在{n}秒后断开。', '数值为 {n} {n} {n} {n}。', '时间 {t},地址 {a}。'],
  SQL: [
    "SELECT * FROM t WHERE id IN ({n}, {n}, {n}, {n}) AND hash = '{h32}';",
    'INSERT INTO sensor VALUES ({n}, {n}, {n}, {n}, {n});',
  ],
  Rust: [
    'let table: [u32; 6] = [{n}, {n}, {n}, {n}, {n}, {n}];',
    'const ID: u64 = 0x{h16};',
    'assert_eq!(sum(&[{n}, {n}]), {n});',
  ],
  Go: ['var table = []int{{n}, {n}, {n}, {n}}', 'const id = "{h24}"', 'fmt.Println({n}, {n}, 0x{h2})'],
  Python: ['table = [{n}, {n}, {n}, {n}, {n}]', 'key = "{h40}"', 'for i in range({n}): print(i, {n})'],
  YAML: ['- id: {h24}', '  ports: [{n}, {n}, {n}]', '  mac: {m}', '  at: {t}'],
  TOML: ['id = "{h32}"', 'values = [{n}, {n}, {n}]', 'port = {n}'],
  CSS: [
    '.a { color: #{h6}; margin: {n}px {n}px {n}px {n}px; }',
    '.b { background: rgb({n}, {n}, {n}); }',
    '@font-face { unicode-range: U+{h4}-{h4}, U+{h4}; }',
  ],
  HTML: ['<td>{n}</td><td>{n}</td><td>{n}</td>', '<div id="{h8}" style="color:#{h6}">{n} of {n}</div>'],
  'Markdown table': ['| {n} | {n} | {h8} |', '| {t} | {n} | {m} |'],
  'CSV of small numbers': ['{n},{n},{n},{n},{n},{n},{n}', '{n},{n},{n},{n},{n},{n},{n}'],
  listing: [
    '-rw-r--r-- 1 root root {n} Nov {d} {t5} file{n}.txt',
    'drwxr-xr-x {n} root root 4096 Nov {d} {t5} dir{n}',
  ],
  processes: [
    'root  {n}  0.0  0.{d}  {n}{n}  {n} ?  Ss  {t5}  0:{d} /usr/bin/app{n}',
    '{n} root 20 0 {n} {n} {n} S 0.{d} 0.{d} 0:{d}.{d} app',
  ],
  netstat: ['tcp 0 {n} {a} {a} ESTABLISHED {n}/app', 'tcp6 0 0 :::{n} :::* LISTEN {n}/app'],
  'ip addr': [
    '    link/ether {m} brd ff:ff:ff:ff:ff:ff',
    '    inet 10.{n}.{n}.{n}/24 scope global eth{d}',
    '    inet6 fe80::{h4}:{h4}:{h4}:{h4}/64 scope link',
  ],
  history: ['commit {h40}', '{h7} Change table {n}', '    Add {n} tests'],
  diff: ['index {h7}..{h7} 100644', '@@ -{n},{d} +{n},{d} @@', '+  value: {n},', '-  value: {n},'],
  crontab: ['{d} {d} * * {d} /usr/bin/job{n}', '*/{d} {d} * * * /usr/bin/poll'],
  coordinates: ['{n}.{n}, {d}.{n}{n}', '[{n}.{n}, {d}.{n}],'],
  telephone: ['+49 30 {n}{n}{n}', '+1 ({n}) {n}-{n}{d}'],
  invoice: ['{d}  Artikel {n}  {n} x {d},{d}  {n},{d} EUR', 'IBAN DE{d} {n}0 {n}0 {n}0'],
  chess: ['{d}. e4 e5 {d}. Nf3 Nc6', '{d}. Bb5 a6 {d}. Ba4 Nf6 {d}. O-O Be7'],
  'sensor table': ['{t}  {n}  {n}  {n}  {n}', '{t}  {n}.{d}  {n}.{d}  {n}.{d}'],
  'MAC table': ['host{n}  {m}  eth{d}', '{m}  10.0.{n}.{n}  dynamic'],
  palette: ['primary{d}: #{h6}', 'rgb({n}, {n}, {n})', '{n} {n} {n}  color{n}'],
  'JSON of small numbers': [
    '{"scores":[{n},{n},{n},{n},{n}]}',
    '{"a":{n},"b":[{n},{n}],"id":"{h24}"}',
    '[{n},{n},{n},"x"]',
  ],
  identifiers: ['{h8}-{h4}-{h4}-{h4}-{h12}', '{h8}-{h4}-{h4}-{h4}-{h12}'],
  digests: ['{h64}', '{h64}'],
  'sentences about senders': [
    'The client sends {n} messages and the server answers {n} of them.',
    'Expected {h8} but got {h8}.',
    'Before: {n} {n} {n}',
    'After: {n} {n} {n}',
    'We sent {n}, {n} and {n} and received {n}.',
    'Request: {n}',
    'Response: {n}',
    '> the server said {n} at {t}',
    'It works with {h40} and fails with {h40}.',
  ],
  'stack of Mono': [
    '  at Socket.Read (System.Byte[] buffer) [0x000{h2}] in <{h32}>:0',
    '  at Client.Run () [0x000{h2}] in <{h32}>:0',
  ],
  'keys of services': ['apiKey: {h32}', 'deviceId={h12}', 'client_secret = "{h40}"', 'sessionToken: {h24}'],
  'I2C table': ['{d}0: -- -- -- -- -- -- -- -- -- -- -- -- {h2} -- -- --', '70: -- -- -- -- -- -- -- --'],
  chat: ['ann: did you see the {n} errors at {t}?', 'bob: yes, {n} of {n}, restart fe-{d} and be-{d}'],
  'lottery numbers': ['{d} {d} {d} {d} {d} {d}', '{d} {d} {d} {d} {d} + {d}'],
  Terraform: ['resource "aws_lb" "app{n}" {', '  name = "app-{h8}"', '  port = {n}', '}'],
  'tcpdump summary': [
    '{t}.{h4} IP {a} > {a}: Flags [P.], seq {n}:{n}, ack {n}, win {n}, length {n}',
    '{n} {d}.{n} {a} {a} WebSocket {n} WebSocket Text [FIN]',
  ],
};

const kinds = Object.keys(templates);

function number(below: RandomBelow, digits: number): string {
  return String(below(digits)).padStart(2, '0');
}

function hex(below: RandomBelow, count: number): string {
  return Array.from({ length: count }, () => below(16).toString(16)).join('');
}

function filled(line: string, below: RandomBelow): string {
  return line.replace(/\{([a-z])(\d*)\}/g, (_, kind: string, size: string) => {
    switch (kind) {
      case 'n':
        return String(below(256));
      case 'd':
        return String(1 + below(28));
      case 't':
        return `${number(below, 24)}:${number(below, 60)}${size === '5' ? '' : `:${number(below, 60)}`}`;
      case 'a':
        return `${below(256)}.${below(256)}.${below(256)}.${below(256)}:${1024 + below(60_000)}`;
      case 'm':
        return Array.from({ length: 6 }, () => hex(below, 2)).join(':');
      default:
        return hex(below, Number(size));
    }
  });
}

/** Text number `seed`. */
export function everydayText(seed: number): { readonly kind: string; readonly text: string } {
  const below = seededRandomBelow(seed);
  const kind = kinds[seed % kinds.length];
  const lines = templates[kind];
  const count = 2 + below(10);
  const text = Array.from({ length: count }, () => filled(lines[below(lines.length)], below)).join('\n');
  return { kind, text: `${text}\n` };
}
