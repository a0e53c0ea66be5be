// Headers as a program prints its own table of them: a dict of Python, a map of Go, `var_dump` and `print_r` of
// PHP, the environment of Rack, CGI or WSGI, `Request { ... }` of Rust, an object of Node.js, `HttpHeaders[...]`
// of Java, a list of pairs.

import { isKnownHeader } from '../header-lists.ts';
import { type FoundHead, headOf, isStatusLine, pair, statusLineOf } from '../heads.ts';
import { withoutNestedJson } from '../line-repairs.ts';
import { readQuoted } from '../literals.ts';
import type { FormReader, LineEvidence, PastedText, TextLine, TextRange } from '../pasted.ts';

/** A name with its value, as the table has them. */
interface Entry {
  /** A header in its usual notation, or one of `startLineNames`. */
  readonly name: string;
  readonly value: string;
  readonly at: TextRange;
  readonly isHeader: boolean;
}

/** A name in front of its value: `'Host': `, `["Host"]=>`, `[HTTP_HOST] => `, `Upgrade:[`, `(b'host', `. */
const nameBefore =
  /(?:(?<=[{,]\s{0,20})["'](?:name|key)["']\s*:\s*["'](:?[A-Za-z][\w-]{0,60})["']\s*,\s*["']value["']|b?(["'])(:?[A-Za-z][\w-]{0,60})\2|(?<![\w-])([A-Za-z][\w-]{0,60}))\]?[ \t]{0,8}(?:=>|[:=,])\s{0,40}(?:string\(\d+\) |[Vv]alues?(?:[:=] ?| ))?/g;
/** What a program prints of the start line, by the names that it uses. */
const startLineNames: ReadonlyMap<string, 'method' | 'target' | 'query' | 'status' | 'version'> = new Map(
  Object.entries({
    method: 'method',
    request_method: 'method',
    uri: 'target',
    url: 'target',
    path: 'target',
    path_info: 'target',
    request_uri: 'target',
    query_string: 'query',
    status: 'status',
    statuscode: 'status',
    version: 'version',
    proto: 'version',
    httpversion: 'version',
    http_version: 'version',
    server_protocol: 'version',
  } as const),
);
/** A number without quotes, as Node.js prints the values that a program set. */
const bareNumber = /\d{1,9}(?=[ \t]*(?:,|\n? *\}))/y;
/** A value without quotes: of the start line, or after an arrow or an equals sign. */
const bareStartLineValue =
  /(?:\/[^\s,})\]"']*|HTTP\/[\d.]+|[A-Z]{3,8}(?![\w-])|\d{3}(?!\w)|(?:wss?|https?):\/\/[^\s,})\]"']+)/y;
/** A bracket and the white space up to the first value in it. */
const beforeFirstItem = /[[(]\s{0,40}/y;
const bareValue = /[^\n,{}[\]"']*/y;
/** A header may come more than once in one table. */
const repeated = /^(?:set-cookie|via|sec-websocket-(?:protocol|extensions)|x-forwarded-for|connection)$/;
const otherHeader = /^(?:x-|sec-|cf-|forwarded$|te$|dnt$|priority$|true-client-ip$)/i;
/** Fewer headers are no table. */
const minHeaders = 3;
/** Of a response with Sec-WebSocket-Accept fewer are enough. */
const minAnswerHeaders = 2;
const maxEntries = 400;
/** Longer texts between two headers are no longer looked at, in characters: log lines between two tables. */
const maxBetweenTables = 2000;

/** `HTTP_SEC_WEBSOCKET_KEY` as a header; other names as they are. */
function headerName(name: string): string {
  const cgi = /^HTTP_([A-Z0-9_]+)$/.exec(name);
  if (cgi === null || startLineNames.has(name.toLowerCase())) return name;
  return cgi[1]
    .toLowerCase()
    .replace(/(?:^|_)([a-z0-9])/g, (_, first: string) => `-${first.toUpperCase()}`)
    .slice(1)
    .replace('Websocket', 'WebSocket');
}

interface Value {
  readonly value: string;
  readonly end: number;
}

/** The value at `at`, in quotes or brackets; `null` for another. */
function enclosedValue(text: string, at: number): Value | null {
  const from = text[at] === 'b' ? at + 1 : at;
  const quoted = readQuoted(text, from);
  if (quoted !== null) return quoted;
  if (text[at] !== '[' && text[at] !== '(') return null;
  const first = matchAt(beforeFirstItem, text, at)?.end ?? at + 1;
  const inner = readQuoted(text, text[first] === 'b' ? first + 1 : first);
  if (inner !== null) return inner;
  const end = text.slice(at, at + 4096).search(text[at] === '[' ? /[\]\n]/ : /[)\n]/);
  return end < 1 || text[at + end] === '\n'
    ? null
    : { value: text.slice(at + 1, at + end), end: at + end + 1 };
}

function matchAt(pattern: RegExp, text: string, at: number): Value | null {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? null : { value: found[0].trim(), end: at + found[0].length };
}

/** Whether a table of headers ends in `between`, what stands in front of the next entry, and another begins. */
function endsTable(between: string): boolean {
  if (between.length > maxBetweenTables || !/[A-Za-z]{3}/.test(between.replace(/\b(?:name|value)\b/g, '')))
    return false;
  const close = between.indexOf('}');
  return (close >= 0 && between.lastIndexOf('{') > close) || /\)>[^<]*<\w*\(/.test(between);
}

/** The names and values of a text in order. */
function entriesIn(text: string): Entry[] {
  const entries: Entry[] = [];
  nameBefore.lastIndex = 0;
  for (
    let match = nameBefore.exec(text);
    match !== null && entries.length < maxEntries;
    match = nameBefore.exec(text)
  ) {
    const written = match[1] ?? match[3] ?? match[4];
    const name = headerName(written);
    const isStart = startLineNames.has(written.toLowerCase());
    const isHeader = isKnownHeader(name) || otherHeader.test(name);
    const valueAt = match.index + match[0].length;
    if (!isStart && !isHeader) {
      // The value of a name that is not known can be a name itself.
      nameBefore.lastIndex = match.index + match[0].search(/[:=,]/) + 1;
      continue;
    }
    const isArrow = /=>?\s*$/.test(match[0]) && !/,\s*$/.test(match[0]);
    const value =
      enclosedValue(text, valueAt) ??
      (isStart ? matchAt(bareStartLineValue, text, valueAt) : null) ??
      (isHeader && match[3] !== undefined ? matchAt(bareNumber, text, valueAt) : null) ??
      (isArrow && isHeader ? matchAt(bareValue, text, valueAt) : null);
    // `"method"` of a message of the DevTools Protocol is no method of HTTP.
    const isOther =
      startLineNames.get(written.toLowerCase()) === 'method' && !/^[A-Z]{3,8}$/.test(value?.value ?? '');
    if (value === null || /[\r\n]/.test(value.value) || (isStart && isOther)) continue;
    const at = { start: match.index, end: value.end };
    entries.push({
      name: isStart ? written.toLowerCase() : name,
      value: value.value,
      at,
      isHeader: !isStart,
    });
    nameBefore.lastIndex = value.end;
  }
  return entries;
}

/** Whether the status at `index` comes after a table of headers, with one of its own after it. */
function isStatusOfNext(text: string, entries: readonly Entry[], index: number): boolean {
  const before = entries[index - 1];
  const after = entries.slice(index + 1).find(({ isHeader }) => isHeader);
  if (startLineNames.get(entries[index].name) !== 'status' || !before?.isHeader || !after) return false;
  return endsTable(text.slice(before.at.end, after.at.start));
}

/** The tables of a text: a name that comes again begins the next one, and so does another pair of brackets. */
function tablesIn(text: string): Entry[][] {
  const tables: Entry[][] = [];
  let seen = new Set<string>();
  const entries = entriesIn(text);
  for (const [index, entry] of entries.entries()) {
    const name = entry.name.toLowerCase();
    const before = entries[index - 1];
    const isOther =
      before?.isHeader && entry.isHeader && endsTable(text.slice(before.at.end, entry.at.start));
    const isNext =
      isOther ||
      isStatusOfNext(text, entries, index) ||
      (seen.has(name) && !repeated.test(name) && startLineNames.get(name) !== 'target');
    if (tables.length === 0 || isNext) {
      tables.push([]);
      seen = new Set();
    }
    seen.add(name);
    tables.at(-1)?.push(entry);
  }
  const known: Entry[][] = [];
  for (const table of tables) {
    const headers = new Set(table.filter(({ isHeader }) => isHeader).map(({ name }) => name.toLowerCase()));
    if (headers.size < (isAnswer(table) ? minAnswerHeaders : minHeaders) && !hasStatus(table)) continue;
    // Node.js prints the headers a second time, as they arrived.
    const isSame = known.some((other) => table.every((one) => other.some((two) => isEqual(one, two))));
    if (!isSame) known.push(table);
  }
  return known;
}

function isEqual(one: Entry, two: Entry): boolean {
  return one.name.toLowerCase() === two.name.toLowerCase() && one.value === two.value;
}

function hasStatus(table: readonly Entry[]): boolean {
  return (
    table.some(({ name, value }) => startLineNames.get(name) === 'status' && /^\d{3}$/.test(value)) &&
    table.some(({ isHeader }) => isHeader)
  );
}

function isOfWebSocket(table: readonly Entry[]): boolean {
  return table.some(
    ({ name, value, isHeader }) =>
      isHeader && (/^sec-websocket-/i.test(name) || (/^upgrade$/i.test(name) && /websocket/i.test(value))),
  );
}

/** A status in front of a table and in its line, as `console.log(res.statusCode, res.headers)` prints it. */
function statusBefore(text: string, [first]: readonly Entry[]): number | null {
  const start = text.slice(0, first.at.start);
  const match =
    /(?:^|[\s:(])([1-5]\d{2})[ ,:]{1,3}(?:\w+ ?)?(?:\[[\w: ]{1,40}\] )?\{\s*["']?$/.exec(start.slice(-120)) ??
    /(?:^|[\s:(])([1-5]\d{2}) [A-Z][A-Za-z -]{1,40}\s(?:\[[\w: ]{1,40}\] |Headers )?(?:\{|\[\()\s*["']?$/.exec(
      start.slice(-120),
    );
  // Go prints a response with %v: the status twice, and the version.
  const ofGo = /&\{(\d{3}) [A-Za-z -]{1,40} \1 HTTP\/\d\.\d \d \d map\[$/.exec(start.slice(-120));
  return match || ofGo ? Number((match ?? ofGo)?.[1]) : null;
}

/** `GET /ws 1.1 {`: method, target and version in front of a table, as console.log(req.method, ...) prints them. */
function requestBefore(text: string, [first]: readonly Entry[]): { words: string; at: TextRange } | null {
  const from = Math.max(0, first.at.start - 2000);
  const line = text.slice(Math.max(from, text.lastIndexOf('\n', first.at.start - 2) + 1), first.at.start);
  const before = /\n([^\n]*)\n?\s*\{?\s*["']?$/.exec(text.slice(from, first.at.start))?.[1] ?? line;
  for (const one of [line, before]) {
    const match = /\b([A-Z]{3,8}) (\/[^\s{]*)(?: (?:HTTP\/)?(1\.[01]))?\s*\{?\s*["']?$/.exec(one);
    if (!match) continue;
    const start = text.lastIndexOf(match[0].trim(), first.at.start);
    const at = { start: Math.max(0, start), end: Math.max(0, start) + match[0].length };
    return { words: `${match[1]} ${match[2]} HTTP/${match[3] ?? '1.1'}`, at };
  }
  return null;
}

const isAsking = (table: readonly Entry[]) => table.some(({ name }) => /^sec-websocket-key$/i.test(name));
const isAnswer = (table: readonly Entry[]) => table.some(({ name }) => /^sec-websocket-accept$/i.test(name));

/** Tables in which the status of a response does not stand with the headers of the request. */
function withStatusMoved(tables: readonly (readonly Entry[])[]): (readonly Entry[])[] {
  const [first, second] = tables;
  const isResponseFirst = tables.length === 2 && takesStatus(first) && statusOfRequest(second) !== null;
  return tables.flatMap((table, index) => {
    const given = statusOfRequest(isResponseFirst && index === 0 ? second : tables[index - 1]);
    const isResponse = given !== null && takesStatus(table);
    const own = statusOfRequest(table);
    const isAlone = own !== null && !isResponseFirst && !takesStatus(tables[index + 1]);
    return [isResponse ? [given, ...table] : table, ...(isAlone ? [[own]] : [])];
  });
}

const statusIn = (table: readonly Entry[]): Entry | null =>
  table.find(({ name, value }) => startLineNames.get(name) === 'status' && /^\d{3}$/.test(value)) ?? null;

/** The status that a table with the headers of a request has: that of the response to it. */
function statusOfRequest(table: readonly Entry[] | undefined): Entry | null {
  return table && isAsking(table) && !isAnswer(table) ? statusIn(table) : null;
}

/** Whether a table is the headers of a response without its status. */
function takesStatus(table: readonly Entry[] | undefined): boolean {
  return table !== undefined && !isAsking(table) && statusIn(table) === null;
}

function headOfTable(text: string, table: readonly Entry[], isGo: boolean): FoundHead {
  // An ASGI scope has the version of ASGI beside that of HTTP.
  const part = (kind: string) =>
    table.find(({ name, isHeader }) => !isHeader && kind === 'version' && /^http_?version$/.test(name)) ??
    table.find(({ name, isHeader }) => !isHeader && startLineNames.get(name) === kind);
  const status = part('status');
  const before = statusBefore(text, table);
  const isResponse =
    before !== null ||
    (status !== undefined && /^\d{3}$/.test(status.value) && !isAsking(table)) ||
    isAnswer(table);
  const lines: TextLine[] = table
    .filter(({ isHeader }) => isHeader)
    .map(({ name, value, at }) => ({ text: `${name}: ${value}`, at }));
  const given = part('version')?.value ?? '1.1';
  const version = /^\d/.test(given) ? `HTTP/${given}` : given;
  const query = part('query');
  const target = part('target');
  const path = `${target?.value ?? '/'}${query?.value ? `?${query.value}` : ''}`;
  const printed = isResponse || target || part('method') ? null : requestBefore(text, table);
  const startLine = isResponse
    ? statusLineOf(before ?? (Number(status?.value) || 101))
    : (printed?.words ?? `${part('method')?.value ?? 'GET'} ${path} ${version}`);
  const startLineAt = printed?.at ?? (isResponse ? status : (target ?? part('method')))?.at ?? null;
  // Go keeps Host apart from the other headers.
  const hidden = isGo && !isResponse && !table.some(({ name }) => /^host$/i.test(name)) ? ['host'] : [];
  const shown = lines.length === 0 ? 'all' : hidden;
  return { head: headOf({ startLine, startLineAt, lines, hidden: shown }), rest: null };
}

function evidenceOf({ lines }: PastedText, tables: readonly (readonly Entry[])[]): LineEvidence[] {
  const entries = tables.flat();
  const evidence: LineEvidence[] = [];
  let next = 0;
  lines.forEach(({ at }, line) => {
    while (next < entries.length && entries[next].at.end < at.start) next++;
    if (next < entries.length && entries[next].at.start < at.end)
      evidence.push({ line, at, is: 'a header in a table' });
  });
  return evidence;
}

/** The scope of ASGI and the environment of WSGI: a whole request, also when a proxy removed its upgrade. */
const serverScope =
  /["']type["']: ["'](?:http|websocket)["'][\s\S]{0,2000}?["']headers["']: \[\s*[([]b?["']|["']wsgi\.(?:version|url_scheme|input)["']/;

/** The example of Node's documentation prints the response so. */
const statusAndHeaders =
  /&\{Status:[^{}]{1,80} StatusCode:\d{3} [^{}]{0,200}Header:map\[|[{,(]\s*["']?status(?:Code)?["']?\s*(?::|=>)\s*["']?\d{3}\b[\s\S]{0,300}["']?(?:headers|h)["']?\s*(?::|=>)\s*\{|^[ \t]*status(?: ?code)?\W{1,4}\d{3}[ \t]*\n[ \t]*(?:response )?headers\W{1,4}\{/im;

const plainHeader = /^\s*(?:Upgrade|Connection|Host|Sec-WebSocket-[A-Za-z]+): [A-Za-z0-9]/i;
const sourceLine = /^[ \t]*(?:import|export|from|const|let|var|def|class|function|package|func|use|using)\s/m;

/** An array of header lines, which are taken out of it, begins with the status line. */
function isStatusWithHeaders({ lines }: PastedText): boolean {
  const [first, second] = lines.filter(({ text }) => text.trim() !== '');
  return isStatusLine(first?.text ?? '') && /^[\w-]+: \S/.test(second?.text ?? '');
}

/** The text with `<<"upgrade">>` of Erlang and `\"upgrade\"` of nested JSON as `"upgrade"`; the places stay. */
function withPlainQuotes(pasted: PastedText): PastedText {
  const plain = withoutNestedJson(pasted.text);
  if (plain === pasted.text && !plain.includes('<<"')) return pasted;
  return { ...pasted, text: plain.replace(/<<("[^"\n]{0,4000}")>>/g, '  $1  ') };
}

/** Reads tables of headers. */
export const printedHeaders: FormReader = {
  recognise(printed) {
    const pasted = withPlainQuotes(printed);
    if (sourceLine.test(pasted.text) || isStatusWithHeaders(pasted)) return null;
    // YAML, and heads as they are: their values have no quotes.
    const plain = pasted.lines.filter(({ text }) => plainHeader.test(text));
    if (plain.length >= minHeaders && !/[{[(]/.test(pasted.text)) return null;
    const tables = tablesIn(pasted.text);
    const isHandshake =
      tables.some((table) => isOfWebSocket(table) || statusBefore(pasted.text, table) !== null) ||
      (tables.some(hasStatus) && statusAndHeaders.test(pasted.text));
    if (!isHandshake && !(tables.length > 0 && serverScope.test(pasted.text))) return null;
    const evidence = evidenceOf(pasted, tables);
    return evidence.length === 0 ? null : { form: 'printed headers', certainty: 'certain', evidence };
  },
  read(printed) {
    const { text } = withPlainQuotes(printed);
    const isGo = /\bmap\[/.test(text);
    const heads = withStatusMoved(tablesIn(text)).map((table) => headOfTable(text, table, isGo));
    if (heads.length === 0) return null;
    return {
      form: 'printed headers',
      recognised: 'A table of headers as a program prints it.',
      exchanges: pair(heads),
      url: null,
      notes: [
        'These are the headers as the program has them: a proxy in front may have changed them, and the program may have changed their case and order.',
      ],
      reports: [],
    };
  },
};
