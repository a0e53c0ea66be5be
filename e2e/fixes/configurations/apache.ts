import type { ConfigurationCase } from './case.ts';

/** Apache httpd 2.4. */
export const apacheCases: ConfigurationCase[] = [
  {
    name: 'ProxyPass alone',
    text: 'ProxyPass "/" "http://127.0.0.1:8080/"\n',
    route: 'ProxyPass /',
    verdict: 'fails',
    findings: ['upgrade-missing'],
  },
  {
    name: 'upgrade=websocket in a virtual host',
    text: `<VirtualHost 127.0.0.1:8000>
    ServerName example.test
    ProxyPreserveHost On
    ProxyTimeout 3600
    ProxyPass        "/" "http://127.0.0.1:8080/" upgrade=websocket
    ProxyPassReverse "/" "http://127.0.0.1:8080/"
</VirtualHost>
`,
    route: 'ProxyPass /',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'rewrite to ws:',
    text: `ProxyPass "/" "http://127.0.0.1:8080/"
RewriteEngine On
RewriteCond %{HTTP:Upgrade} websocket [NC]
RewriteCond %{HTTP:Connection} upgrade [NC]
RewriteRule ^/?(.*) "ws://127.0.0.1:8080/$1" [P,L]
`,
    route: 'RewriteRule',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'rewrite condition for Chrome alone',
    text: `RewriteEngine On
RewriteCond %{HTTP:Upgrade} =websocket [NC]
RewriteCond %{HTTP:Connection} ^Upgrade$
RewriteRule /(.*) ws://127.0.0.1:8080/$1 [P,L]
ProxyPass / http://127.0.0.1:8080/
`,
    route: 'RewriteRule',
    verdict: 'fails',
    findings: ['connection-condition'],
  },
  {
    name: 'rewrite condition in the wrong case',
    text: `RewriteEngine On
RewriteCond %{HTTP:Upgrade} WebSocket
RewriteRule /(.*) ws://127.0.0.1:8080/$1 [P,L]
ProxyPass / http://127.0.0.1:8080/
`,
    route: 'RewriteRule',
    verdict: 'fails',
    findings: ['condition-case'],
  },
  {
    name: 'rewrite to http',
    text: `RewriteEngine On
RewriteCond %{HTTP:Upgrade} websocket [NC]
RewriteRule /(.*) http://127.0.0.1:8080/$1 [P,L]
`,
    route: 'RewriteRule',
    verdict: 'fails',
    findings: ['rewrite-to-http'],
    mended: false,
  },
  {
    name: 'rewrite engine switched on in the main server alone',
    text: `RewriteEngine On
<VirtualHost 127.0.0.1:8000>
    RewriteCond %{HTTP:Upgrade} websocket [NC]
    RewriteRule /(.*) ws://127.0.0.1:8080/$1 [P,L]
</VirtualHost>
`,
    route: 'RewriteRule',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'rewrite engine off',
    text: `<VirtualHost 127.0.0.1:8000>
    RewriteCond %{HTTP:Upgrade} websocket [NC]
    RewriteRule /(.*) ws://127.0.0.1:8080/$1 [P,L]
    ProxyPass / http://127.0.0.1:8080/
</VirtualHost>
`,
    route: 'RewriteRule',
    verdict: 'fails',
    findings: ['engine-off'],
    mended: false,
  },
  {
    name: 'longer path after the shorter',
    text: `ProxyPass "/" "http://127.0.0.1:8080/"
ProxyPass "/ws" "http://127.0.0.1:8080/ws" upgrade=websocket
`,
    path: '/ws',
    route: 'ProxyPass /ws',
    verdict: 'fails',
    findings: ['shadowed'],
  },
  {
    name: 'longer path first',
    text: `ProxyPass "/ws" "http://127.0.0.1:8080/ws" upgrade=websocket
ProxyPass "/" "http://127.0.0.1:8080/"
`,
    path: '/ws',
    route: 'ProxyPass /ws',
    verdict: 'passes',
    findings: ['timeout-short'],
  },
  {
    name: 'ws: target',
    text: 'ProxyPass /ws ws://127.0.0.1:8080/ws\n',
    path: '/ws',
    route: 'ProxyPass /ws',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'Location',
    text: `<Location "/ws">
    ProxyPass "http://127.0.0.1:8080/ws" upgrade=websocket
</Location>
ProxyPass "/" "http://127.0.0.1:8080/"
`,
    path: '/ws',
    route: 'ProxyPass /ws',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'Upgrade taken out of the request',
    text: `RequestHeader unset Upgrade
ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
`,
    route: 'ProxyPass /',
    verdict: 'fails',
    findings: ['request-header-changed'],
  },
  {
    name: 'HTTP/1.0 forced',
    text: `SetEnv force-proxy-request-1.0 1
ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
`,
    route: 'ProxyPass /',
    verdict: 'fails',
    findings: ['forced-http-1.0'],
  },
  {
    name: 'balancer without upgrade=',
    text: `<Proxy "balancer://app">
    BalancerMember "http://127.0.0.1:8080"
</Proxy>
ProxyPass "/" "balancer://app/"
`,
    route: 'ProxyPass /',
    verdict: 'fails',
    findings: ['upgrade-missing'],
  },
  {
    name: 'balancer with upgrade=',
    text: `<Proxy "balancer://app">
    BalancerMember "http://127.0.0.1:8080" upgrade=websocket
</Proxy>
ProxyPass "/" "balancer://app/"
`,
    route: 'ProxyPass /',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'TLS target without SSLProxyEngine',
    text: 'ProxyPass "/" "https://127.0.0.1:8443/" upgrade=websocket\n',
    route: 'ProxyPass /',
    verdict: 'fails',
    findings: ['ssl-proxy-engine'],
    mended: false,
  },
  {
    name: 'TLS target',
    text: `SSLProxyEngine On
SSLProxyVerify none
SSLProxyCheckPeerName off
ProxyPass "/" "https://127.0.0.1:8443/" upgrade=websocket
`,
    route: 'ProxyPass /',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'redirect',
    text: 'Redirect permanent / https://example.test/\n',
    route: 'Redirect',
    verdict: 'fails',
    findings: ['redirect'],
    mended: false,
  },
  {
    name: 'of sections the last one that contains the path wins',
    text: `<Location /ws>
    ProxyPass ws://127.0.0.1:8080/ws
</Location>
<Location />
    ProxyPass http://127.0.0.1:8080/
</Location>
`,
    path: '/ws',
    route: 'ProxyPass /ws',
    verdict: 'fails',
    findings: ['shadowed'],
    mended: false,
  },
  {
    name: 'the worker of an earlier section still counts when the final URL begins with its URL',
    text: `<Location /ws>
    ProxyPass http://127.0.0.1:8080/ws upgrade=websocket
</Location>
<Location />
    ProxyPass http://127.0.0.1:8080/
</Location>
`,
    path: '/ws',
    route: 'ProxyPass /ws',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'an expression after a path that contains it',
    text: `ProxyPass / http://127.0.0.1:8080/
ProxyPassMatch ^/(ws|live)/(.*)$ ws://127.0.0.1:8080/$1/$2
`,
    path: '/ws/a',
    route: 'ProxyPassMatch',
    verdict: 'fails',
    findings: ['shadowed'],
  },
  {
    name: 'upgrade=NONE on a ws: target',
    text: `ProxyPass /ws ws://127.0.0.1:8080/ws upgrade=NONE
`,
    path: '/ws',
    route: 'ProxyPass /ws',
    verdict: 'fails',
    findings: ['upgrade-none'],
    mended: false,
  },
  {
    name: 'a rewrite rule for everything before the one for WebSockets',
    text: `RewriteEngine On
RewriteRule ^/(.*)$ http://127.0.0.1:8080/$1 [P,L]
RewriteCond %{HTTP:Upgrade} =websocket [NC]
RewriteRule ^/(.*)$ ws://127.0.0.1:8080/$1 [P,L]
`,
    route: 'RewriteRule',
    verdict: 'fails',
    findings: ['shadowed'],
    mended: false,
  },
  {
    name: 'a variable without its percent sign',
    text: `RewriteEngine On
RewriteCond %{HTTP:Upgrade} =websocket [NC]
RewriteRule .* ws://127.0.0.1:8080{REQUEST_URI} [P]
`,
    route: 'RewriteRule',
    verdict: 'fails',
    findings: ['target-malformed'],
  },
];
