// Checks a Traefik configuration in YAML (static, dynamic, IngressRoute, Docker labels), from Traefik's documentation;
// no Traefik was run. Traefik passes WebSockets by itself, so the check looks for what takes that away.
// Left out on purpose: TOML (it is said), command-line arguments, Consul and other stores.

import { lineEndAfter, locator } from './parse/text.ts';
import { entriesOf, itemsOf, readYaml, textOf, under, walk, type YamlNode } from './parse/yaml-tree.ts';
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
import { labelTree } from './traefik-labels.ts';

type Add = (
  severity: FindingSeverity,
  id: string,
  at: YamlNode,
  text: string,
  cause?: string | null,
  fix?: string | null,
) => void;

/** Checks the text; never throws. */
export function checkTraefik(text: string): CheckedConfiguration {
  const locate = locator(text);
  if (/^\s*\[[\w."]+\]\s*$/m.test(text)) {
    return {
      routes: [],
      edits: [],
      unresolved: [
        {
          kind: 'syntax',
          name: 'TOML',
          text: "This is Traefik's TOML. It is not read here: give the YAML form.",
          place: locate(0, 0),
        },
      ],
    };
  }
  const file = readYaml(text);
  const routes: ConfigurationRoute[] = [];
  const edits: Edit[] = [];
  const unresolved: Unresolved[] = file.errors.map((error) => ({
    kind: 'syntax',
    name: error.text,
    text: error.text,
    place: locate(error.start, error.end),
  }));
  const placeOf = (node: YamlNode) =>
    locate(node.start, Math.min(node.end, Math.max(node.start, lineEndAfter(text, node.start) - 1)));
  const roots = [...file.documents, ...file.documents.flatMap(labelTree)];
  const middlewares = new Map<string, YamlNode>();
  const services = new Map<string, YamlNode>();
  for (const root of roots) {
    for (const { key, value } of entriesOf(under(root, 'http', 'middlewares'))) {
      middlewares.set(key, value);
    }
    for (const { key, value } of entriesOf(under(root, 'http', 'services'))) {
      services.set(key, value);
    }
    if (textOf(under(root, 'kind')) === 'Middleware') {
      middlewares.set(textOf(under(root, 'metadata', 'name')) ?? '', under(root, 'spec') ?? root);
    }
  }
  for (const root of roots) {
    for (const { key, value } of entriesOf(under(root, 'http', 'routers'))) {
      judgeRouter(
        `router ${key}`,
        value,
        itemsOf(under(value, 'middlewares')),
        textOf(under(value, 'service')),
      );
    }
    if (textOf(under(root, 'kind')) === 'IngressRoute') {
      for (const route of itemsOf(under(root, 'spec', 'routes'))) {
        const names = itemsOf(under(route, 'middlewares')).map((one) => under(one, 'name') ?? one);
        judgeRouter(
          `IngressRoute ${textOf(under(root, 'metadata', 'name')) ?? ''} › ${textOf(under(route, 'match')) ?? ''}`,
          route,
          names,
          null,
        );
      }
    }
    for (const { key, value } of entriesOf(under(root, 'tcp', 'routers'))) {
      judgeTcpRouter(key, value, root);
    }
    judgeEntryPoints(root);
  }
  return { routes, unresolved, edits };

  function adder(findings: ConfigurationFinding[]): Add {
    return (severity, id, at, words, cause = null, fix = null) => {
      findings.push({ id, severity, text: words, place: placeOf(at), cause, fix });
    };
  }

  function judgeRouter(
    where: string,
    router: YamlNode,
    used: readonly YamlNode[],
    service: string | null,
  ): void {
    const findings: ConfigurationFinding[] = [];
    const add = adder(findings);
    for (const one of used) {
      const name = textOf(one) ?? '';
      const middleware =
        middlewares.get(name) ?? middlewares.get(name.replace(/@(file|docker|swarm|kubernetescrd)$/, ''));
      if (!middleware) {
        add('unknown', 'middleware-missing', one, `Middleware ${name} is not in this text.`);
        continue;
      }
      judgeMiddleware(name, middleware, add);
    }
    let target = service ?? '';
    if (service !== null && !/@internal$/.test(service)) {
      const found = services.get(service.replace(/@(file|docker|swarm|kubernetescrd)$/, ''));
      if (found) {
        target = judgeService(found, add) || service;
      } else if (
        !where.startsWith('router') ||
        !roots.some((root) => root !== file.documents[0] && under(root, 'http', 'routers') !== null)
      ) {
        add(
          'unknown',
          'service-missing',
          under(router, 'service') ?? router,
          `Service ${service} is not in this text.`,
        );
      }
    }
    for (const one of itemsOf(under(router, 'services'))) {
      target = `${textOf(under(one, 'name')) ?? ''}:${textOf(under(one, 'port')) ?? ''}`;
      const scheme = textOf(under(one, 'scheme'));
      if (scheme === 'h2c') {
        add(
          'error',
          'h2c',
          under(one, 'scheme')!,
          'h2c speaks HTTP/2 to the backend; an upgrade exists only in HTTP/1.1.',
          'http2-preface',
          'traefik/h2c',
        );
      }
      const doubt = schemePortDoubt(scheme === 'https', Number(textOf(under(one, 'port')) ?? 'x') || null);
      if (doubt && !(scheme === null && textOf(under(one, 'port')) === '443')) {
        add(
          'unknown',
          scheme === 'https' ? 'tls-to-plain-port' : 'plain-to-tls-port',
          one,
          doubt,
          scheme === 'https' ? 'tls-on-plaintext-port' : 'plaintext-on-tls-port',
        );
      }
    }
    const rule = textOf(under(router, 'rule'));
    routes.push({
      where: rule ? `${where} › ${rule}` : where,
      target,
      place: placeOf(router),
      findings,
      verdict: verdictOf(findings),
    });
  }

  function judgeMiddleware(name: string, middleware: YamlNode, add: Add): void {
    for (const { key, value } of entriesOf(middleware)) {
      switch (key.toLowerCase()) {
        case 'headers':
          judgeHeaders(value, add);
          break;
        case 'redirectscheme':
        case 'redirectregex':
          add(
            'error',
            'redirect',
            value,
            `Middleware ${name} redirects; browsers do not follow it for a WebSocket. The client must use the final URL (wss://).`,
            'upgrade-refused',
            'traefik/redirect',
          );
          break;
        case 'inflightreq':
          add(
            'warning',
            'in-flight',
            value,
            `Middleware ${name}: every open WebSocket counts as a request in flight; past the amount new ones get 429.`,
            'upgrade-refused',
          );
          break;
        case 'chain':
          for (const one of itemsOf(under(value, 'middlewares'))) {
            const inner = middlewares.get(textOf(one) ?? textOf(under(one, 'name')) ?? '');
            if (inner && inner !== middleware) {
              judgeMiddleware(textOf(one) ?? '', inner, add);
            } else {
              add(
                'unknown',
                'middleware-missing',
                one,
                `Middleware ${textOf(one) ?? ''} is not in this text.`,
              );
            }
          }
          break;
        case 'plugin':
          add(
            'unknown',
            'plugin',
            value,
            `Middleware ${name} is a plugin; what it does with an upgrade is not known here.`,
          );
          break;
        case 'basicauth':
        case 'digestauth':
        case 'forwardauth':
          add(
            'note',
            'auth',
            value,
            `Middleware ${name} asks for WebSockets too; a browser cannot add an Authorization header to one, only cookies go along.`,
          );
          break;
        case 'errors':
          add('note', 'errors', value, `Middleware ${name} can replace a refusal of the backend by a page.`);
          break;
        default:
      }
    }
  }

  function judgeHeaders(headers: YamlNode, add: Add): void {
    for (const { key, keyStart, value } of entriesOf(under(headers, 'customRequestHeaders'))) {
      const sent = textOf(value) ?? '';
      const name = key.toLowerCase();
      if (!['upgrade', 'connection', 'sec-websocket-key', 'sec-websocket-version'].includes(name)) {
        continue;
      }
      if (
        (name === 'upgrade' && sent.toLowerCase() === 'websocket') ||
        (name === 'connection' && /(^|,\s*)upgrade/i.test(sent)) ||
        (name === 'sec-websocket-version' && sent === '13')
      ) {
        add(
          'note',
          'header-not-needed',
          value,
          `Traefik passes ${key} on by itself. Set for every request, it asks for an upgrade on plain requests too.`,
        );
        continue;
      }
      add(
        'error',
        'request-header-changed',
        value,
        `${key} is ${sent === '' ? 'taken out of' : 'changed in'} the request; the upgrade needs it.`,
        'proxy-stripped-upgrade',
        'traefik/headers',
      );
      const start = text.lastIndexOf('\n', keyStart - 1) + 1;
      if (
        /^\s*["']?[\w-]+["']?\s*:/.test(text.slice(start, lineEndAfter(text, start))) &&
        entriesOf(under(headers, 'customRequestHeaders')).length > 1
      ) {
        edits.push({ start, end: lineEndAfter(text, Math.max(keyStart, value.end - 1)), text: '' });
      }
    }
    for (const { key, value } of entriesOf(under(headers, 'customResponseHeaders'))) {
      if (/^(upgrade|connection|sec-websocket-accept)$/i.test(key)) {
        add(
          'unknown',
          'response-header-changed',
          value,
          `${key} of the answer is changed; the client checks it in the 101.`,
          'handshake-header-missing',
        );
      }
    }
  }

  function judgeService(service: YamlNode, add: Add): string {
    const servers = itemsOf(under(service, 'loadBalancer', 'servers'));
    for (const server of servers) {
      const url = textOf(under(server, 'url')) ?? textOf(under(server, 'address')) ?? '';
      const match = /^(\w+):\/\/[^/]*?(?::(\d+))?(?:\/|$)/.exec(url);
      if (match?.[1] === 'h2c') {
        add(
          'error',
          'h2c',
          server,
          'h2c:// speaks HTTP/2 to the backend; an upgrade exists only in HTTP/1.1.',
          'http2-preface',
          'traefik/h2c',
        );
        const node = under(server, 'url')!;
        const at = text.indexOf('h2c://', node.start);
        if (at >= 0 && at < node.end) {
          edits.push({ start: at, end: at + 3, text: 'http' });
        }
      }
      const doubt = match ? schemePortDoubt(match[1] === 'https', match[2] ? Number(match[2]) : null) : null;
      if (doubt) {
        add(
          'unknown',
          match![1] === 'https' ? 'tls-to-plain-port' : 'plain-to-tls-port',
          server,
          doubt,
          match![1] === 'https' ? 'tls-on-plaintext-port' : 'plaintext-on-tls-port',
        );
      }
    }
    const host = under(service, 'loadBalancer', 'passHostHeader');
    if (textOf(host) === 'false') {
      add(
        'note',
        'host-not-passed',
        host!,
        'Host is not passed on. A server that compares Origin with Host answers 403.',
      );
    }
    if (
      servers.length === 0 &&
      (under(service, 'weighted') || under(service, 'mirroring') || under(service, 'failover'))
    ) {
      add(
        'unknown',
        'service-kind',
        service,
        'This service leads to other services, which are not followed here.',
      );
    }
    const sticky = under(service, 'loadBalancer', 'sticky');
    if (servers.length > 1 && !sticky) {
      add(
        'note',
        'not-sticky',
        service,
        'Several servers without sticky: Socket.IO sends the requests of one session to different ones.',
      );
    }
    return servers
      .map((server) => textOf(under(server, 'url')) ?? textOf(under(server, 'address')) ?? '')
      .join(', ');
  }

  function judgeTcpRouter(name: string, router: YamlNode, root: YamlNode): void {
    const findings: ConfigurationFinding[] = [];
    const service = under(root, 'tcp', 'services', textOf(under(router, 'service')) ?? '');
    const proxy = under(service, 'loadBalancer', 'proxyProtocol');
    if (proxy) {
      adder(findings)(
        'unknown',
        'proxy-protocol',
        proxy,
        'A PROXY header is put before the data; the backend must be set to expect it.',
        'proxy-protocol-header',
        'traefik/proxy-protocol',
      );
    }
    routes.push({
      where: `tcp router ${name}`,
      target: textOf(under(router, 'service')) ?? '',
      place: placeOf(router),
      findings,
      verdict: verdictOf(findings),
    });
  }

  function judgeEntryPoints(root: YamlNode): void {
    for (const { key, value } of entriesOf(under(root, 'entryPoints'))) {
      const redirect = under(value, 'http', 'redirections', 'entryPoint');
      if (redirect) {
        const findings: ConfigurationFinding[] = [];
        adder(findings)(
          'error',
          'redirect',
          redirect,
          'Every request to this entry point is redirected; browsers do not follow it for a WebSocket. The client must use wss://.',
          'upgrade-refused',
          'traefik/redirect',
        );
        routes.push({
          where: `entry point ${key}`,
          target: `redirect to ${textOf(under(redirect, 'to')) ?? ''}`,
          place: placeOf(redirect),
          findings,
          verdict: verdictOf(findings),
        });
      }
      for (const { node, path } of walk(value)) {
        if (path.at(-1)?.toLowerCase() === 'lingeringtimeout') {
          unresolved.push({
            kind: 'block',
            name: 'lingeringTimeout',
            text: 'lingeringTimeout exists in 2.11.1 and 3.0.0-rc4 alone, where it cuts still WebSockets after 2 s; other versions refuse to start with it.',
            place: placeOf(node),
          });
        }
      }
    }
  }
}
