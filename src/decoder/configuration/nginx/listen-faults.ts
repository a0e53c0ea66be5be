// Listen lines for which nginx refuses to start.
// Documentation: https://nginx.org/en/docs/http/ngx_http_core_module.html#listen

import type { UnresolvedFact } from '../model.ts';
import { templateValue } from '../paste/templates.ts';
import { childrenNamed, socketOf } from './blocks.ts';
import { all, fault } from './faults.ts';
import type { NginxDirective } from './parse.ts';

const address = /^(\d+|\*(:\d+)?|[\w.-]+(:\d+)?|\[[^\]]*\](:\d+)?|unix:.+)$/;
const parameter =
  /^(default_server|default|ssl|http2|quic|udp|proxy_protocol|deferred|bind|reuseport|multipath|(setfib|fastopen|backlog|rcvbuf|sndbuf|accept_filter|ipv6only|so_keepalive)=\S+)$/;

/** What nginx refuses of the listen lines of a text. */
export function listenFaults(root: NginxDirective): UnresolvedFact[] {
  const servers = all(root, 'server').filter(({ children }) => children !== null);
  return [
    ...servers.flatMap((server) => childrenNamed(server, 'listen').flatMap(wordFaults)),
    ...servers.flatMap(repeatedIn),
    ...repeatedDefaults(servers),
    ...takenByStream(root),
  ];
}

function wordFaults(listen: NginxDirective): UnresolvedFact[] {
  const [first = '', ...words] = listen.args.map(({ text }) => text);
  if (templateValue.test(first) || first.includes('$')) return [];
  if (!address.test(first)) return [fault(listen, `"${first}" is no address to listen on.`)];
  const wrong = words.find((word) => !parameter.test(word) && !templateValue.test(word));
  return wrong === undefined ? [] : [fault(listen, `listen has no parameter "${wrong}".`)];
}

function repeatedIn(server: NginxDirective): UnresolvedFact[] {
  const seen = new Set<string>();
  return childrenNamed(server, 'listen').flatMap((listen) => {
    const key = socketOf(listen);
    if (seen.has(key)) return [fault(listen, `this server listens twice on ${key}.`)];
    seen.add(key);
    return [];
  });
}

function repeatedDefaults(servers: readonly NginxDirective[]): UnresolvedFact[] {
  const seen = new Set<string>();
  return servers.flatMap((server) =>
    childrenNamed(server, 'listen')
      .filter(({ args }) => args.some(({ text }) => text === 'default_server' || text === 'default'))
      .flatMap((listen) => {
        const key = socketOf(listen);
        if (seen.has(key)) return [fault(listen, `there is a second default_server for ${key}.`)];
        seen.add(key);
        return [];
      }),
  );
}

/** The http and the stream block cannot listen on one address. */
function takenByStream(root: NginxDirective): UnresolvedFact[] {
  const listensOf = (block: string) =>
    all(root, block).flatMap((one) =>
      all(one, 'server').flatMap((server) => childrenNamed(server, 'listen')),
    );
  const taken = new Set(listensOf('stream').map(socketOf));
  return listensOf('http')
    .filter((listen) => taken.has(socketOf(listen)))
    .map((listen) => fault(listen, `the stream block listens on ${socketOf(listen)} too.`));
}
