// Checks an HAProxy configuration for WebSockets. The rules were measured on HAProxy 2.6 (see docs/fixes).
// Documentation: https://docs.haproxy.org/ (timeout tunnel, http-request del-header, server send-proxy, ws).
// Left out on purpose: Lua, maps of use_backend, stick tables.

import { haproxyCondition } from './haproxy-acl.ts';
import { type Add, judgeHttpLine } from './haproxy-http.ts';
import { type HaproxyLine, type HaproxySection, parseHaproxy } from './haproxy-parse.ts';
import { secondsOf } from './parse/duration.ts';
import { indentAt, insertLinesAfter, type Locate, locator } from './parse/text.ts';
import { schemePortDoubt } from './ports.ts';
import {
  type CheckedConfiguration,
  type ConfigurationFinding,
  type ConfigurationRoute,
  type Edit,
  type FindingSeverity,
  type Unresolved,
  verdictOf,
} from './report.ts';
import { comfortableIdleSeconds } from './rules/limits.ts';

interface Scope {
  text: string;
  locate: Locate;
  sections: HaproxySection[];
  /** The `defaults` section that a section inherits, or null. */
  defaultsOf(section: HaproxySection): HaproxySection | null;
}

/** Checks the text; never throws. */
export function checkHaproxy(text: string): CheckedConfiguration {
  const locate = locator(text);
  const file = parseHaproxy(text);
  const sections = file.sections;
  const scope: Scope = {
    text,
    locate,
    sections,
    defaultsOf: (section) => {
      if (section.from !== null) {
        return sections.find((one) => one.kind === 'defaults' && one.name === section.from) ?? null;
      }
      return (
        sections
          .slice(0, sections.indexOf(section))
          .filter((one) => one.kind === 'defaults')
          .at(-1) ?? null
      );
    },
  };
  const unresolved: Unresolved[] = [];
  for (const line of file.loose) {
    const isCondition = line.words[0].text.startsWith('.');
    unresolved.push({
      kind: isCondition ? 'condition' : 'syntax',
      name: line.words.map((word) => word.text).join(' '),
      text: isCondition
        ? 'This condition is not evaluated here; what it holds is read as if it does.'
        : 'This line stands before any section.',
      place: locate(line.start, line.end),
    });
  }
  for (const line of sections.flatMap((section) => section.lines)) {
    for (const word of line.words) {
      const name = /\$\{?(\w+)\}?/.exec(text.slice(word.start, word.end))?.[1];
      if (name && text[word.start] === '"') {
        unresolved.push({
          kind: 'variable',
          name: `$${name}`,
          text: `$${name} comes from the environment.`,
          place: locate(word.start, word.end),
        });
      }
    }
  }
  const routes: ConfigurationRoute[] = [];
  const edits: Edit[] = [];
  const used = new Set<HaproxySection>();
  for (const front of sections.filter(
    (section) => section.kind === 'frontend' || section.kind === 'listen',
  )) {
    for (const way of waysOf(scope, front)) {
      if (way.backend) {
        used.add(way.backend);
      }
      routes.push(judge(scope, front, way, edits));
    }
  }
  for (const backend of sections.filter((section) => section.kind === 'backend' && !used.has(section))) {
    routes.push(judge(scope, null, { line: backend.head, backend, name: backend.name, findings: [] }, edits));
  }
  return { routes, unresolved, edits };
}

interface Way {
  line: HaproxyLine;
  backend: HaproxySection | null;
  name: string;
  findings: {
    severity: FindingSeverity;
    id: string;
    at: HaproxyLine;
    text: string;
    cause: string | null;
    fix: string | null;
    edit?: Edit;
  }[];
}

// use_backend lines are tried in order; default_backend, or the servers of a listen section, are last.
function waysOf(scope: Scope, front: HaproxySection): Way[] {
  const out: Way[] = [];
  const acls = [...(scope.defaultsOf(front)?.lines ?? []), ...front.lines].filter(
    (line) => line.words[0].text === 'acl',
  );
  let taken: HaproxyLine | null = null;
  const backendOf = (name: string): HaproxySection | null =>
    scope.sections.find(
      (section) => (section.kind === 'backend' || section.kind === 'listen') && section.name === name,
    ) ?? null;
  for (const line of front.lines.filter((one) => one.words[0].text === 'use_backend')) {
    const name = line.words[1]?.text ?? '';
    const result = haproxyCondition(line.words.slice(2), acls, tlsOf(front));
    const way: Way = { line, backend: backendOf(name), name, findings: [] };
    if (result.caseFault) {
      const { acl, word } = result.caseFault;
      way.findings.push({
        severity: 'error',
        id: 'acl-case',
        at: acl,
        cause: 'upgrade-refused',
        fix: 'haproxy/acl-case',
        text: `Browsers send "Upgrade: websocket" and "Connection: Upgrade"; ${word.text} does not match without -i, so no WebSocket takes this line.`,
        edit: { start: word.start, end: word.start, text: '-i ' },
      });
    } else if (result.holds === false) {
      continue;
    }
    if (taken) {
      way.findings.push({
        severity: 'note',
        id: 'not-reached',
        at: line,
        cause: null,
        fix: null,
        text: `No WebSocket comes here: line ${scope.locate(taken.start, 0).line} takes all of them.`,
      });
    } else if (result.holds === true && !result.caseFault) {
      taken = line;
    }
    out.push(way);
  }
  const last = [...front.lines, ...(scope.defaultsOf(front)?.lines ?? [])].find(
    (line) => line.words[0].text === 'default_backend',
  );
  const servers = front.lines.some((line) => /^server(-template)?$/.test(line.words[0].text));
  if (last) {
    const name = last.words[1]?.text ?? '';
    out.push({ line: last, backend: backendOf(name), name, findings: notReached(scope, taken, last) });
  } else if (front.kind === 'listen' && servers) {
    out.push({
      line: front.head,
      backend: front,
      name: front.name,
      findings: notReached(scope, taken, front.head),
    });
  }
  return out.length > 0 ? out : [{ line: front.head, backend: null, name: '', findings: [] }];
}

