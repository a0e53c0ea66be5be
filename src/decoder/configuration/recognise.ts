// Tells which program a configuration is for, by its words; the file's name decides only between equals.

import { type ConfigurationKind, judgedPrograms } from './report.ts';

/** What the text is, and why in words. */
export interface Recognised {
  kind: ConfigurationKind | null;
  how: string;
}

interface Sign {
  kind: ConfigurationKind;
  weight: number;
  pattern: RegExp;
  says: string;
}

/** The head of a section of HAProxy: its name, addresses in the old manner, and the defaults that it names. */
const haproxyHead = String.raw`(?:(?:frontend|backend|listen)[ \t]+[\w.:-]+|defaults(?:[ \t]+(?!from\b)[\w.:-]+)?)(?:[ \t]+[\w.*,[\]-]*:[\w.*:,-]+)*(?:[ \t]+from[ \t]+\S+)?[ \t]*(?:#[^\n]*)?`;

/**
 * A line inside of a section. The words of the program are common English too (`server`, `mode`, `log`), so what
 * follows such a word counts as well.
 */
const haproxyDirective = [
  String.raw`(?:no[ \t]+)?option[ \t]+[a-z]`,
  String.raw`mode[ \t]+(?:http|tcp|health|log|spop)\b`,
  String.raw`bind[ \t]+\S*(?::|/|\$|fd@)`,
  String.raw`server[ \t]+\S+[ \t]+\S*(?:[:/$.]|[ \t]+(?:check|ssl|proto|weight|backup|cookie|inter|maxconn|send-proxy)\b)`,
  String.raw`server-template[ \t]+\S+[ \t]+\d`,
  String.raw`(?:default_backend|use_backend|use-server|default-server|http-(?:request|response|after-response|check|reuse|error|send-name-header)|tcp-(?:request|response|check)|stick-table|use-fcgi-app|errorfiles?|errorloc\w*|monitor-uri|unique-id-format|log-format|rate-limit|email-alert|compression|forwardfor|hash-type|load-server-state-from-file|http-errors)[ \t]+\S`,
  String.raw`(?:timeout[ \t]+[a-z-]+|contimeout|clitimeout|srvtimeout)[ \t]+\d`,
  String.raw`acl[ \t]+\S+[ \t]+\S`,
  String.raw`balance[ \t]+(?:roundrobin|static-rr|leastconn|first|source|uri|url_param|hdr|rdp-cookie|random|hash|log-)`,
  String.raw`stick[ \t]+(?:on|match|store-\w+)\b`,
  String.raw`stats[ \t]+(?:enable|uri|auth|realm|refresh|hide-version|socket|admin|show-\w+|http-request|scope)\b`,
  String.raw`redirect[ \t]+(?:location|prefix|scheme)\b`,
  String.raw`reqi?(?:rep|add|del|deny|allow|pass)[ \t]|rspi?(?:rep|add|del|deny)[ \t]|reqadd[ \t]`,
  String.raw`log[ \t]+(?:global|stdout|stderr|/|127\.|\S+:\d+|\S+[ \t]+local\d)`,
  String.raw`(?:maxconn|fullconn|retries|backlog)[ \t]+\d+[ \t]*$`,
  String.raw`(?:cookie[ \t]+\S+[ \t]+(?:insert|prefix|rewrite|indirect)|capture[ \t]+(?:request|response|cookie)|filter[ \t]+(?:compression|spoe|cache|trace|bwlim-\w+)|retry-on[ \t]+\S|source[ \t]+[\d.]+|description[ \t]+\S|disabled[ \t]*$|enabled[ \t]*$)`,
].join('|');

