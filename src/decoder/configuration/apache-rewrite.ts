// RewriteCond and RewriteRule of an Apache configuration, as far as they decide where a WebSocket goes.

import { type ApacheScope, hostOf, type Placed } from './apache.ts';
import type { ApacheDirective } from './apache-parse.ts';
import type { ConfigurationFinding, Edit } from './report.ts';
import { browserRequest } from './websocket-request.ts';

/** One RewriteRule that proxies or redirects, with what its conditions do to a WebSocket. */
export interface RewriteWay {
  place: Placed;
  pattern: string;
  target: string;
  proxies: boolean;
  isHttp: boolean;
  /** True when a WebSocket is surely taken to a ws: target by this rule. */
  passes: boolean;
  /** True when its conditions surely hold only for WebSockets or for every request. */
  holds: boolean | null;
  findings: ConfigurationFinding[];
  edits: Edit[];
}

// Chrome sends `Connection: Upgrade`, Firefox `keep-alive, Upgrade`; a condition must hold for both.
const connectionValues = ['Upgrade', browserRequest.connection];

/** All RewriteRules that send a request to another server or elsewhere. Rules for files are left out. */
export function rewriteWays(scope: ApacheScope): RewriteWay[] {
  const out: RewriteWay[] = [];
  let conditions: Placed[] = [];
  for (const placed of scope.all) {
    const { directive } = placed;
    if (directive.name === 'rewritecond') {
      conditions.push(placed);
    } else if (directive.name === 'rewriterule') {
      const way = readRule(scope, placed, conditions);
      conditions = [];
      if (way) {
        out.push(way);
      }
    }
  }
  return out;
}