function notReached(scope: Scope, taken: HaproxyLine | null, at: HaproxyLine): Way['findings'] {
  return taken === null
    ? []
    : [
        {
          severity: 'note',
          id: 'not-reached',
          at,
          cause: null,
          fix: null,
          text: `No WebSocket comes here: line ${scope.locate(taken.start, 0).line} takes all of them.`,
        },
      ];
}

function judge(scope: Scope, front: HaproxySection | null, way: Way, edits: Edit[]): ConfigurationRoute {
  const findings: ConfigurationFinding[] = [];
  const ownEdits: Edit[] = [];
  const add: Add = (severity, id, at, text, cause = null, fix = null) => {
    findings.push({ id, severity, text, place: scope.locate(at.start, at.end), cause, fix });
  };
  for (const finding of way.findings) {
    add(finding.severity, finding.id, finding.at, finding.text, finding.cause, finding.fix);
    if (finding.edit) {
      ownEdits.push(finding.edit);
    }
  }
  const backend = way.backend;
  const chain = [front, backend].filter(
    (section, index, list): section is HaproxySection => section !== null && list.indexOf(section) === index,
  );
  if (backend === null) {
    add(
      'unknown',
      'backend-missing',
      way.line,
      way.name === ''
        ? 'This section names no backend.'
        : way.name.includes('%[')
          ? `The backend is chosen by ${way.name}.`
          : `Backend ${way.name} is not in this text.`,
    );
  }
  const all = chain.flatMap((section) => [...(scope.defaultsOf(section)?.lines ?? []), ...section.lines]);
  const mode = chain.map((section) => setting(scope, section, ['mode'])?.words[1]?.text ?? 'tcp');
  const isHttp = mode.includes('http');
  const acls = all.filter((line) => line.words[0].text === 'acl');
  for (const line of isHttp ? new Set(all) : []) {
    judgeHttpLine(scope.text, line, acls, add, ownEdits, tlsOf(front));
  }
  for (const section of chain) {
    for (const bind of section.lines.filter(
      (line) => line.words[0].text === 'bind' && line.words.some((word) => word.text === 'accept-proxy'),
    )) {
      add(
        'note',
        'accept-proxy',
        bind,
        'Every connection to this port must begin with a PROXY header; one without is closed.',
        'proxy-protocol-header',
        'haproxy/accept-proxy',
      );
    }
  }
  if (backend) {
    judgeServers(scope, backend, isHttp, add);
  }
  judgeTimeouts(scope, chain, add, ownEdits);
  const route: ConfigurationRoute = {
    where:
      [
        front ? `${front.kind} ${front.name}` : null,
        backend && backend !== front ? `backend ${backend.name}` : null,
      ]
        .filter(Boolean)
        .join(' › ') || `backend ${way.name}`,
    target: serversText(backend),
    place: scope.locate(way.line.start, way.line.end),
    findings,
    verdict: verdictOf(findings),
  };
  if (route.verdict !== 'cannot judge') {
    edits.push(
      ...ownEdits.filter((edit) => !edits.some((one) => one.start === edit.start && one.text === edit.text)),
    );
  }
  return route;
}

/** True when every bind line of a section has ssl, false when none has, null when it is mixed or not known. */
function tlsOf(front: HaproxySection | null): boolean | null {
  const binds = (front?.lines ?? []).filter((line) => line.words[0].text === 'bind');
  const secure = binds.filter((line) => line.words.some((word) => word.text === 'ssl')).length;
  return binds.length === 0 || (secure > 0 && secure < binds.length) ? null : secure > 0;
}

function serversText(backend: HaproxySection | null): string {
  const servers = (backend?.lines ?? []).filter((line) => /^server(-template)?$/.test(line.words[0].text));
  return (
    servers.map((line) => line.words[2]?.text ?? '').join(', ') ||
    (backend ? `backend ${backend.name}` : 'not known')
  );
}

