// Directives of HTTP inside of the stream block, for which nginx refuses to start.
// Documentation: https://nginx.org/en/docs/stream/ngx_stream_core_module.html

import { templateValue } from '../paste/templates.ts';
import { argument, childrenNamed, childrenOf, hasUnknownInclude } from './blocks.ts';
import type { NginxDirective } from './parse.ts';

/** Directives that only the http block has. */
const ofHttp =
  /^(location|if|rewrite|try_files|root|alias|index|autoindex|internal|error_page|add_header|expires|auth_basic|auth_request|client_max_body_size|sub_filter|gzip\w*|keepalive_timeout|default_type|types|proxy_set_header|proxy_http_version|proxy_redirect|proxy_buffering|proxy_read_timeout|proxy_send_timeout|proxy_hide_header|proxy_cache\w*|proxy_intercept_errors|fastcgi_\w+|limit_req\w*)$/;

/** A directive that the stream block does not take, and why. */
export interface StreamFault {
  readonly at: NginxDirective;
  readonly reason: string;
}

/** What in a stream block is for the http block. */
export function streamFaults(stream: NginxDirective): StreamFault[] {
  const upstreams = childrenNamed(stream, 'upstream').map((upstream) => argument(upstream).toLowerCase());
  return faultsIn(stream, hasUnknownInclude(stream) ? null : new Set(upstreams));
}

/** `upstreams` are all that there are; null when another file may have more. */
function faultsIn(block: NginxDirective, upstreams: ReadonlySet<string> | null): StreamFault[] {
  return childrenOf(block).flatMap((child): StreamFault[] => {
    if (ofHttp.test(child.name)) return [{ at: child, reason: `${child.name} is not allowed in stream.` }];
    const target = argument(child);
    if (child.name === 'proxy_pass' && /^https?:\/\//i.test(target) && !templateValue.test(target)) {
      const reason = `proxy_pass in stream takes an address without a scheme, found "${target}".`;
      return [{ at: child, reason }];
    }
    const isName = child.name === 'proxy_pass' && /^[\w.-]+$/.test(target);
    if (isName && upstreams && !upstreams.has(target.toLowerCase())) {
      const reason = `${target} has no port, and no upstream of the stream block has the name.`;
      return [{ at: child, reason }];
    }
    return child.name === 'server' ? faultsIn(child, upstreams) : [];
  });
}