function readRule(scope: ApacheScope, placed: Placed, conditions: Placed[]): RewriteWay | null {
  const { directive } = placed;
  const [pattern = '', target = '', flagWord = ''] = directive.args.map((word) => scope.expand(word.text));
  const flags = flagWord
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((flag) => flag.trim().toLowerCase());
  const proxies = flags.includes('p') || flags.includes('proxy');
  const redirects =
    flags.some((flag) => /^(r|redirect)(=|$)/.test(flag)) || (!proxies && /^\w+:\/\//.test(target));
  if (!proxies && !redirects) {
    return null;
  }
  const findings: ConfigurationFinding[] = [];
  const edits: Edit[] = [];
  const add = (
    severity: ConfigurationFinding['severity'],
    id: string,
    at: ApacheDirective,
    text: string,
    cause: string | null = 'proxy-stripped-upgrade',
    fix: string | null = 'apache/rewrite',
  ): void => {
    findings.push({ id, severity, text, place: scope.locate(at.start, at.headEnd), cause, fix });
  };
  const verdicts = conditions.map((condition) => judgeCondition(condition, add, edits));
  const holds = verdicts.every((verdict) => verdict === true)
    ? true
    : verdicts.some((verdict) => verdict === false)
      ? false
      : null;
  const engine = rewriteEngineOn(scope, placed);
  if (!engine) {
    add(
      'error',
      'engine-off',
      directive,
      'RewriteEngine On is not in force here, so the rule is not looked at.',
    );
  }
  const isWs = /^wss?:/i.test(target);
  if (redirects) {
    if (holds === false) {
      return null;
    }
    if (isWs) {
      add(
        'error',
        'no-proxy-flag',
        directive,
        'The rule has no [P]: it answers with a redirect to ws:, which no client follows.',
      );
      const word = directive.args[2];
      edits.push(
        word
          ? { start: word.start, end: word.end, text: `[P,${flagWord.replace(/^\[|\]$/g, '')}]` }
          : { start: directive.end, end: directive.end, text: ' [P]' },
      );
    } else {
      add(
        holds === true ? 'error' : 'unknown',
        'redirect',
        directive,
        holds === true
          ? 'A WebSocket gets a redirect here. Browsers do not follow it: the client must use the final URL (wss://).'
          : 'Requests that meet the conditions get a redirect, which browsers do not follow for a WebSocket.',
        'upgrade-refused',
        'apache/redirect',
      );
    }
  } else if (holds === false && !findings.some((finding) => finding.severity === 'error')) {
    // A rule for something other than WebSockets: not a way for them.
    return null;
  } else if (holds === null && proxies) {
    add('unknown', 'condition', directive, 'Its conditions hang on something that is not known here.');
  }
  return {
    place: placed,
    pattern,
    target,
    proxies,
    isHttp: /^https?:/i.test(target),
    passes:
      proxies &&
      isWs &&
      holds === true &&
      engine &&
      !findings.some((finding) => finding.severity === 'error'),
    holds,
    findings,
    edits,
  };
}

type AddFinding = (
  severity: ConfigurationFinding['severity'],
  id: string,
  at: ApacheDirective,
  text: string,
) => void;

/** True when the condition holds for every browser's upgrade, false when for none, null when it is not known. */
function judgeCondition(placed: Placed, add: AddFinding, edits: Edit[]): boolean | null {
  const { directive } = placed;
  const [subject = '', rawPattern = '', flagWord = ''] = directive.args.map((word) => word.text);
  const anyCase = /\bnc\b|nocase/i.test(flagWord);
  const header = /^%\{HTTP:([\w-]+)\}$/i.exec(subject)?.[1].toLowerCase();
  const values =
    header === 'upgrade'
      ? ['websocket']
      : header === 'connection'
        ? connectionValues
        : header === 'sec-websocket-version'
          ? ['13']
          : /^%\{REQUEST_METHOD\}$/i.test(subject)
            ? ['GET']
            : /^%\{QUERY_STRING\}$|^%\{REQUEST_URI\}$/i.test(subject)
              ? null
              : null;
  if (values === null) {
    if (/transport=websocket/.test(rawPattern)) {
      return true;
    }
    return null;
  }
  const results = values.map((value) => matches(value, rawPattern, anyCase));
  if (results.includes(null)) {
    return null;
  }
  if (results.every(Boolean)) {
    return true;
  }
  if (results.some(Boolean) && header === 'connection') {
    add(
      'error',
      'connection-condition',
      directive,
      `Expected a condition that holds for "keep-alive, Upgrade" (Firefox) too; ${rawPattern} holds only for "Upgrade" (Chrome).`,
    );
    edits.push({ start: directive.args[1].start, end: directive.args[1].end, text: 'upgrade' });
    if (!anyCase) {
      edits.push({ start: directive.end, end: directive.end, text: ' [NC]' });
    }
    return false;
  }
  // A case that does not fit: `WebSocket` without [NC] against `websocket`.
  if (header !== undefined && values.some((value) => matches(value, rawPattern, true))) {
    add(
      'error',
      'condition-case',
      directive,
      `Browsers send "${values[0]}"; ${rawPattern} does not match it without [NC].`,
    );
    edits.push({ start: directive.end, end: directive.end, text: ' [NC]' });
  }
  return false;
}

function matches(value: string, pattern: string, anyCase: boolean): boolean | null {
  const negated = pattern.startsWith('!');
  const rest = negated ? pattern.slice(1) : pattern;
  const fold = (text: string): string => (anyCase ? text.toLowerCase() : text);
  if (rest.startsWith('=')) {
    return (fold(value) === fold(rest.slice(1))) !== negated;
  }
  if (/^[<>-]/.test(rest)) {
    return null;
  }
  try {
    return new RegExp(rest, anyCase ? 'i' : '').test(value) !== negated;
  } catch {
    return null;
  }
}

function rewriteEngineOn(scope: ApacheScope, placed: Placed): boolean {
  const host = hostOf(placed);
  const engines = scope.all.filter((one) => one.directive.name === 'rewriteengine');
  const own = engines.filter((one) => hostOf(one) === host).at(-1);
  // A virtual host inherits the switch of the main server, not its rules.
  const inherited = engines.filter((one) => hostOf(one) === null).at(-1);
  return (own ?? inherited)?.directive.args[0]?.text.toLowerCase() === 'on';
}

/** True when the rule stands in the same host and its expression matches requests under the path. */
export function rewriteCatches(way: RewriteWay, path: string, host: ApacheDirective | null): boolean {
  if (hostOf(way.place) !== host || way.place.within.some((section) => /^location/.test(section.name))) {
    return false;
  }
  try {
    const expression = new RegExp(way.pattern);
    return expression.test(path) && expression.test(path.endsWith('/') ? `${path}x` : `${path}/x`);
  } catch {
    return false;
  }
}
