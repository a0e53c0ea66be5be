// Words after the name of a directive for which httpd refuses to start. Measured on 2.4.

import { isBrokenExpression } from '../parse/expression.ts';
import { isNetwork } from '../parse/network.ts';
import type { ApacheDirective } from './parse.ts';
import { argument, type PlacedDirective } from './sections.ts';

/** Why a directive is refused; null when its words are those that httpd reads. */
type Reason = string | null;

const balancerParameters =
  /^(lbmethod|maxattempts|nofailover|stickysession|stickysessionsep|scolonpathdelim|failonstatus|failontimeout|nonce|growth|forcerecovery|timeout|hc\w+)$/;
const onlyBalancer =
  /^(lbmethod|maxattempts|nofailover|stickysession|stickysessionsep|scolonpathdelim|failonstatus|failontimeout|nonce|growth|forcerecovery)$/;

/** The values that a parameter of mod_proxy takes. */
const parameterValues: Readonly<Record<string, RegExp>> = {
  lbmethod: /^(byrequests|bytraffic|bybusyness|heartbeat)$/i,
  keepalive: /^(on|off)$/i,
  disablereuse: /^(on|off)$/i,
  enablereuse: /^(on|off)$/i,
  flushpackets: /^(on|off|auto)$/i,
  connectiontimeout: /^\d+(us|ms|s|mi|h)?$/i,
  ping: /^\d+(us|ms|s|mi|h)?$/i,
  ttl: /^\d+$/,
  loadfactor: /^([1-9]\d?|100)(\.\d+)?$/,
  status: /^[+-]?[dsirhenc+-]*$/i,
  upgrade: /^.{1,15}$/,
};

const directiveValues: Readonly<Record<string, RegExp>> = {
  sslproxyverify: /^(none|optional|require|optional_no_ca|on|off)$/i,
  sslproxycheckpeername: /^(on|off)$/i,
  sslproxycheckpeercn: /^(on|off)$/i,
  sslproxycheckpeerexpire: /^(on|off)$/i,
  proxyvia: /^(on|off|full|block)$/i,
  order: /^(allow,deny|deny,allow|mutual-failure)$/i,
};

