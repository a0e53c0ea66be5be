// Conditions, ACLs and samples for which HAProxy refuses to start. Measured on 2.6.

import { isBrokenExpression } from '../parse/expression.ts';
import { nearestName } from '../parse/near-names.ts';
import { haproxyKeywordTable } from './known-keywords.ts';
import type { HaproxyLine } from './parse.ts';

/** Why a condition is refused. When `isSure` is false, a later version may know `name`. */
export interface ConditionFault {
  readonly reason: string;
  readonly isSure: boolean;
  readonly name: string;
}

const namesOf = (table: string): Set<string> =>
  new Set((haproxyKeywordTable[table] ?? '').trim().split(/\s+/));
const samples = namesOf('sample');
const converters = namesOf('converter');

/** Names of ACLs that HAProxy defines itself. */
const builtInAcls =
  /^(TRUE|FALSE|HTTP\w*(\.\d)?|METH_\w+|LOCALHOST|REQ_CONTENT|RDP_COOKIE|WAIT_END|HTTP_\d(\.\d)?)$/;

const matchMethods = /^(found|bool|int|ip|bin|len|str|sub|reg|beg|end|dir|dom)$/;
const numberSamples = /(_cnt|_port|_rate|_cur)$|^(nbsrv|connslots|avg_queue|queue)$/;

const sure = (reason: string): ConditionFault => ({ reason, isSure: true, name: '' });

/** The fault of an ACL or of the condition of a line; null when HAProxy reads it. */
export function conditionFault(line: HaproxyLine, acls: ReadonlySet<string>): ConditionFault | null {
  const words = line.words.map(({ text }) => text);
  if (line.isTooLong || words.some((word) => word.includes('$') || word.includes('{{'))) return null;
  if (words[0] === 'acl') return aclFault(words);
  const at = words.findIndex((word, index) => index > 0 && /^(if|unless)$/.test(word));
  return (at < 0 ? null : termsFault(words.slice(at + 1), acls)) ?? formatFault(words);
}

function aclFault(words: readonly string[]): ConditionFault | null {
  const [, name = '', ...test] = words;
  if (!/^[\w.:-]+$/.test(name)) return sure(`"${name}" is not a name of an acl.`);
  if (/^or$/i.test(name)) return sure('an acl cannot have the name or.');
  return test.length === 0 ? sure(`acl ${name} has no condition.`) : testFault(test);
}

function termsFault(words: readonly string[], acls: ReadonlySet<string>): ConditionFault | null {
  for (let at = 0; at < words.length; at += 1) {
    const bare = words[at].replace(/^!+/, '');
    if (bare === '' || bare === '||' || /^or$/i.test(bare)) continue;
    if (bare === '{') {
      const close = words.indexOf('}', at);
      if (close < 0) return sure('a brace of the condition is not closed: "}" needs a blank before it.');
      const fault = testFault(words.slice(at + 1, close));
      if (fault) return fault;
      at = close;
    } else if (bare.startsWith('{')) {
      return sure(`"${bare}" needs a blank after its brace.`);
    } else if (!acls.has(bare) && !builtInAcls.test(bare)) {
      const and = /^(and|&&)$/i.test(bare) ? ' Conditions beside each other must all hold already.' : '';
      return sure(`no acl ${bare} stands in this section.${and}`);
    }
  }
  return null;
}

/** A sample, its flags and its patterns. */
function testFault(test: readonly string[]): ConditionFault | null {
  const [sample = '', ...rest] = test;
  const own = sampleFault(sample);
  if (own) return own;
  let method = /^[\w.]+_(reg|len)(\(|,|$)/.exec(sample)?.[1] ?? '';
  let at = 0;
  for (; rest[at]?.startsWith('-'); at += 1) {
    const flag = rest[at];
    if (flag === '--') {
      at += 1;
      break;
    }
    if (flag === '-m') {
      at += 1;
      method = rest[at] ?? '';
      if (!matchMethods.test(method)) return sure(`there is no way "${method}" to match.`);
    } else if (flag === '-f' || flag === '-u') at += 1;
    else if (!/^-[inM]$/.test(flag)) return sure(`${flag} is not a flag of a condition.`);
  }
  return patternFault(sample, method, rest.slice(at));
}

function patternFault(sample: string, method: string, patterns: readonly string[]): ConditionFault | null {
  const name = /^[\w.+]+/.exec(sample)?.[0] ?? '';
  const hasConverter = partsOf(sample).length > 1;
  const isNumber = method === 'int' || (method === '' && !hasConverter && numberSamples.test(name));
  for (const pattern of patterns) {
    if (isNumber && !/^(eq|ge|gt|le|lt|-?\d+|-?\d*:-?\d*)$/.test(pattern))
      return sure(`"${pattern}" is not a number.`);
    if (method === 'reg' && isBrokenExpression(pattern))
      return sure(`the expression ${pattern} does not compile.`);
    const isAddress = /^(src|dst)$/.test(name) && method === '' && !hasConverter;
    const mask = /^[\d.]+\/(\d+)$/.exec(pattern)?.[1];
    if (isAddress && (/^[\d.]*\*[\d.*]*$/.test(pattern) || Number(mask ?? 0) > 32))
      return sure(`"${pattern}" is not an address or a network.`);
  }
  return null;
}

/** `hdr(Upgrade),lower` as its parts; commas in brackets and quotes do not part. */
function partsOf(sample: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const char of sample) {
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    if (char === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

function sampleFault(sample: string): ConditionFault | null {
  if (sample.startsWith('lua.') || sample === '') return null;
  // An expression in brackets can hold brackets that pair with nothing.
  const hasExpression = /,(regsub|json_query|map_reg\w*)\(/.test(sample);
  const opened = sample.split('(').length - sample.split(')').length;
  if (opened > 0 && !hasExpression) return sure(`a bracket of ${sample} is not closed.`);
  const [first, ...more] = partsOf(sample);
  const name = first.replace(/\(.*$/s, '');
  if (!/^[\w.+-]+$/.test(name)) return null;
  if (!samples.has(name)) return unknownName('sample', name, samples);
  if (hasExpression) return null;
  const unknown = more
    .map((one) => one.replace(/\(.*$/s, '').trim())
    .find((one) => /^[\w.+-]+$/.test(one) && !converters.has(one) && !one.startsWith('lua.'));
  return unknown === undefined ? null : unknownName('converter', unknown, converters);
}

function unknownName(kind: string, name: string, known: ReadonlySet<string>): ConditionFault {
  const near = nearestName(name, known);
  if (near !== null) return sure(`there is no ${kind} ${name}. It resembles ${near}.`);
  return { reason: `there is no ${kind} ${name}.`, isSure: false, name };
}

/** `%[sample]` in what a rule writes. */
function formatFault(words: readonly string[]): ConditionFault | null {
  if (!/^http-(request|response|after-response)$/.test(words[0] ?? '')) return null;
  if (!/^(set|add)-(header|path|pathq|query|uri)$/.test(words[1] ?? '')) return null;
  for (const written of words.slice(2)) {
    // Two percent signs are one that begins no sample.
    const word = written.replaceAll('%%', '');
    for (const [, sample] of word.matchAll(/%\[([^\]]{0,400})/g)) {
      const isClosed = word.includes(`%[${sample}]`);
      if (!isClosed && !/[[(]/.test(sample)) return sure(`%[${sample} is not closed.`);
      const fault = isClosed && !sample.includes('[') ? sampleFault(sample) : null;
      if (fault) return fault;
    }
  }
  return null;
}
