// The configuration of a proxy or a server: those that the configuration check judges, and others by name alone.

import { readPaste } from '../../configuration/paste/paste.ts';
import { recogniseConfiguration } from '../../configuration/recognise.ts';
import { configurationNames } from '../judged-programs.ts';
import { sourceLine } from '../names.ts';
import { type Certainty, type Recogniser, shareOf } from '../recognition.ts';

interface OtherKind {
  readonly name: string;
  /** Each is found in such a file; with two of them, or one that is `sure`, it is one. */
  readonly signs: readonly RegExp[];
  readonly sure: RegExp | null;
}

/** Kinds that are not judged. The first that fits is taken. */
const otherKinds: readonly OtherKind[] = [
  {
    name: 'IIS web.config',
    sure: /<system\.webServer\b/i,
    signs: [
      /<configuration>/i,
      /<rewrite>/i,
      /<webSocket\b/i,
      /<proxy enabled=/i,
      /<rule name=/i,
      /<action type="(?:Rewrite|Redirect)"/i,
    ],
  },
  {
    name: 'Kubernetes ingress',
    sure: /^[ \t]*kind:\s*["']?(?:Ingress|IngressRoute|HTTPRoute|VirtualService)\b/m,
    signs: [
      /^[ \t]*apiVersion:\s*networking\.k8s\.io/m,
      /nginx\.ingress\.kubernetes\.io\//,
      /^[ \t]*annotations:[ \t\r]*$/m,
    ],
  },
  {
    name: 'Kubernetes manifest',
    sure: null,
    signs: [/^[ \t]*apiVersion:\s*\S+/m, /^[ \t]*kind:\s*[A-Z]\w+/m, /^[ \t]*metadata:[ \t\r]*$/m],
  },
  {
    name: 'cloudflared configuration',
    sure: /^[ \t]*(?:-[ \t]*)?service:\s*["']?(?:http_status:\d+|wss?:\/\/|https?:\/\/)/m,
    signs: [/^tunnel:\s/m, /^credentials-file:\s/m, /^ingress:[ \t\r]*$/m, /^[ \t]*-[ \t]*hostname:\s/m],
  },
  {
    name: 'Docker Compose file',
    sure: null,
    signs: [
      /^services:[ \t\r]*$/m,
      /^[ \t]+image:\s*\S+/m,
      /^[ \t]+(?:ports|environment|labels|volumes):[ \t\r]*$/m,
    ],
  },
  {
    name: 'lighttpd configuration',
    sure: /^[ \t]*\$HTTP\["[a-z-]+"\]\s*[=!]/m,
    signs: [
      /^[ \t]*server\.(?:modules|port|document-root|errorlog)\s*\+?=/m,
      /^[ \t]*proxy\.(?:server|header|forwarded)\s*=/m,
    ],
  },
  {
    name: 'openresty configuration with Lua',
    sure: /\b(?:content|access|rewrite|header_filter|body_filter|init_worker|balancer|set)_by_lua(?:_block|_file)?\b/,
    signs: [],
  },
  {
    name: 'Vite configuration',
    sure: /from ['"]vite['"]/,
    signs: [/\bdefineConfig\s*\(/, /\bserver:\s*\{/, /\b(?:hmr|proxy):\s*\{/],
  },
  {
    name: 'Passenger configuration',
    sure: /^[ \t]*(?:passenger_enabled|PassengerEnabled|PassengerAppRoot|passenger_app_root)\b/m,
    signs: [],
  },
  {
    name: 'Webpack or dev-server configuration',
    sure: null,
    signs: [/\bdevServer\s*:/, /\bmodule\.exports\s*=/, /\bwebSocketURL\b/],
  },
  {
    name: 'http-proxy-middleware configuration',
    sure: /\b(?:createProxyMiddleware|legacyCreateProxyMiddleware)\s*\(/,
    signs: [],
  },
  {
    name: 'Terraform configuration',
    sure: /^[ \t]*(?:resource|data)[ \t]+"[\w-]+"[ \t]+"[\w-]+"[ \t]*\{/m,
    signs: [],
  },
  {
    name: 'systemd unit',
    sure: null,
    signs: [/^\[Unit\][ \t\r]*$/m, /^\[Service\][ \t\r]*$/m, /^ExecStart=/m],
  },
  {
    name: 'Squid configuration',
    sure: null,
    signs: [/^[ \t]*http_port\s+\d+/m, /^[ \t]*cache_peer\s/m, /^[ \t]*(?:acl|http_access)\s/m],
  },
  {
    name: 'Varnish configuration',
    sure: /^[ \t]*sub vcl_\w+\s*\{/m,
    signs: [],
  },
  {
    name: 'Kong configuration',
    sure: /^_format_version:/m,
    signs: [],
  },
  {
    name: 'SSH or tunnel configuration',
    sure: null,
    signs: [/^[ \t]*Host\s+\S+$/m, /^[ \t]*(?:ProxyCommand|LocalForward|HostName)\s/m],
  },
];

/** Parts of a configuration that are pasted alone and that no other program has. */
const fragments: readonly (readonly [kind: 'nginx', sign: RegExp])[] = [
  ['nginx', /^[ \t]*map[ \t]+\$http_\w+[ \t]+\$\w+[ \t]*\{[^}]*;\s*\}/m],
];

/** Words of other text that a configuration has in its comments at most. */
const configurationLine =
  /^\s*(?:#.*|<\/?[\w:.-]+[^>]*>.*|[\w$@.*"'/:~^|()\\?+[\]-]+(?:\s+.*)?[;{}]|[}\])]+[;,]?|-?\s*["']?[\w.$/@-]+["']?\s*[:=].*|-\s+\S+.*|[A-Za-z_-]+(?:\s+\S+)+|[\w.@*:/-]+(?:, [\w.@*:/-]+)*\s*\{|\[[\w.\s"'-]+\]|\w+)\s*$/;

function lineShare(lines: readonly string[]): number {
  return shareOf(lines, (line) => configurationLine.test(line.slice(0, 300)));
}

function otherKindOf(text: string): { name: string; certainty: Certainty } | null {
  for (const { name, signs, sure } of otherKinds) {
    const found = signs.filter((sign) => sign.test(text)).length;
    if (sure?.test(text)) return { name, certainty: 'certain' };
    if (found > 1) return { name, certainty: 'likely' };
  }
  return null;
}

/** Recognises a configuration. */
export const configuration: Recogniser = {
  kind: 'configuration',
  recognise({ text, lines }) {
    const share = lineShare(lines);
    const other = otherKindOf(text);
    const kind =
      recogniseConfiguration(readPaste(text).text).kind ??
      fragments.find(([, sign]) => sign.test(text))?.[0] ??
      null;
    if (kind === 'caddy' && sourceLine.test(text)) return null;
    if (kind !== null && (other === null || other.certainty !== 'certain')) {
      const signs = lines.filter((line) => /[;{}]\s*$|^\s*[\w-]+:|^\s*[\w-]+\s+\S/.test(line)).length;
      if (signs === 0 || share < 0.5) return null;
      return {
        kind: 'configuration',
        name: configurationNames[kind],
        certainty: 'certain',
        share,
        format: null,
      };
    }
    if (other === null || share < 0.5) return null;
    return { kind: 'configuration', ...other, share, format: null };
  },
};
