// Upstreams for which nginx refuses to start.
// Documentation: https://nginx.org/en/docs/http/ngx_http_upstream_module.html

import type { UnresolvedFact } from '../model.ts';
import { templateValue } from '../paste/templates.ts';
import { isPortNumber } from '../ports.ts';
import { argument, childrenNamed, childrenOf, spanOf } from './blocks.ts';
import { all, doubt, fault, notStarted } from './faults.ts';
import type { NginxDirective } from './parse.ts';

/** Methods that choose the server by a key or at random know no spare servers. */
const methodsWithoutBackup = new Set(['ip_hash', 'hash', 'random']);

const parameter =
  /^(backup|down|weight=[1-9]\d*|(max_conns|max_fails)=\d+|fail_timeout=(\d+(ms|[smhdwMy])?)+)$/;
/** Parameters of NGINX Plus, and of newer versions. */
const laterParameter = /^(resolve|drain|(service|slow_start|route)=\S+)$/;

/** What nginx refuses of the upstreams of a text, and of what names them. */
export function upstreamFaults(root: NginxDirective): UnresolvedFact[] {
  const upstreams = all(root, 'upstream');
  return [
    ...repeated(upstreams),
    ...upstreams.flatMap(backupFaults),
    ...upstreams.flatMap((upstream) => childrenNamed(upstream, 'server').flatMap(serverFaults)),
    ...portFaults(root, new Set(upstreams.map((one) => argument(one).toLowerCase()))),
  ];
}

function repeated(upstreams: readonly NginxDirective[]): UnresolvedFact[] {
  const seen = new Set<string>();
  return upstreams.flatMap((upstream) => {
    const name = argument(upstream);
    if (seen.has(name)) return [fault(upstream, `upstream ${name} stands twice.`)];
    seen.add(name);
    return [];
  });
}

function backupFaults(upstream: NginxDirective): UnresolvedFact[] {
  const method = childrenOf(upstream).find(({ name }) => methodsWithoutBackup.has(name));
  const backup = childrenNamed(upstream, 'server').find(({ args }) =>
    args.some(({ text }) => text === 'backup'),
  );
  if (!method || !backup || backup.start < method.start) return [];
  return [fault(backup, `${method.name} does not support the parameter "backup".`)];
}

/** The number of a port; templates put one in. */
const isPort = (text: string): boolean =>
  templateValue.test(text) || /[${<]/.test(text) || isPortNumber(text);

function serverFaults(server: NginxDirective): UnresolvedFact[] {
  const address = argument(server);
  const port = /^[^:[$]+:([^/]*)$/.exec(address)?.[1];
  if (port !== undefined && !address.startsWith('unix:') && !isPort(port)) {
    return [fault(server, `"${port}" is no port.`)];
  }
  if (/^(?!unix:)\w+:\/\//.test(address)) {
    return [fault(server, `the server of an upstream has no scheme, found "${address}".`)];
  }
  if (/^[\w.-]+(:\d+)?\//.test(address)) {
    return [fault(server, `the server of an upstream has no path, found "${address}".`)];
  }
  const words = server.args.slice(1).map(({ text }) => text);
  const later = words.find((word) => laterParameter.test(word));
  const other = words.find((word) => !parameter.test(word) && word !== later && !templateValue.test(word));
  if (other !== undefined) return [fault(server, `server of an upstream has no parameter "${other}".`)];
  if (later === undefined) return [];
  const text = `The parameter ${later} is one of NGINX Plus or of a newer nginx; another does not start with it.`;
  const cases = {
    passes: `the nginx that runs knows ${later}`,
    fails: `it does not know ${later}, ${notStarted}`,
  };
  return [doubt(spanOf(server), later, text, cases)];
}

/** The servers of an upstream have ports; its name has none. */
function portFaults(root: NginxDirective, names: ReadonlySet<string>): UnresolvedFact[] {
  return all(root, 'proxy_pass').flatMap((pass) => {
    const written = /^https?:\/\/(?:[^/:$[]+|\[[^\]]*\]):([^/]*)/i.exec(argument(pass))?.[1];
    if (written !== undefined && !isPort(written)) {
      return [fault(pass, `"${written}" is no port.`)];
    }
    const [, name, port] = /^https?:\/\/([^/:$]+):(\d+)(?:\/|$)/i.exec(argument(pass)) ?? [];
    if (name === undefined || !names.has(name.toLowerCase())) return [];
    return [fault(pass, `${name} is an upstream, which may not have a port, found ${port}.`)];
  });
}
