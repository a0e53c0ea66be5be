// Why HAProxy refuses to start with a text, as far as its own list of keywords tells.

import type { UnresolvedFact } from '../model.ts';
import { nearestName } from '../parse/near-names.ts';
import { argumentFault, headFault } from './argument-faults.ts';
import { conditionFault } from './condition-faults.ts';
import { haproxyKeywordTable, haproxyTableVersion } from './known-keywords.ts';
import { type HaproxyLine, type HaproxySection, maxLineWords } from './parse.ts';
import { missingReferences } from './references.ts';
import { sectionFaults } from './section-faults.ts';
import { type HaproxyText, linesNamed, linesOf, settingOf, wordAt } from './sections.ts';

/** Keywords of proxies that HAProxy does not register, from its documentation. */
const oldKeywords =
  `acl balance bind bind-process capture cookie default-server default_backend description disabled dispatch
  dynamic-cookie-key email-alert enabled force-persist fullconn hash-balance-factor hash-type http-after-response http-request
  http-response http-reuse http-send-name-header id ignore-persist load-server-state-from-file log log-format
  log-format-sd log-tag error-log-format max-session-srv-conns maxconn mode monitor monitor-net monitor-uri no option persist redirect
  retries server server-state-file-name server-template source stats stick stick-table transparent unique-id-format
  unique-id-header use-server use_backend backlog`.split(/\s+/);

const oldOptions =
  `forwardfor httpclose http-server-close http-keep-alive httplog httpslog tcplog httpchk redispatch originalto
  tcp-check tcpka ssl-hello-chk mysql-check pgsql-check redis-check ldap-check smtpchk spop-check external-check
  http-restrict-req-hdr-names`.split(/\s+/);

/** Keywords of later versions than the table's. */
const laterKeywords =
  /^(guid|hash-key|hash-preserve-affinity|log-steps|force-be-switch|http-drop-\w+|http-no-delay|name|quic-\w+|tcp-\w+)$/;
const laterOptions =
  /^(forwarded|http-drop-[\w-]+|accept-unsafe-[\w-]+|assume-rfc6587-\w+|.*quic.*|splice-\w+|tcp-smart-\w+)$/;
const laterServerWords =
  /^(guid|log-bufsize|pool-\w+|set-proxy-v2-tlv-fmt.*|ktls|cc|check-pool-conn-name|check-reuse-pool|max-waiting-conn.*|strict-maxconn|init-state|idle-ping|hash-key|renegotiate|no-renegotiate|sni-auto|check-sni-auto|no-sni-auto|no-check-sni-auto|client-sigalgs|sigalgs|curves|npn)$/;

const timeoutNames =
  /^(client|server|connect|check|queue|http-keep-alive|http-request|tunnel|tarpit|client-fin|server-fin|client-hs)$/;

/** HAProxy reads a number and the beginning of a unit, and ignores the rest. */
const timePattern = /^\d+([smhd]|u|$)/;

function wordsOf(table: string): Map<string, string> {
  return new Map(
    (haproxyKeywordTable[table] ?? '')
      .trim()
      .split(/\s+/)
      .map((entry): [string, string] => {
        const [name, count = '0'] = entry.split(':');
        return [name, count];
      }),
  );
}

const keywords = new Set([...wordsOf('keyword').keys(), ...oldKeywords]);
const options = new Set([...wordsOf('option').keys(), ...oldOptions]);
const serverWords = wordsOf('server');
const bindWords = wordsOf('bind');

/** Everything in a text for which HAProxy refuses to start. */
export function loadFaults(source: HaproxyText): UnresolvedFact[] {
  const proxies = source.sections.filter(({ kind }) => /^(defaults|frontend|backend|listen)$/.test(kind));
  return [
    ...source.sections
      .flatMap(sectionFaults)
      .map(({ line, reason, later }) => (later === undefined ? fault(line, reason) : doubt(line, later))),
    ...proxies.flatMap((section) => section.lines.flatMap((line) => lineFaults(line))),
    ...proxies.flatMap((section) => [
      ...headFaults(section),
      ...conditionFaults(source, section),
      ...serverFaults(section),
      ...referenceFaults(source, section),
    ]),
    ...backendFaults(source, proxies),
    ...modeFaults(source, proxies),
  ];
}

