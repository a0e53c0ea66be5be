// Words after the keyword of a line for which HAProxy refuses to start. Measured on 2.6.

import type { HaproxyLine, HaproxySection } from './parse.ts';

/** Why a line is refused; null when its words are those that HAProxy reads. */
type Reason = string | null;

const actionWordCounts: Readonly<Record<string, number>> = {
  'set-header': 2,
  'add-header': 2,
  'replace-header': 3,
  'replace-value': 3,
  'set-path': 1,
  'set-pathq': 1,
  'set-query': 1,
  'set-uri': 1,
  'set-method': 1,
  'replace-path': 2,
  'replace-pathq': 2,
  'replace-uri': 2,
};

const goneKeywords: Readonly<Record<string, string>> = {
  contimeout: 'timeout connect',
  clitimeout: 'timeout client',
  srvtimeout: 'timeout server',
};

/** Options that take no word after their name. */
const bareOptions =
  /^(http-server-close|httpclose|http-keep-alive|tcplog|dontlognull|abortonclose|nolinger|log-health-checks|allbackups|logasap|http-buffer-request|independent-streams|prefer-last-server|clitcpka|srvtcpka|tcpka|contstats|ssl-hello-chk)$/;

const balances =
  /^(roundrobin|static-rr|leastconn|first|source|uri|url_param|random|hash|log-hash|sticky)$|^(hdr|rdp-cookie|random)\(|^rdp-cookie$/;

const cookieWords =
  /^(rewrite|insert|prefix|indirect|nocache|postonly|preserve|httponly|secure|dynamic|domain|maxidle|maxlife|attr)$/;

const isCondition = (word: string | undefined): boolean => word === 'if' || word === 'unless';

/** Why HAProxy refuses the words of a line. */
export function argumentFault(line: HaproxyLine): Reason {
  const words = line.words.map(({ text }) => text);
  if (line.quoteFault !== undefined) return line.quoteFault;
  const [first = '', second = ''] = words;
  const gone = Object.hasOwn(goneKeywords, first) ? goneKeywords[first] : undefined;
  if (gone !== undefined) return `${first} is gone since HAProxy 2.1. Write ${gone}.`;
  const isUnknown = words.some((word) => word.includes('$') || word.includes('{{'));
  if (isUnknown) return null;
  switch (first) {
    case 'server':
      return serverFault(words);
    case 'bind':
      return bindFault(words);
    case 'option':
      return optionFault(words);
    case 'balance':
      return balances.test(second) ? null : `balance has no way ${second}.`;
    case 'cookie':
      return cookieFault(words);
    case 'redirect':
      return redirectFault(words.slice(1));
    case 'use_backend':
    case 'use-server':
      return words.length < 3 || isCondition(words[2])
        ? null
        : `"${words[2]}" stands after the name, where only if or unless can.`;
    case 'default_backend':
      return words.length > 2 ? `default_backend takes a name alone, found "${words[2]}" after it.` : null;
    case 'http-request':
    case 'http-response':
    case 'http-after-response':
      return actionFault(words);
    default:
      return otherFault(words);
  }
}

function otherFault(words: readonly string[]): Reason {
  const [first = '', second = '', third = ''] = words;
  if (/^(maxconn|retries|fullconn|monitor-uri)$/.test(first) && second === '')
    return `${first} needs a value.`;
  if (first === 'stats' && second === 'uri' && third === '') return 'stats uri needs a path.';
  if (first === 'stick-table' && !words.includes('size')) return 'stick-table needs a size.';
  if (first === 'compression' && second === 'algo') {
    const unknown = words.slice(2).find((word) => !/^(identity|gzip|deflate|raw-deflate)$/.test(word));
    return unknown === undefined ? null : `there is no compression ${unknown}.`;
  }
  if (first === 'errorfile' && !/^[2-5]\d\d$/.test(second)) return `errorfile has no status "${second}".`;
  if (first !== 'tcp-request') return null;
  if (second === 'inspect-delay' && third === '') return 'tcp-request inspect-delay needs a time.';
  const isAction =
    /^(accept|reject|capture|expect-|track-sc|set-|unset-|silent-drop|sc-|switch-mode|do-|send-|use-|lua\.|close|attach-)/;
  return /^(content|connection|session)$/.test(second) && !isAction.test(third)
    ? `there is no action "${third}" of tcp-request ${second}.`
    : null;
}

/** A word, its value and what the value must be. */
function valueFault(
  words: readonly string[],
  key: string,
  isValid: (value: string) => boolean,
  expected: string,
): Reason {
  const at = words.lastIndexOf(key);
  if (at < 0) return null;
  const value = words[at + 1];
  if (value === undefined) return `${key} needs a value.`;
  return isValid(value) ? null : `${key} is ${expected}, found "${value}".`;
}

function addressFault(address: string): Reason {
  if (/^\w+:\/\//.test(address)) return `an address has no scheme, found ${address}.`;
  const port = /:\+?(\d+)$/.exec(address)?.[1];
  return port !== undefined && Number(port) > 65535 ? `${port} is not a port.` : null;
}

function serverFault(words: readonly string[]): Reason {
  if (words.length < 3) return 'server needs a name and an address.';
  const rest = words.slice(3);
  const isTime = (value: string): boolean => /^\d+(us|[smhd]|ms)?/.test(value);
  return (
    addressFault(words[2]) ??
    valueFault(rest, 'cookie', () => true, '') ??
    valueFault(rest, 'inter', isTime, 'a time') ??
    valueFault(rest, 'verify', (value) => /^(none|required)$/.test(value), 'none or required') ??
    valueFault(rest, 'ws', (value) => /^(auto|h1|h2)$/.test(value), 'auto, h1 or h2') ??
    valueFault(rest, 'proto', (value) => /^(h1|h2|fcgi|none|spop|quic\w*)$/.test(value), 'h1, h2 or fcgi')
  );
}

function bindFault(words: readonly string[]): Reason {
  if (words.length < 2) return 'bind needs an address with a port, such as :80.';
  const rest = words.slice(2);
  const crt = rest.some((word) => /^(crt|crt-list|default-crt|ca-sign-file)$/.test(word));
  return (
    addressFault(words[1]) ??
    valueFault(rest, 'crt', () => true, '') ??
    (rest.includes('ssl') && !crt ? 'bind has ssl and no crt.' : null)
  );
}

function optionFault(words: readonly string[]): Reason {
  const [, name = '', ...rest] = words;
  if (bareOptions.test(name) && rest.length > 0) return `option ${name} takes no "${rest[0]}".`;
  if (name !== 'forwardfor') return null;
  const unknown = rest.find(
    (word, at) =>
      !/^(except|header|header-name|if-none)$/.test(word) && !/^(except|header)/.test(rest[at - 1] ?? ''),
  );
  return unknown === undefined ? null : `option forwardfor takes no "${unknown}".`;
}

function cookieFault(words: readonly string[]): Reason {
  if (words.length < 2) return 'cookie needs a name.';
  const rest = words.slice(2);
  const unknown = rest.find(
    (word, at) => !cookieWords.test(word) && !/^(domain|maxidle|maxlife|attr)$/.test(rest[at - 1] ?? ''),
  );
  return unknown === undefined ? null : `cookie takes no "${unknown}".`;
}

const redirectWithValue = /^(location|prefix|scheme|code|set-cookie|set-cookie-fmt|clear-cookie)$/;
const redirectAlone = /^(drop-query|append-slash|ignore-empty|keep-query)$/;

function redirectFault(words: readonly string[]): Reason {
  for (let at = 0; at < words.length && !isCondition(words[at]); at += 1) {
    const word = words[at];
    if (redirectAlone.test(word)) continue;
    if (!redirectWithValue.test(word)) return `redirect takes no "${word}".`;
    at += 1;
    const value = words[at];
    if (value === undefined) return `redirect ${word} needs a value.`;
    if (word === 'code' && !/^30[12378]$/.test(value)) return `redirect has no code ${value}.`;
  }
  return null;
}

function actionFault(words: readonly string[]): Reason {
  const [rule = '', action = ''] = words;
  const rest = words.slice(2);
  if (action === 'redirect') return redirectFault(rest);
  if (/^(deny|tarpit|return)$/.test(action)) return replyFault(action, rest);
  const variable = /^set-var\(([^),]*)/.exec(action)?.[1];
  if (variable !== undefined) return variableFault(variable, rest[0] ?? '');
  if (action === 'del-header') return countFault(`${rule} ${action}`, rest, rest[1] === '-m' ? 3 : 1);
  const count = Object.hasOwn(actionWordCounts, action) ? actionWordCounts[action] : undefined;
  return count === undefined ? null : countFault(`${rule} ${action}`, rest, count);
}

function countFault(name: string, rest: readonly string[], count: number): Reason {
  const at = rest.findIndex(isCondition);
  const found = at < 0 ? rest.length : at;
  if (found === count) return null;
  const quote = found > count ? ' A value with blanks needs quotes.' : '';
  return `${name} takes ${count} ${count === 1 ? 'word' : 'words'}, found ${found}.${quote}`;
}

const replyValues =
  /^(deny_status|status|content-type|string|lf-string|file|lf-file|errorfile|errorfiles|retry-after)$/;

function replyFault(action: string, words: readonly string[]): Reason {
  for (let at = 0; at < words.length && !isCondition(words[at]); at += 1) {
    const word = words[at];
    if (word === 'default-errorfiles') continue;
    if (word !== 'hdr' && !replyValues.test(word)) return `${action} takes no "${word}".`;
    at += word === 'hdr' ? 2 : 1;
    if (/status$/.test(word) && !/^[2-5]\d\d$/.test(words[at] ?? ''))
      return `${word} is a number from 200 to 599, found "${words[at] ?? ''}".`;
  }
  return null;
}

function variableFault(name: string, expression: string): Reason {
  if (!/^(proc|sess|txn|req|res|check)\./.test(name))
    return `the name of a variable begins with txn. or another scope, found "${name}".`;
  return expression.startsWith('%[')
    ? `set-var takes a sample, found the format ${expression}. Leave %[ ] out.`
    : null;
}

/** Why HAProxy refuses the first line of a section. */
export function headFault({ kind, name, head }: HaproxySection): Reason {
  if (!/^(frontend|backend|listen)$/.test(kind)) return null;
  if (name === '') return `${kind} needs a name.`;
  const third = head.words[2]?.text;
  if (third === undefined || third === 'from') return null;
  return /[:\d]/.test(third) && kind !== 'backend'
    ? `the address ${third} stands after the name. Write it into a bind line.`
    : `"${third}" stands after the name, which has no blanks.`;
}