const signs: Sign[] = [
  {
    kind: 'nginx',
    weight: 3,
    pattern: /^[ \t]*proxy_(pass|set_header|http_version|read_timeout)\s[^;{}]*;/m,
    says: 'proxy_ directives that end in ;',
  },
  {
    kind: 'nginx',
    weight: 2,
    pattern: /\bserver\s*\{[^}]*\b(listen|server_name|location)\b/,
    says: 'a server block',
  },
  { kind: 'nginx', weight: 2, pattern: /^[ \t]*location\s+[^{\n]+\{/m, says: 'a location block' },
  {
    kind: 'nginx',
    weight: 2,
    pattern: /\bupstream\s+\S+\s*\{[^{}]*\bserver\s+\S+[^{}]*;/,
    says: 'an upstream block with its servers',
  },
  { kind: 'nginx', weight: 2, pattern: /\bproxy_pass\s+\S+;/, says: 'proxy_pass' },
  {
    kind: 'nginx',
    weight: 1,
    pattern: /^[ \t]*(worker_processes|events|http|upstream|map)\b[^\n]*[;{]/m,
    says: 'an http, events, map or upstream block',
  },
  {
    kind: 'nginx',
    weight: 2,
    pattern:
      /^[ \t]*(?:worker_processes[ \t]+(?:auto|\d+)[ \t]*;|events[ \t]*\{|map[ \t]+\$\w+[ \t]+\$\w+[ \t]*\{)/m,
    says: 'worker_processes, events or a map',
  },
  {
    kind: 'apache',
    weight: 3,
    pattern: /^[ \t]*<(VirtualHost|Location|LocationMatch|IfModule|Directory|Proxy|If)\b[^>]*>/im,
    says: 'sections such as <VirtualHost>',
  },
  {
    kind: 'apache',
    weight: 3,
    pattern:
      /^[ \t]*(ProxyPass|ProxyPassMatch|ProxyPassReverse|RewriteRule|RewriteCond|RewriteEngine|ProxyPreserveHost|LoadModule|BalancerMember|Redirect(?![ \t]+(?:scheme|prefix|location)\b)|RedirectMatch|RequestHeader|SSLEngine|ServerName|DocumentRoot)[ \t]/im,
    says: 'directives such as ProxyPass and RewriteRule',
  },
  {
    kind: 'haproxy',
    weight: 3,
    pattern: new RegExp(
      String.raw`^${haproxyHead}\n(?:[ \t]*(?:#[^\n]*)?\n|[ \t]+\S[^\n]*\n)*?[ \t]*(?:${haproxyDirective})`,
      'm',
    ),
    says: 'frontend, backend, listen or defaults sections',
  },
  {
    kind: 'haproxy',
    weight: 2,
    pattern:
      /^[ \t]*(server[ \t]+(?!(?:is|at|on|listening|running|ready|start\w*|stopp\w+)\b)\S+[ \t]+\S+:\d+|bind[ \t]+\S*:\d+|default_backend[ \t]|use_backend[ \t])/m,
    says: 'bind, server or use_backend lines',
  },
  {
    kind: 'haproxy',
    weight: 1,
    pattern: /^[ \t]*timeout[ \t]+(client|server|connect|tunnel)[ \t]/m,
    says: 'timeout lines',
  },
  {
    kind: 'haproxy',
    weight: 2,
    pattern:
      /^global[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]+(?:daemon|maxconn|chroot|log|user|group|stats|nbthread|nbproc|tune\.|ssl-default|ca-base|crt-base|pidfile|master-worker)/m,
    says: 'a global section',
  },
  {
    kind: 'caddy',
    weight: 2,
    pattern:
      /^[ \t]*\{[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]+(?:email|auto_https|servers|admin|acme_ca|acme_dns|local_certs|order|debug|http_port|https_port|storage|on_demand_tls|default_sni|grace_period|skip_install_trust)\b(?!\s*[:=])/m,
    says: 'the global options of a Caddyfile',
  },
  {
    kind: 'caddy',
    weight: 2,
    pattern: /^[ \t]*proxy[ \t]+\/\S*[ \t]+[\w.:/-]+:\d+/m,
    says: 'proxy of Caddy 1',
  },
  { kind: 'caddy', weight: 3, pattern: /^[ \t]*reverse_proxy\b/m, says: 'reverse_proxy' },
  {
    kind: 'caddy',
    weight: 2,
    pattern:
      /^[ \t]*(php_fastcgi|handle_path|handle|file_server|encode|respond|tls|import|redir)\b(?!:)[^;\n]*$/m,
    says: 'Caddyfile directives',
  },
  {
    kind: 'envoy',
    weight: 4,
    pattern:
      /(^|["\s])(static_resources|upgrade_configs|filter_chains)["]?\s*:|envoy\.(filters|extensions)\./m,
    says: 'Envoy resources',
  },
  {
    kind: 'traefik',
    weight: 4,
    pattern: /^[ \t]*(entryPoints|providers|serversTransports?|certificatesResolvers)\s*:/m,
    says: 'Traefik static configuration',
  },
  {
    kind: 'traefik',
    weight: 4,
    pattern: /^http:\s*\n(?:\s*#[^\n]*\n)*\s+(routers|services|middlewares|serversTransports)\s*:/m,
    says: 'http routers, services or middlewares',
  },
  {
    kind: 'traefik',
    weight: 4,
    pattern: /traefik\.io\/v1|traefik\.containo\.us\/v1|traefik\.(http|tcp|enable)\b/,
    says: 'Traefik resources or labels',
  },
  {
    kind: 'traefik',
    weight: 3,
    pattern: /^[ \t]*\[(entryPoints|http\.(routers|services|middlewares)|providers)\b[^\]]*\]/m,
    says: 'Traefik TOML tables',
  },
  {
    kind: 'lighttpd',
    weight: 4,
    pattern: /^[ \t]*(?:proxy|wstunnel)\.(?:server|header)[ \t]*\+?=[ \t]*\(/m,
    says: 'proxy.server or proxy.header of lighttpd',
  },
  {
    kind: 'lighttpd',
    weight: 3,
    pattern: /^[ \t]*(?:else[ \t]+)?\$(?:HTTP|SERVER)\["[a-z-]+"\][ \t]*[=!][=~^$]/m,
    says: 'conditions such as $HTTP["url"]',
  },
  {
    kind: 'lighttpd',
    weight: 3,
    pattern: /^[ \t]*server\.(?:modules|document-root)[ \t]*\+?=[ \t]*[("]/m,
    says: 'server.modules or server.document-root',
  },
  {
    kind: 'vite',
    weight: 6,
    pattern:
      /\b(?:defineConfig|loadEnv|mergeConfig|UserConfig\w*|ProxyOptions)\b[^;]{0,200}?\bfrom\s+['"](?:vite|vitest\/config)['"]|\brequire\(['"]vite['"]\)\.defineConfig|\bdefineConfig\b[^;=]{0,100}=\s*require\(['"]vite['"]\)|import\(['"]vite['"]\)\.(?:UserConfig|ProxyOptions)/,
    says: 'defineConfig of Vite',
  },
  {
    kind: 'vite',
    weight: 5,
    pattern:
      /^[ \t]*(?:export[ \t]+default[ \t]+\w*\(?\{?[ \t]*)?["']?server["']?[ \t]*:[ \t]*\{(?:[^{}]|\{[^{}]*\})*?["']?\bproxy["']?[ \t]*:[ \t]*\{/m,
    says: 'server.proxy of Vite',
  },
  {
    kind: 'webpack',
    weight: 5,
    pattern: /(?:^|[\s{,])["']?devServer["']?[ \t]*:[ \t]*\{/,
    says: 'devServer of webpack',
  },
  {
    kind: 'node-proxy',
    weight: 5,
    pattern:
      /\b(?:legacyC|c)reateProxyMiddleware\s*\(|\bcreateProxyServer\s*\(|\bhttp_?proxy\s*\.\s*create(?:Proxy|Server)\s*\(|\b(?:require\(|from )\s*['"]http-proxy(?:-middleware)?['"]/i,
    says: 'http-proxy or http-proxy-middleware',
  },
  {
    kind: 'varnish',
    weight: 6,
    pattern: /^[ \t]*sub[ \t]+vcl_\w+\s*\{/m,
    says: 'subroutines such as vcl_recv',
  },
  {
    kind: 'varnish',
    weight: 5,
    pattern: /^[ \t]*vcl[ \t]+4\.\d[ \t]*;/m,
    says: 'the version of VCL',
  },
  {
    kind: 'angular',
    weight: 5,
    pattern:
      /^\s*(?:\/[/*][^\n]*\n\s*)*\{\s*(?:\/[/*][^\n]*\n\s*)*"[/^*][^"\n]*"\s*:\s*\{[^{}]*(?:\{[^{}]*\}[^{}]*)*"target"\s*:/,
    says: 'a table of paths with their targets',
  },
  {
    kind: 'angular',
    weight: 5,
    pattern: /^\s*\[\s*\{\s*"context"\s*:\s*[["][^{}]*"target"\s*:|\bPROXY_CONFIG\s*=\s*[[{]/,
    says: 'entries with context and target',
  },
  {
    kind: 'angular',
    weight: 4,
    pattern:
      /^[ \t]*(?:export[ \t]+default|module\.exports[ \t]*=)\s*\{\s*['"][/^][^'"\n]*['"]\s*:\s*\{[^{}]*\btarget\b/m,
    says: 'a module with a table of paths and their targets',
  },
  {
    kind: 'stunnel',
    weight: 1.5,
    pattern: /^[ \t]*accept[ \t]*=[ \t]*"?(?:[\w.:*-]*:)?\d{1,5}"?[ \t\r]*$/m,
    says: 'an accept line',
  },
  {
    kind: 'stunnel',
    weight: 1.5,
    pattern: /^[ \t]*connect[ \t]*=[ \t]*"?(?:[\w.:*-]*:)?\d{1,5}"?[ \t\r]*$/m,
    says: 'a connect line',
  },
  {
    kind: 'hitch',
    weight: 4,
    pattern: /^[ \t]*(?:frontend[ \t]*=[ \t]*(?:\{|"\[)|backend[ \t]*=[ \t]*"\[)/m,
    says: 'a frontend or backend of hitch',
  },
  {
    kind: 'hitch',
    weight: 3,
    pattern: /^[ \t]*pem-(?:file|dir)[ \t]*=[ \t]*["{]/m,
    says: 'a pem-file',
  },
  {
    kind: 'nghttpx',
    weight: 4,
    pattern:
      /^[ \t]*(?:frontend|backend)[ \t]*=[ \t]*(?:unix:[^\s;]+|[\w.*:-]+[,:]\d{1,5})(?:;[^\n]*)?[ \t\r]*$/m,
    says: 'frontend and backend lines of nghttpx',
  },
  {
    kind: 'trafficserver',
    weight: 5,
    pattern:
      /^[ \t]*(?:regex_)?(?:map(?:_with_recv_port|_with_referer)?|redirect(?:_temporary)?)[ \t]+(?:(?:wss?|https?):\/\/|\/)\S*[ \t]+(?:\\\n[ \t]*)?(?:wss?|https?):\/\/\S+/im,
    says: 'lines of remap.config',
  },
  {
    kind: 'trafficserver',
    weight: 5,
    pattern: /^[ \t]*(?:CONFIG|LOCAL)[ \t]+proxy\.(?:config|local)\.\S+[ \t]+(?:INT|STRING|FLOAT)[ \t]/m,
    says: 'settings of records.config',
  },
];

const names: [RegExp, ConfigurationKind][] = [
  [/caddyfile/i, 'caddy'],
  [/haproxy/i, 'haproxy'],
  [/nginx|sites-(available|enabled)/i, 'nginx'],
  [/apache|httpd|\.htaccess|-le-ssl\.conf/i, 'apache'],
  [/envoy/i, 'envoy'],
  [/traefik/i, 'traefik'],
  [/lighttpd/i, 'lighttpd'],
  [/vite(?:st)?\.config\.[cm]?[jt]s/i, 'vite'],
  [/webpack\b.*\.[cm]?[jt]s$/i, 'webpack'],
  [/\.vcl$/i, 'varnish'],
  [/proxy\.conf(?:ig)?\.(?:json|[cm]?js)$/i, 'angular'],
  [/stunnel/i, 'stunnel'],
  [/hitch/i, 'hitch'],
  [/nghttpx/i, 'nghttpx'],
  [/trafficserver|remap\.config|records\.(?:config|yaml)/i, 'trafficserver'],
];

/** The text without the blanks that all of its lines begin with: sections of HAProxy begin a line. */
function withoutIndent(text: string): string {
  const indents = [...text.matchAll(/^([ \t]*)\S/gm)].map(([, indent]) => indent.length);
  const common = indents.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
  return common > 0 && Number.isFinite(common)
    ? text.replace(/^[ \t]*/gm, (indent) => indent.slice(common))
    : text;
}

/** Recognises a configuration. A tie is broken by the file's name; without a sign the answer is null. */
export function recogniseConfiguration(text: string, name = ''): Recognised {
  const flush = withoutIndent(text);
  const scores = new Map<ConfigurationKind, { score: number; says: string[] }>();
  for (const sign of signs) {
    if (sign.pattern.test(flush)) {
      const entry = scores.get(sign.kind) ?? { score: 0, says: [] };
      entry.score += sign.weight;
      entry.says.push(sign.says);
      scores.set(sign.kind, entry);
    }
  }
  const named = names.find(([pattern]) => pattern.test(name))?.[1];
  if (named && scores.has(named)) {
    scores.get(named)!.score += 1.5;
  }
  const best = [...scores.entries()].sort((a, b) => b[1].score - a[1].score)[0];
  if (!best || best[1].score < 2) {
    if (named && text.trim() !== '') {
      return { kind: named, how: `Read as ${named} because of the file's name.` };
    }
    return {
      kind: null,
      how: `No words of ${judgedPrograms} were found.`,
    };
  }
  return { kind: best[0], how: `It has ${best[1].says.join(', ')}.` };
}