/** An HTTP frontend cannot use a TCP backend; TCP is the mode without a "mode" line. */
function modeFaults(source: HaproxyText, proxies: readonly HaproxySection[]): UnresolvedFact[] {
  const modeOf = (section: HaproxySection): string => {
    const line = settingOf(source, section, 'mode');
    return line === null ? 'tcp' : wordAt(line, 1);
  };
  return proxies
    .filter(({ kind }) => kind === 'frontend' || kind === 'listen')
    .filter((front) => modeOf(front) === 'http')
    .flatMap((front) =>
      front.lines.flatMap((line) => {
        if (!/^(use_backend|default_backend)$/.test(wordAt(line, 0))) return [];
        const name = wordAt(line, 1);
        const backend = proxies.find((one) => /^(backend|listen)$/.test(one.kind) && one.name === name);
        if (!backend || modeOf(backend) !== 'tcp') return [];
        return [fault(line, `${front.kind} ${front.name} is in mode http and backend ${name} in mode tcp.`)];
      }),
    );
}

function headFaults(section: HaproxySection): UnresolvedFact[] {
  const reason = headFault(section);
  return reason === null ? [] : [fault(section.head, reason)];
}

function fault(line: HaproxyLine, reason: string): UnresolvedFact {
  const text = `HAProxy will not start with this: ${reason}`;
  return { kind: 'syntax', name: wordAt(line, 0), text, span: { start: line.start, end: line.end } };
}

function doubt(line: HaproxyLine, name: string): UnresolvedFact {
  const text = `HAProxy ${haproxyTableVersion} does not know ${name}, and does not start with it. A later version may know it.`;
  return { kind: 'directive', name, text, span: { start: line.start, end: line.end } };
}

function lineFaults(line: HaproxyLine): UnresolvedFact[] {
  const first = wordAt(line, 0);
  if (first.startsWith('.') || first.includes('{{') || first.includes('$')) return [];
  if (line.isTooLong) return [fault(line, `a line has at most ${maxLineWords} words.`)];
  if (!keywords.has(first)) return unknownWord(line, first, keywords, laterKeywords);
  const reason = argumentFault(line);
  return reason === null ? wordFaults(line) : [fault(line, reason)];
}

/** Words that the list of keywords does not have. */
function wordFaults(line: HaproxyLine): UnresolvedFact[] {
  const [first = '', second = '', third = ''] = line.words.map(({ text }) => text);
  switch (first) {
    case 'option':
    case 'no': {
      const name = first === 'no' ? third : second;
      if (first === 'no' && second !== 'option') return [];
      return options.has(name) ? [] : unknownWord(line, name, options, laterOptions, 'option ');
    }
    case 'timeout':
      return timeoutFaults(line, second, third);
    case 'server':
    case 'default-server':
      return lineWords(line, first === 'server' ? 3 : 1, serverWords, laterServerWords);
    case 'bind':
      return /^\d+$/.test(second)
        ? [fault(line, `bind needs an address with a port, found "${second}". Write :${second}.`)]
        : lineWords(
            line,
            2,
            bindWords,
            /^(guid.*|quic-\w+|curves|cc|ktls|shards|idle-ping|label|.*sigalgs|ocsp-update|thread|default-crt|crt|no-alpn|tls-\w+)$/,
          );
    case 'mode':
      return /^(http|tcp|health|log|spop)$/.test(second)
        ? []
        : [fault(line, `mode is http or tcp, found "${second}".`)];
    case 'http-request':
    case 'http-response':
    case 'http-after-response':
      return actionFaults(line, first, second);
    default:
      return [];
  }
}

function unknownWord(
  line: HaproxyLine,
  name: string,
  known: Iterable<string>,
  later: RegExp,
  prefix = '',
): UnresolvedFact[] {
  if (later.test(name)) return [doubt(line, `${prefix}${name}`)];
  const near = nearestName(name, known);
  return [
    fault(
      line,
      `there is no ${prefix || 'keyword '}${name}.${near === null ? '' : ` It resembles ${near}.`}`,
    ),
  ];
}

function timeoutFaults(line: HaproxyLine, name: string, value: string): UnresolvedFact[] {
  if (!timeoutNames.test(name)) return [fault(line, `there is no timeout ${name}.`)];
  if (value.includes('$') || value.includes('{')) return [];
  if (!timePattern.test(value)) return [fault(line, `"${value}" is not a time.`)];
  return line.words.length > 3 ? [fault(line, `"${wordAt(line, 3)}" stands after the time.`)] : [];
}

