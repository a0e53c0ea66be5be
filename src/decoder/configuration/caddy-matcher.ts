// Named matchers of a Caddyfile, evaluated for a browser's WebSocket.

import type { CaddyDirective } from './caddy-parse.ts';
import type { Edit } from './report.ts';
import { browserRequest } from './websocket-request.ts';

/** `holds` is null when it hangs on something other than the upgrade. */
export interface MatcherResult {
  holds: boolean | null;
  name: string;
  /** A condition on Connection that holds for one browser and not for another. */
  fault: { at: CaddyDirective; text: string; edit: Edit | null } | null;
}

const headers: Record<string, string[]> = {
  connection: ['Upgrade', browserRequest.connection],
  upgrade: ['websocket'],
  'sec-websocket-version': ['13'],
};

/** Evaluates `@name` for a browser's upgrade. Matchers of different kinds are ANDed, values of one kind ORed. */
export function matcherHolds(name: string, matcher: CaddyDirective | undefined): MatcherResult {
  const result: MatcherResult = { holds: true, name, fault: null };
  if (!matcher) {
    return { ...result, holds: null };
  }
  // `@ws header Upgrade websocket` on one line, or a block of such lines.
  const lines = matcher.block ?? [{ ...matcher, words: matcher.words.slice(1) }];
  for (const line of lines) {
    const value = lineHolds(line, result);
    result.holds = result.holds === false || value === false ? false : value === null ? null : result.holds;
  }
  return result;
}

function lineHolds(line: CaddyDirective, result: MatcherResult): boolean | null {
  const [kind = '', field = '', pattern] = line.words.map((word) => word.text);
  if (kind === 'not') {
    const inner: CaddyDirective[] = line.block ?? [{ ...line, words: line.words.slice(1) }];
    const values = inner.map((one) => lineHolds(one, { ...result }));
    return values.includes(null) ? null : !values.every(Boolean);
  }
  if (kind === 'method') {
    return line.words.slice(1).some((word) => word.text.toUpperCase() === 'GET');
  }
  if (kind !== 'header' && kind !== 'header_regexp') {
    return null;
  }
  const isRegexp = kind === 'header_regexp';
  const words = line.words.slice(1).map((word) => word.text);
  const name = (isRegexp && words.length === 3 ? words[1] : field).toLowerCase();
  const values = headers[name.replace(/^!/, '')];
  if (values === undefined) {
    return null;
  }
  if (field.startsWith('!')) {
    return false;
  }
  if (pattern === undefined) {
    return true;
  }
  const test = (value: string): boolean =>
    isRegexp ? matchesRegexp(words.at(-1)!, value) : matchesValue(pattern, value);
  const held = values.map(test);
  if (held.every(Boolean)) {
    return true;
  }
  if (name === 'connection' && held.some(Boolean)) {
    const word = line.words.at(-1)!;
    result.fault = {
      at: line,
      text: `Expected a condition that holds for "keep-alive, Upgrade" (Firefox) too; "${word.text}" holds only for "Upgrade" (Chrome). Write *Upgrade*.`,
      edit: isRegexp ? null : { start: word.start, end: word.end, text: '*Upgrade*' },
    };
  }
  return false;
}

// `*` stands at either end; comparison keeps case, as Caddy's does.
function matchesValue(pattern: string, value: string): boolean {
  if (pattern === '*') {
    return true;
  }
  const inner = pattern.replace(/^\*|\*$/g, '');
  if (pattern.startsWith('*') && pattern.endsWith('*')) {
    return value.includes(inner);
  }
  return pattern.startsWith('*')
    ? value.endsWith(inner)
    : pattern.endsWith('*')
      ? value.startsWith(inner)
      : value === inner;
}

function matchesRegexp(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern.replace(/^\(\?i\)/, ''), pattern.startsWith('(?i)') ? 'i' : '').test(value);
  } catch {
    return true;
  }
}
