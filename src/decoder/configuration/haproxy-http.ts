// Lines of HAProxy that change the request or the answer of a WebSocket, or answer in the server's place.

import { haproxyCondition } from './haproxy-acl.ts';
import type { HaproxyLine } from './haproxy-parse.ts';
import type { Edit, FindingSeverity } from './report.ts';

/** Adds a finding at a line. */
export type Add = (
  severity: FindingSeverity,
  id: string,
  at: HaproxyLine,
  text: string,
  cause?: string | null,
  fix?: string | null,
) => void;

// Measured: the H1 multiplexer sends Connection as the rules leave it, makes a new Sec-WebSocket-Key when there is none
// (so that the client's check of Accept fails), and computes Accept itself when the response has none.
/** Judges one line of a section in HTTP mode. Edits that take the line out are added to `edits`. */
export function judgeHttpLine(
  text: string,
  line: HaproxyLine,
  acls: HaproxyLine[],
  add: Add,
  edits: Edit[],
  tls: boolean | null,
): void {
  const [first = '', second = '', name = ''] = line.words.map((word) => word.text);
  const conditionAt = line.words.findIndex((word) => word.text === 'if' || word.text === 'unless');
  const condition = conditionAt < 0 ? null : haproxyCondition(line.words.slice(conditionAt), acls, tls);
  const holds = condition === null ? true : condition.holds;
  const removeLine = (): void => {
    const start = text.lastIndexOf('\n', line.start - 1) + 1;
    const end = text.indexOf('\n', line.end);
    edits.push({ start, end: end < 0 ? text.length : end + 1, text: '' });
  };
  if (holds === false) {
    return;
  }
  if (first === 'http-request' && /^(del-header|set-header|replace-header|replace-value)$/.test(second)) {
    const touched = ['upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version'].filter((header) =>
      matchesName(line, name, header),
    );
    const value = line.words[3]?.text.toLowerCase() ?? '';
    const keeps =
      second === 'set-header' &&
      touched.every(
        (header) =>
          (header === 'upgrade' && value === 'websocket') ||
          (header === 'connection' && value.split(/,\s*/).includes('upgrade')) ||
          (header === 'sec-websocket-version' && value === '13'),
      );
    if (touched.length > 0 && !keeps) {
      add(
        holds === null || second.startsWith('replace') ? 'unknown' : 'error',
        'request-header-changed',
        line,
        `http-request ${second} takes away or changes ${touched.join(', ')}, which the upgrade needs.`,
        'proxy-stripped-upgrade',
        'haproxy/del-header',
      );
      if (holds === true && second !== 'replace-header' && second !== 'replace-value') {
        removeLine();
      }
    }
  } else if (first === 'http-response' || first === 'http-after-response') {
    judgeResponseLine(line, holds, add, removeLine);
  } else if (first === 'http-request' && second === 'add-header' && /^(upgrade|connection)$/i.test(name)) {
    add(
      'unknown',
      'request-header-added',
      line,
      `A second ${name} is sent; a server that reads the last one may see no upgrade.`,
      'proxy-stripped-upgrade',
      'haproxy/del-header',
    );
  } else if (first === 'http-request' && second === 'set-method' && name.toUpperCase() !== 'GET') {
    add(
      holds === null ? 'unknown' : 'error',
      'method-changed',
      line,
      `An upgrade must be a GET; this makes it ${name}.`,
      'upgrade-refused',
    );
  } else if (
    (first === 'http-request' && /^(deny|tarpit|reject|return|redirect|silent-drop|auth)$/.test(second)) ||
    first === 'redirect'
  ) {
    const action = first === 'redirect' ? 'redirect' : second;
    add(
      holds === true ? 'error' : condition?.selects ? 'note' : 'unknown',
      action === 'redirect' ? 'redirect' : 'answered-here',
      line,
      holds === true
        ? action === 'redirect'
          ? 'A WebSocket gets a redirect here; browsers do not follow it. The client must use the final URL (wss://).'
          : `HAProxy answers a WebSocket itself here (${action}).`
        : `When the condition holds HAProxy answers itself (${action}).`,
      'upgrade-refused',
      action === 'redirect' ? 'haproxy/redirect' : null,
    );
  } else if (/^(http-request|http-response)$/.test(first) && /^(lua\.|use-service)/.test(second)) {
    add('unknown', 'code', line, `${second} runs code that is not read here.`);
  }
}

// Measured: HAProxy puts Accept in when the answer has none, and changes nothing else of a 101.
function judgeResponseLine(line: HaproxyLine, holds: boolean | null, add: Add, removeLine: () => void): void {
  const [, second = '', name = ''] = line.words.map((word) => word.text);
  const value = line.words[3]?.text.toLowerCase() ?? '';
  const certain = holds === null ? 'unknown' : 'error';
  if (/^(set-status|deny|return|redirect|reject|silent-drop)$/.test(second)) {
    add(
      certain,
      'answer-replaced',
      line,
      `${line.words[0].text} ${second} replaces the 101.`,
      'upgrade-refused',
    );
  } else if (/^(del|set|add|replace)-(header|value)$/.test(second)) {
    const needed =
      second === 'del-header' ? ['upgrade', 'connection'] : ['upgrade', 'connection', 'sec-websocket-accept'];
    const touched = needed.filter((header) => matchesName(line, name, header));
    const keeps =
      second === 'set-header' &&
      touched.every(
        (header) =>
          (header === 'upgrade' && value === 'websocket') || (header === 'connection' && value === 'upgrade'),
      );
    if (touched.length > 0 && !keeps) {
      const sure = second === 'del-header' || second === 'set-header';
      add(
        sure ? certain : 'unknown',
        'response-header-changed',
        line,
        `${line.words[0].text} ${second} takes away or changes ${touched.join(', ')} of the 101; the client fails the connection.`,
        'handshake-header-missing',
        'haproxy/del-header',
      );
      if (sure && holds === true) {
        removeLine();
      }
    }
  }
}

function matchesName(line: HaproxyLine, pattern: string, header: string): boolean {
  const at = line.words.findIndex((word) => word.text === '-m');
  const method = at < 0 ? 'str' : (line.words[at + 1]?.text ?? 'str');
  // HAProxy keeps names in lower case; plain names are compared in any case, expressions are not.
  switch (method) {
    case 'beg':
      return header.startsWith(pattern.toLowerCase());
    case 'end':
      return header.endsWith(pattern.toLowerCase());
    case 'sub':
      return header.includes(pattern.toLowerCase());
    case 'reg':
      try {
        return new RegExp(pattern).test(header);
      } catch {
        return true;
      }
    default:
      return header === pattern.toLowerCase();
  }
}
