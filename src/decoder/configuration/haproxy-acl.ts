// HAProxy's conditions, evaluated for a browser's WebSocket as far as they speak of Upgrade and Connection.

import type { HaproxyLine, HaproxyWord } from './haproxy-parse.ts';

/** `holds` is null when it hangs on something else. `caseFault` is an ACL that fails only for want of `-i`. */
export interface HaproxyConditionResult {
  holds: boolean | null;
  /** True when what is not known only chooses among requests: path, host, address, TLS. */
  selects: boolean;
  caseFault: { acl: HaproxyLine; word: HaproxyWord } | null;
  tls: boolean | null;
}

/** Evaluates `if …` or `unless …`; no words mean that it always holds. `tls`: whether every bind line has ssl, or none. */
export function haproxyCondition(
  words: HaproxyWord[],
  acls: HaproxyLine[],
  tls: boolean | null = null,
): HaproxyConditionResult {
  const result: HaproxyConditionResult = { holds: true, selects: true, caseFault: null, tls };
  const keyword = words[0]?.text;
  if (keyword !== 'if' && keyword !== 'unless') {
    return result;
  }
  // `a b || c`: blanks are AND, || and "or" are OR, ! negates, { … } is an ACL without a name.
  const terms = groupAnonymous(words.slice(1));
  const alternatives: (boolean | null)[][] = [[]];
  for (const term of terms) {
    if (term.length === 1 && (term[0].text === '||' || term[0].text === 'or')) {
      alternatives.push([]);
      continue;
    }
    const negated = term[0].text.startsWith('!');
    const name = term.length === 1 ? term[0].text.replace(/^!/, '') : '';
    if (name === '' && term.length === 1) {
      continue;
    }
    const value = term.length > 1 ? anonymous(term, result) : named(name, acls, result);
    alternatives.at(-1)!.push(value === null ? null : value !== negated);
  }
  const anded = alternatives.map(all);
  const any = anded.includes(true) ? true : anded.includes(null) ? null : false;
  result.holds = any === null ? null : keyword === 'if' ? any : !any;
  return result;
}

function all(values: (boolean | null)[]): boolean | null {
  return values.includes(false) ? false : values.includes(null) ? null : true;
}

function groupAnonymous(words: HaproxyWord[]): HaproxyWord[][] {
  const out: HaproxyWord[][] = [];
  for (let at = 0; at < words.length; at += 1) {
    if (words[at].text === '{' || words[at].text === '!{') {
      const end = words.findIndex((word, index) => index > at && word.text === '}');
      const last = end < 0 ? words.length : end;
      out.push(words.slice(at, last + 1));
      at = last;
    } else if (words[at].text === '!' && (words[at + 1]?.text === '{' || words[at + 1] !== undefined)) {
      const next = groupAnonymous(words.slice(at + 1))[0] ?? [];
      out.push(
        next.length === 1
          ? [{ ...next[0], text: `!${next[0].text}` }]
          : [{ ...next[0], text: '!{' }, ...next.slice(1)],
      );
      at += next.length;
    } else {
      out.push([words[at]]);
    }
  }
  return out;
}

function anonymous(term: HaproxyWord[], result: HaproxyConditionResult): boolean | null {
  const inner = term.slice(1).filter((word) => word.text !== '}');
  const line: HaproxyLine = {
    words: [{ ...inner[0], text: 'acl' }, { ...inner[0], text: '' }, ...inner],
    start: term[0].start,
    end: term.at(-1)!.end,
  };
  return inner.length === 0 ? null : evaluate(line, result);
}

function named(name: string, acls: HaproxyLine[], result: HaproxyConditionResult): boolean | null {
  if (name === 'TRUE' || name === 'HTTP' || name === 'HTTP_1.1' || name === 'METH_GET') {
    return true;
  }
  if (name === 'FALSE' || /^METH_(?!GET$)/.test(name)) {
    return false;
  }
  // Several lines of one name are alternatives.
  const values = acls.filter((line) => line.words[1]?.text === name).map((line) => evaluate(line, result));
  return values.includes(true) ? true : values.length === 0 || values.includes(null) ? null : false;
}

function evaluate(line: HaproxyLine, result: HaproxyConditionResult): boolean | null {
  const fetch = line.words[2]?.text ?? '';
  if (/^method$/i.test(fetch)) {
    return line.words.slice(3).some((word) => word.text.toUpperCase() === 'GET');
  }
  if (fetch === 'ssl_fc') {
    return result.tls;
  }
  if (/^always_(true|false)$/.test(fetch)) {
    return fetch === 'always_true';
  }
  const header =
    /^(?:req\.)?(hdr|fhdr|hdr_sub|hdr_beg|hdr_end|hdr_reg|hdr_cnt)\((\w[\w-]*)\)(,lower)?(?:\s|$|-)?/i.exec(
      fetch,
    );
  const name = header?.[2].toLowerCase();
  if (!header || (name !== 'upgrade' && name !== 'connection')) {
    result.selects &&= choosesRequests.test(fetch);
    return null;
  }
  const rest = line.words.slice(3);
  let anyCase = false;
  let method = header[1].includes('_') ? header[1].split('_')[1] : 'str';
  let patterns = rest;
  while (patterns[0]?.text.startsWith('-') && patterns[0].text !== '--') {
    if (patterns[0].text === '-i') {
      anyCase = true;
      patterns = patterns.slice(1);
    } else if (patterns[0].text === '-m') {
      method = patterns[1]?.text ?? 'str';
      patterns = patterns.slice(2);
    } else {
      return null;
    }
  }
  if (method === 'found' || method === 'cnt') {
    return true;
  }
  const raw = name === 'upgrade' ? 'websocket' : 'Upgrade';
  const value = header[3] ? raw.toLowerCase() : raw;
  const test = (fold: boolean): boolean => patterns.some((word) => matches(value, word.text, method, fold));
  if (test(anyCase)) {
    return true;
  }
  if (!anyCase && test(true)) {
    result.caseFault = { acl: line, word: patterns[0] };
  }
  return false;
}

// Sample fetches that tell requests apart without touching the upgrade.
const choosesRequests =
  /^(path|url|base|query|src|dst|ssl_fc|ssl_c|(req\.)?hdr\w*\((host|origin|user-agent|cookie|authorization|x-)|(req\.)?cook|capture|var|nbsrv|sc\d?_|be_|fe_|req\.ssl|http_auth|urlp|table_)/i;

function matches(value: string, pattern: string, method: string, fold: boolean): boolean {
  const a = fold ? value.toLowerCase() : value;
  const b = fold ? pattern.toLowerCase() : pattern;
  switch (method) {
    case 'beg':
      return a.startsWith(b);
    case 'end':
      return a.endsWith(b);
    case 'sub':
      return a.includes(b);
    case 'reg':
      try {
        return new RegExp(pattern, fold ? 'i' : '').test(value);
      } catch {
        return true;
      }
    default:
      return a === b;
  }
}