/** Words of a server or bind line after its address. */
function lineWords(
  line: HaproxyLine,
  from: number,
  known: ReadonlyMap<string, string>,
  later: RegExp,
): UnresolvedFact[] {
  for (let at = from; at < line.words.length; ) {
    const word = wordAt(line, at);
    const count = known.get(word);
    if (count === undefined) {
      if (word.includes('$') || word.includes('{')) return [];
      return later.test(word)
        ? [doubt(line, word)]
        : [fault(line, `${word} is not a word of a ${wordAt(line, 0)} line.`)];
    }
    if (count === '?') return [];
    at += 1 + Number(count);
  }
  return [];
}

function actionFaults(line: HaproxyLine, rule: string, word: string): UnresolvedFact[] {
  const name = word.replace(/\(.*$/, '').replace(/^(track-sc)\d+$/, '$1');
  if (wordsOf(rule).has(name) || name.startsWith('lua.') || name === '') return [];
  if (
    /^(set-(bc|fc)-\w+|sc-add-gpc|set-retries|set-headers-bin|add-headers-bin|del-headers-bin|do-log|pause|set-timeout|send-spoe-group|reject|wait-for-\w+)$/.test(
      name,
    )
  ) {
    return [doubt(line, `${rule} ${word}`)];
  }
  return [fault(line, `there is no action ${word} of ${rule}.`)];
}

function conditionFaults(source: HaproxyText, section: HaproxySection): UnresolvedFact[] {
  if (section.kind === 'defaults') return [];
  const own = new Set(section.lines);
  const inherited = linesOf(source, section).filter((line) => !own.has(line));
  // A condition knows the lists that stand before it.
  const known = new Set(linesNamed(inherited, 'acl').map((line) => wordAt(line, 1)));
  return section.lines.flatMap((line) => {
    if (wordAt(line, 0) === 'acl') known.add(wordAt(line, 1));
    const found = conditionFault(line, known);
    if (found === null) return [];
    return found.isSure ? [fault(line, found.reason)] : [doubt(line, found.name)];
  });
}

function referenceFaults(source: HaproxyText, section: HaproxySection): UnresolvedFact[] {
  return missingReferences(source, section).map(({ line, reason, name, cases }): UnresolvedFact => {
    if (cases === undefined) return fault(line, reason);
    const span = { start: line.start, end: line.end };
    return { kind: 'directive', name, text: reason, span, cases };
  });
}

function serverFaults(section: HaproxySection): UnresolvedFact[] {
  const seen = new Set<string>();
  return linesNamed(section.lines, 'server').flatMap((line) => {
    const name = wordAt(line, 1);
    if (seen.has(name)) return [fault(line, `there is another server ${name} in this section.`)];
    seen.add(name);
    return [];
  });
}

/** A name of a backend that no section has. A text without any backend is a part of a file. */
function backendFaults(source: HaproxyText, proxies: readonly HaproxySection[]): UnresolvedFact[] {
  const names = new Set(
    proxies.filter(({ kind }) => kind === 'backend' || kind === 'listen').map(({ name }) => name),
  );
  // Without a URL a missing backend is named at its route, because it may stand in another file.
  const isWhole =
    source.request !== null &&
    names.size > 0 &&
    source.sections.some(({ kind }) => kind === 'defaults' || kind === 'global');
  const users = proxies.filter(({ kind }) => kind !== 'defaults');
  const lines = users.flatMap((section) => [
    // Of several the last one counts.
    ...linesNamed(section.lines, 'default_backend').slice(-1),
    ...linesNamed(section.lines, 'use_backend'),
  ]);
  const missing = lines.filter((line) => !names.has(wordAt(line, 1)) && !/[%$[{]/.test(wordAt(line, 1)));
  const kinds = new Map<string, Set<string>>();
  const repeated = proxies
    .filter(({ kind, name }) => kind !== 'defaults' && name !== '')
    .filter(({ kind, name }) => {
      const own = kinds.get(name) ?? new Set<string>();
      const isTwice = own.has(kind) || (kind === 'listen' && own.size > 0) || own.has('listen');
      kinds.set(name, own.add(kind));
      return isTwice;
    });
  return [
    ...(isWhole ? missing.map((line) => fault(line, `there is no backend ${wordAt(line, 1)}.`)) : []),
    ...repeated.map(({ head, kind, name }) => fault(head, `there is another ${kind} ${name}.`)),
  ];
}