/** Why httpd refuses the words of a directive in its place. */
export function argumentFault(placed: PlacedDirective): Reason {
  const { directive } = placed;
  const { name, label } = directive;
  const words = directive.args.map(({ text }) => text);
  if (words.some((word) => /\$\{(?![^}]*:)/.test(word) || word.includes('{{'))) return null;
  const expected = Object.hasOwn(directiveValues, name) ? directiveValues[name] : undefined;
  if (expected !== undefined && (words.length !== 1 || !expected.test(words[0])))
    return `${label} does not take "${words.join(' ')}".`;
  switch (name) {
    case 'proxypass':
    case 'balancermember':
      return workerFault(placed, words);
    case 'proxyset':
      return parametersFault(/^\w+:\/\//.test(words[0] ?? '') ? words.slice(1) : words, label, null);
    case 'requestheader':
    case 'header':
      return headerFault(label, words);
    case 'require':
      return requireFault(placed, words);
    case 'requireall':
    case 'requireany':
      return directive.children?.length === 0 ? `<${label}> has nothing in it.` : null;
    case 'allow':
    case 'deny':
      return words.length < 2 || words[0].toLowerCase() !== 'from'
        ? `${label} takes from and an address.`
        : null;
    case 'rewritecond':
      return conditionFault(words);
    case 'if':
    case 'elseif':
      return expressionFault(label, words);
    default:
      return otherFault(directive, words);
  }
}

function otherFault({ name, label }: ApacheDirective, words: readonly string[]): Reason {
  if (name === 'servername' && words.length > 1)
    return 'ServerName takes one name. Write the others into ServerAlias.';
  if (/^setenvif(nocase)?$/.test(name) && words.length < 3)
    return `${label} takes a header, an expression and a variable.`;
  if (name === 'location' && (words.length === 0 || (words.length > 1 && words[0] !== '~')))
    return words.length === 0 ? '<Location> needs a path.' : `<Location> takes one path, found ${words[1]}.`;
  const isPattern = /^(locationmatch|proxypassmatch|directorymatch|filesmatch|redirectmatch)$/.test(name);
  const pattern = words.find((word) => /[\^(*\\]/.test(word));
  if (isPattern && pattern !== undefined && isBrokenExpression(pattern))
    return `the expression ${pattern} does not compile.`;
  if (name === 'redirect' && words.length === 3 && !/^(\d{3}|permanent|temp|seeother|gone)$/i.test(words[0]))
    return `Redirect has no status ${words[0]}.`;
  return null;
}

/** The address of a worker, and the parameters after it. */
function workerFault({ directive, within }: PlacedDirective, words: readonly string[]): Reason {
  const { name, label } = directive;
  const isInLocation = name === 'proxypass' && within.some((one) => /^location/.test(one.name));
  const isInProxy = name === 'balancermember' && within.some((one) => /^proxy/.test(one.name));
  const first = isInLocation || isInProxy ? 0 : 1;
  const target = words[first];
  if (target === undefined || target === '!' || target.includes('$')) return null;
  const own = targetFault(target, label);
  return own ?? parametersFault(words.slice(first + 1), label, target);
}

function targetFault(target: string, label: string): Reason {
  if (/^unix:/i.test(target)) return null;
  const authority = /^[a-z][\w+.-]*:\/\/([^/?]*)/i.exec(target)?.[1];
  if (authority === undefined || authority === '')
    return `the address of ${label} needs a scheme, "//" and a host, found ${target}.`;
  const host = authority.replace(/^.*@/, '').replace(/^\[[^\]]*\]/, '');
  const port = /:(.*)$/.exec(host)?.[1] ?? '';
  return /^\d*$/.test(port) ? null : `"${port}" in ${target} is not a port.`;
}

/** `key=value` words; `target` tells a balancer from a worker, null when either can be meant. */
function parametersFault(words: readonly string[], label: string, target: string | null): Reason {
  for (const word of words) {
    if (/^(nocanon|interpolate|noquery)$/i.test(word)) continue;
    const at = word.indexOf('=');
    if (at < 1) return `${label} takes name=value after its address, found "${word}".`;
    const name = word.slice(0, at).toLowerCase();
    const isBalancer = target === null ? null : /^balancer:/i.test(target);
    const isWrong =
      isBalancer === true
        ? !balancerParameters.test(name) && name !== 'upgrade'
        : isBalancer === false && onlyBalancer.test(name);
    if (isWrong)
      return `${name} is a parameter of ${isBalancer ? 'a member' : 'a balancer'}, not of this line.`;
    const isUnknown =
      target === null &&
      !balancerParameters.test(name) &&
      !Object.hasOwn(parameterValues, name) &&
      /^(sticky|method|balance\w*|session)$/.test(name);
    if (isUnknown) return `${name} is not a parameter of a balancer.`;
    const expected = Object.hasOwn(parameterValues, name) ? parameterValues[name] : undefined;
    if (expected !== undefined && !expected.test(word.slice(at + 1)))
      return `${name} does not take "${word.slice(at + 1)}".`;
  }
  return null;
}

const headerVerbs = /^(add|append|echo|edit\*?|merge|note|set|setifempty|unset)$/i;

/** `set Name value [env=...]`; the value of `unset` is absent, `edit` has an expression before it. */
function headerFault(label: string, words: readonly string[]): Reason {
  const own = label.toLowerCase() === 'header' && /^(always|onsuccess)$/i.test(words[0] ?? '') ? 1 : 0;
  const [verb = '', name, ...rest] = words.slice(own);
  if (!headerVerbs.test(verb)) return `${label} has no action "${verb}".`;
  const count = /^(unset|echo)$/i.test(verb) ? 0 : /^edit/i.test(verb) ? 2 : 1;
  if (name === undefined || rest.length < count) return `${label} ${verb} needs a value.`;
  const extra = rest.slice(count);
  const isEnd = extra.length === 0 || (extra.length === 1 && /^(env=|expr=|early$)/i.test(extra[0]));
  return isEnd
    ? null
    : `"${extra[0]}" stands after the value of ${label} ${verb}. A value with blanks needs quotes.`;
}

function requireFault({ within }: PlacedDirective, words: readonly string[]): Reason {
  const isNegated = words[0]?.toLowerCase() === 'not';
  const [kind = '', ...values] = isNegated ? words.slice(1) : words;
  if (kind === '') return 'Require needs what it requires.';
  if (/^(granted|denied|everyone|anyone|any|none|allow|deny)$/i.test(kind))
    return `there is no Require ${kind}. Write Require all granted or Require all denied.`;
  if (kind.toLowerCase() === 'all' && !/^(granted|denied)$/i.test(values[0] ?? ''))
    return `Require all takes granted or denied, found "${values[0] ?? ''}".`;
  if (kind.toLowerCase() !== 'all' && /^(granted|denied)$/i.test(values.join(' ')))
    return `there is no Require ${kind} ${values[0]}. Write Require all ${values[0]}.`;
  if (isNetwork(kind)) return `there is no Require ${kind}. Write Require ip ${kind}.`;
  const bad = values.find(
    (value) => /^\d+(\.\d+){3}$/.test(value) && value.split('.').some((part) => Number(part) > 255),
  );
  if (kind.toLowerCase() === 'ip' && bad !== undefined) return `${bad} is not an address.`;
  const around = within.findLast(({ name }) => /^require[a-z]+$/.test(name))?.name ?? 'requireany';
  return isNegated && around !== 'requireall'
    ? 'Require not has no effect beside other lines. Put it into <RequireAll> with Require all granted.'
    : null;
}

function conditionFault(words: readonly string[]): Reason {
  const [subject, pattern, flags] = words;
  if (pattern === undefined) return `RewriteCond takes a value and a pattern, found ${subject ?? 'nothing'}.`;
  if (flags === undefined) return null;
  if (!/^\[.*\]$/.test(flags)) return `the flags ${flags} are not in brackets.`;
  const unknown = flags
    .slice(1, -1)
    .split(',')
    .map((flag) => flag.trim())
    .find((flag) => flag !== '' && !/^(nc|nocase|or|ornext|nv|novary)$/i.test(flag));
  return unknown === undefined ? null : `${unknown} is not a flag of RewriteCond.`;
}

/** httpd reads the first word of the line alone, so that an expression with blanks needs quotes around it. */
function expressionFault(label: string, words: readonly string[]): Reason {
  if (words.length > 1) return `the expression of <${label}> needs quotes around all of it.`;
  const bare = /(?:==?|!=)\s*([A-Za-z][\w-]*)\s*(?:$|&&|\|\|)/.exec(words[0] ?? '')?.[1];
  return bare === undefined ? null : `in the expression of <${label}> ${bare} needs quotes.`;
}

/** Why httpd refuses a `Use`; null when the number of words is that of its macro. */
export function macroFault(use: ApacheDirective, macros: readonly ApacheDirective[]): Reason {
  const name = argument(use).toLowerCase();
  const macro = macros.find((one) => argument(one).toLowerCase() === name);
  if (macro === undefined) return null;
  if (macro.start > use.start) return `the macro ${argument(use)} is defined after this line.`;
  const [wanted, found] = [macro, use].map(({ args }) => args.length - 1);
  return wanted === found ? null : `the macro ${argument(use)} takes ${wanted} words, found ${found}.`;
}
