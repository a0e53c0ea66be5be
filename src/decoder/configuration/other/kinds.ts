// Configurations of programs that are recognised and whose routes are not followed. Each names what decides about
// WebSockets there, with the place where the text says it. `e2e/fixes/relay-programs.test.ts`
// runs those that can be run.

/** Something that a text has, or lacks, and what it does to a WebSocket. */
export interface Look {
  /** `error`: no WebSocket passes. `warning`: it is cut or goes elsewhere. `note`: worth knowing. */
  readonly severity: 'error' | 'warning' | 'note';
  /** What the text has; its first match is the place. Absent: it holds for every text of the kind. */
  readonly has?: RegExp;
  /** What the text must lack. */
  readonly lacks?: RegExp;
  readonly text: string;
}

/** A kind of configuration. */
export interface OtherKind {
  readonly name: string;
  /** One match is enough. */
  readonly sure: RegExp | null;
  /** The file's name, where the words are those of another program. */
  readonly file?: RegExp;
  /** Two matches are enough. */
  readonly signs: readonly RegExp[];
  readonly looks: readonly Look[];
}

const note = (text: string, has?: RegExp): Look => ({ severity: 'note', text, ...(has ? { has } : {}) });

/** Kinds, the first that fits is taken. */
export const otherKinds: readonly OtherKind[] = [
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
    looks: [
      {
        severity: 'warning',
        has: /<webSocket\s[^>]*enabled="false"/i,
        text: 'webSocket enabled="false" turns the WebSocket module off: ASP.NET and ARR answer without an upgrade. Only iisnode needs it off.',
      },
      {
        severity: 'note',
        has: /<action type="Rewrite" url="https?:/i,
        text: 'ARR passes an upgrade only when the Windows feature "WebSocket Protocol" is installed and the proxy is enabled for the server.',
      },
      {
        severity: 'warning',
        has: /<action type="Rewrite" url="https?:/i,
        lacks: /HTTP_SEC_WEBSOCKET_EXTENSIONS/i,
        text: 'ARR and the backend can agree on compression that the client did not hear of: set HTTP_SEC_WEBSOCKET_EXTENSIONS to an empty value in serverVariables.',
      },
      {
        severity: 'error',
        has: /<action type="Rewrite" url="wss?:/i,
        text: 'URL Rewrite knows http:// and https:// addresses, not ws://. An upgrade goes through http:// too.',
      },
    ],
  },
  {
    name: 'Kubernetes ingress',
    sure: /^[ \t]*kind:\s*["']?(?:Ingress|VirtualService)\b/m,
    signs: [
      /^[ \t]*apiVersion:\s*networking\.k8s\.io/m,
      /nginx\.ingress\.kubernetes\.io\//,
      /^[ \t]*annotations:[ \t\r]*$/m,
    ],
    looks: [
      note(
        'ingress-nginx passes WebSockets without an annotation; its own template sets Upgrade and Connection.',
        /nginx\.ingress\.kubernetes\.io\/|ingressClassName:\s*["']?nginx/,
      ),
      {
        severity: 'warning',
        has: /nginx\.ingress\.kubernetes\.io\/|ingressClassName:\s*["']?nginx/,
        lacks: /nginx\.ingress\.kubernetes\.io\/proxy-read-timeout/,
        text: 'Without the annotation nginx.ingress.kubernetes.io/proxy-read-timeout a WebSocket without a message is closed after 60 s.',
      },
      {
        severity: 'error',
        has: /nginx\.ingress\.kubernetes\.io\/proxy-(?:read|send)-timeout:\s*(?:\d+\s*(?:#.*)?$|["']?\d+\s*(?:s|m|h|ms)\b)/m,
        text: 'The value of this annotation is a number of seconds in quotes ("3600"). Kubernetes refuses one without quotes; ingress-nginx ignores one with a unit.',
      },
      {
        severity: 'error',
        has: /proxy-http-version:\s*["']?1\.0/,
        text: 'HTTP/1.0 to the backend has no upgrade: no WebSocket passes.',
      },
      {
        severity: 'error',
        has: /backend-protocol:\s*["']?(?:GRPCS?|FCGI|AJP)\b/i,
        text: 'This backend protocol has no upgrade: no WebSocket passes. HTTP or HTTPS has one.',
      },
      {
        severity: 'warning',
        has: /configuration-snippet:[\s\S]{0,400}?proxy_set_header\s+(?:Upgrade|Connection)/i,
        text: 'The template of ingress-nginx sets these headers already; the snippet makes them stand twice, and some backends refuse that. Since 1.9 snippets are refused unless the controller allows them.',
      },
      {
        severity: 'warning',
        has: /rewrite-target:\s*["']?\/["']?\s*$/m,
        text: 'rewrite-target / gives every path of this Ingress to the backend as /: a WebSocket to /ws arrives at /.',
      },
      note(
        'nginx.org/websocket-services is an annotation of the controller of F5 NGINX, which needs it; ingress-nginx ignores it.',
        /nginx\.org\/websocket-services/,
      ),
      note(
        'Istio passes WebSockets without a setting; a timeout of the route ends them when it is over.',
        /kind:\s*VirtualService/,
      ),
    ],
  },
  {
    name: 'Kubernetes Gateway API route',
    sure: /^[ \t]*kind:\s*["']?HTTPRoute\b/m,
    signs: [],
    looks: [
      note(
        'A port of the Service with appProtocol kubernetes.io/ws tells the gateway that the backend speaks WebSocket; most gateways pass upgrades without it.',
      ),
      {
        severity: 'warning',
        has: /^[ \t]*timeouts:\s*$[\s\S]{0,120}?\brequest:/m,
        text: 'timeouts.request ends the WebSocket too when it is over, busy or not, with most gateways.',
      },
    ],
  },
  {
    name: 'GCP BackendConfig',
    sure: /^[ \t]*kind:\s*["']?(?:BackendConfig|GCPBackendPolicy)\b/m,
    signs: [],
    looks: [
      note(
        'The load balancer of Google Cloud closes a WebSocket timeoutSec after it was opened, busy or not; 30 s when it is not set.',
      ),
    ],
  },
  {
    name: 'Kubernetes manifest',
    sure: null,
    signs: [/^[ \t]*apiVersion:\s*\S+/m, /^[ \t]*kind:\s*[A-Z]\w+/m, /^[ \t]*metadata:[ \t\r]*$/m],
    looks: [],
  },
  {
    name: 'cloudflared configuration',
    sure: /^[ \t]*(?:-[ \t]*)?service:\s*["']?(?:http_status:\d+|wss?:\/\/|https?:\/\/)/m,
    signs: [/^tunnel:\s/m, /^credentials-file:\s/m, /^ingress:[ \t\r]*$/m, /^[ \t]*-[ \t]*hostname:\s/m],
    looks: [
      note(
        'cloudflared passes WebSockets to an http:// service without a setting; the zone needs WebSockets on in its network settings.',
      ),
      {
        severity: 'error',
        has: /http2Origin:\s*true/,
        text: 'http2Origin speaks HTTP/2 to the service, which has no Upgrade: WebSockets fail there. Leave it out for this service.',
      },
      {
        severity: 'error',
        has: /^ingress:/m,
        lacks: /^[ \t]*-[ \t]*service:/m,
        text: 'The last rule of ingress must have a service and no hostname or path; without it cloudflared does not start.',
      },
    ],
  },
  {
    name: 'Docker Compose file',
    sure: null,
    signs: [
      /^services:[ \t\r]*$/m,
      /^[ \t]+image:\s*\S+/m,
      /^[ \t]+(?:ports|environment|labels|volumes):[ \t\r]*$/m,
    ],
    looks: [
      note(
        'nginx-proxy passes WebSockets without a setting; VIRTUAL_HOST and VIRTUAL_PORT choose the container and its port.',
        /\bVIRTUAL_HOST\b/,
      ),
      note(
        'caddy-docker-proxy: reverse_proxy passes WebSockets without a setting.',
        /caddy\.reverse_proxy|caddy_\d/,
      ),
    ],
  },
  {
    name: 'openresty configuration with Lua',
    sure: /\b(?:content|access|rewrite|header_filter|body_filter|init_worker|balancer|set)_by_lua(?:_block|_file)?\b/,
    signs: [],
    looks: [
      note(
        'Lua can answer the upgrade itself (resty.websocket.server) or refuse it; what it does is not in this text.',
      ),
    ],
  },
  {
    name: 'Passenger configuration',
    sure: /^[ \t]*(?:passenger_enabled|PassengerEnabled|PassengerAppRoot|passenger_app_root)\b/m,
    signs: [],
    looks: [
      note('Passenger for nginx and the standalone one pass WebSockets; Passenger for Apache does not.'),
    ],
  },
  {
    name: 'Next.js configuration',
    sure: /\bNextConfig\b|\basync[ \t]+rewrites\s*\(|\brewrites\s*:\s*async\b/,
    signs: [],
    looks: [
      note(
        'A rewrite to another address passes WebSockets on, with next dev and next start. What is deployed without this server passes what its host lets pass.',
        /\bdestination\s*:\s*[^\n]*(?:https?:\/\/|\$\{)/,
      ),
      {
        severity: 'error',
        has: /\bdestination\s*:\s*['"`]wss?:\/\//,
        text: 'A destination begins with http:// or https://, also for WebSockets.',
      },
    ],
  },
  {
    name: 'Nuxt configuration',
    sure: /\bdefineNuxtConfig\s*\(/,
    signs: [],
    looks: [],
  },
  {
    name: 'Vue CLI configuration',
    file: /(?:^|\/)vue\.config\.[cm]?js$/,
    sure: /['"]@vue\/cli-service['"]|^[ \t]*(?:transpileDependencies|lintOnSave|pluginOptions)\s*:/m,
    signs: [],
    looks: [
      note(
        'Vue CLI gives each entry of devServer.proxy ws: true by itself; ws: false turns it off.',
        /["']?\bproxy["']?\s*:/,
      ),
      {
        severity: 'error',
        has: /["']?\bws["']?\s*:\s*false\b/,
        text: 'ws: false leaves upgrades of this entry unanswered.',
      },
    ],
  },
  {
    name: 'Terraform configuration',
    sure: /^[ \t]*(?:resource|data)[ \t]+"[\w-]+"[ \t]+"[\w-]+"[ \t]*\{/m,
    signs: [],
    looks: [
      {
        severity: 'warning',
        has: /"aws_(?:lb|alb)"/,
        lacks: /\bidle_timeout\s*=/,
        text: 'An Application Load Balancer passes WebSockets; without idle_timeout it closes one that is silent for 60 s.',
      },
      {
        severity: 'warning',
        has: /"google_compute_(?:region_)?backend_service"/,
        lacks: /\btimeout_sec\s*=/,
        text: 'The load balancer of Google Cloud closes a WebSocket timeout_sec after it was opened, busy or not; 30 s when it is not set.',
      },
      {
        severity: 'error',
        has: /"azurerm_(?:linux_|windows_)?(?:web_app|app_service)"/,
        lacks: /\bwebsockets_enabled\s*=\s*true/,
        text: 'App Service passes WebSockets only with websockets_enabled = true in site_config.',
      },
    ],
  },
  {
    name: 'systemd unit',
    sure: null,
    signs: [/^\[Unit\][ \t\r]*$/m, /^\[Service\][ \t\r]*$/m, /^ExecStart=/m],
    looks: [],
  },
  {
    name: 'Squid configuration',
    sure: null,
    signs: [/^[ \t]*http_port\s+\d+/m, /^[ \t]*cache_peer\s/m, /^[ \t]*(?:acl|http_access)\s/m],
    looks: [
      {
        severity: 'error',
        lacks: /^[ \t]*http_upgrade_request_protocols\s+(?:websocket|OTHER)\s+allow\b/m,
        text: 'Squid passes an upgrade of ws:// only with "http_upgrade_request_protocols websocket allow all", in small letters as browsers send it: WebSocket is another name to Squid. wss:// goes through CONNECT and needs nothing.',
      },
      {
        severity: 'error',
        has: /^[ \t]*http_upgrade_request_protocols\s+websocket\s+deny\b/m,
        lacks: /^[ \t]*http_upgrade_request_protocols\s+websocket\s+allow\b/m,
        text: 'This line denies the upgrade, whatever the lines for OTHER say.',
      },
    ],
  },
  {
    name: 'Kong configuration',
    sure: /^_format_version:/m,
    signs: [],
    looks: [
      note(
        'Kong passes WebSockets through http and https routes; read_timeout of the service (60000 ms) closes a silent one.',
      ),
    ],
  },
  {
    name: 'APISIX route',
    sure: /"?enable_websocket"?\s*:|apisix\.apache\.org\/v\d|^[ \t]*kind:\s*ApisixRoute\b|^routes:[ \t]*\n(?:[ \t]*#.*\n)*[ \t]*-[ \t]*(?:id|uris?|name):(?:.*\n){1,12}?[ \t]+upstream(?:_id)?:/m,
    signs: [],
    looks: [
      {
        severity: 'error',
        lacks: /enable_websocket"?\s*:\s*true|websocket\s*:\s*true/,
        text: 'APISIX passes an upgrade only on a route with enable_websocket: true.',
      },
    ],
  },
  {
    name: 'Caddy configuration in JSON',
    sure: /"handler"\s*:\s*"(?:reverse_proxy|subroute|static_response)"/,
    signs: [],
    looks: [
      note(
        'reverse_proxy of Caddy passes WebSockets without a setting. "caddy adapt" makes JSON of a Caddyfile, which is judged here.',
      ),
      {
        severity: 'warning',
        has: /"stream_timeout"\s*:/,
        text: 'stream_timeout ends a WebSocket when it is over, busy or not.',
      },
    ],
  },
  {
    name: 'SSH or tunnel configuration',
    sure: null,
    signs: [/^[ \t]*Host\s+\S+$/m, /^[ \t]*(?:ProxyCommand|LocalForward|HostName)\s/m],
    looks: [],
  },
];