/** The line that sets something in a section, or in the defaults that it inherits. */
function setting(scope: Scope, section: HaproxySection, words: string[]): HaproxyLine | null {
  const find = (lines: HaproxyLine[]): HaproxyLine | null =>
    lines.filter((line) => words.every((word, index) => line.words[index]?.text === word)).at(-1) ?? null;
  return find(section.lines) ?? find(scope.defaultsOf(section)?.lines ?? []);
}

function judgeServers(scope: Scope, backend: HaproxySection, isHttp: boolean, add: Add): void {
  const defaults = [...(scope.defaultsOf(backend)?.lines ?? []), ...backend.lines]
    .filter((line) => line.words[0].text === 'default-server')
    .flatMap((line) => line.words.slice(1).map((word) => word.text));
  for (const line of backend.lines.filter((one) => /^server(-template)?$/.test(one.words[0].text))) {
    const words = [...defaults, ...line.words.slice(2).map((word) => word.text)];
    const after = (key: string): string | null => words[words.lastIndexOf(key) + 1] ?? null;
    const secure = words.includes('ssl') && !words.includes('no-ssl');
    const proxy = words.filter((word) => /^(send-proxy|no-send-proxy)/.test(word)).at(-1);
    if (proxy && !proxy.startsWith('no-')) {
      add(
        'unknown',
        'send-proxy',
        line,
        `${proxy} puts a PROXY header before the request. The server must be set to expect it, or it answers 400 or closes.`,
        'proxy-protocol-header',
        'haproxy/send-proxy',
      );
    }
    const port = /:(\d+)$/.exec(line.words[2]?.text ?? '')?.[1];
    const doubt = schemePortDoubt(secure, port === undefined ? null : Number(port));
    if (doubt && !(port === '443' && !isHttp)) {
      add(
        'unknown',
        secure ? 'tls-to-plain-port' : 'plain-to-tls-port',
        line,
        doubt,
        secure ? 'tls-on-plaintext-port' : 'plaintext-on-tls-port',
        'haproxy/tls-to-server',
      );
    }
    const onlyH2 =
      (words.includes('proto') && after('proto') === 'h2') ||
      (words.includes('alpn') && after('alpn') === 'h2');
    if (isHttp && onlyH2 && !(words.includes('ws') && after('ws') === 'h1')) {
      add(
        'unknown',
        'h2-to-server',
        line,
        'HTTP/2 is spoken to this server: a WebSocket passes only if it knows RFC 8441. "ws h1" makes HAProxy use HTTP/1.1 for WebSockets.',
        'http2-preface',
        'haproxy/proto-h2',
      );
    }
  }
  if (
    !backend.lines.some((line) => /^server(-template)?$/.test(line.words[0].text)) &&
    !backend.lines.some((line) => line.words[0].text === 'use-server')
  ) {
    add(
      'unknown',
      'no-server',
      backend.head,
      `${backend.kind} ${backend.name} has no server line in this text.`,
    );
  }
}

function judgeTimeouts(scope: Scope, chain: HaproxySection[], add: Add, edits: Edit[]): void {
  const find = (kind: string): HaproxyLine | null =>
    chain
      .map((section) => setting(scope, section, ['timeout', kind]))
      .filter((line) => line !== null)
      .at(-1) ?? null;
  const seconds = (line: HaproxyLine | null): number | null =>
    line ? secondsOf(line.words[2]?.text ?? '', 0.001) : null;
  const tunnel = find('tunnel');
  if (tunnel) {
    const limit = seconds(tunnel);
    if (limit !== null && limit < comfortableIdleSeconds) {
      add(
        'warning',
        'tunnel-timeout-short',
        tunnel,
        `timeout tunnel is ${tunnel.words[2].text}: a WebSocket that is still that long is cut.`,
        'idle-timeout',
        'haproxy/timeout-tunnel',
      );
      edits.push({ start: tunnel.words[2].start, end: tunnel.words[2].end, text: '1h' });
    }
    return;
  }
  const limits = [find('client'), find('server')].filter((line) => line !== null);
  const shortest = limits.sort((a, b) => (seconds(a) ?? 0) - (seconds(b) ?? 0))[0];
  const limit = shortest ? seconds(shortest) : null;
  if (shortest && limit !== null && limit < 3600) {
    add(
      'warning',
      'tunnel-timeout-missing',
      shortest,
      `No timeout tunnel is set, so ${shortest.words.map((word) => word.text).join(' ')} cuts a WebSocket that is still that long.`,
      'idle-timeout',
      'haproxy/timeout-tunnel',
    );
    const edit = insertLinesAfter(scope.text, shortest.end, [
      `${indentAt(scope.text, shortest.start)}timeout tunnel 1h`,
    ]);
    edits.push(edit);
  }
}
