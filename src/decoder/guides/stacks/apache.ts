import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const ran = { with: 'Apache httpd 2.4.71' };
const proxyModule = 'https://httpd.apache.org/docs/2.4/mod/mod_proxy.html';
const wstunnel = 'https://httpd.apache.org/docs/2.4/mod/mod_proxy_wstunnel.html';

/** Apache httpd as a reverse proxy. */
export const apacheGuide: Guide = {
  stack: 'apache',
  name: 'Apache httpd',
  versions: 'Run with 2.4.71. upgrade= needs 2.4.47; the rewrite way works from 2.4.5 on.',
  fixes: [
    {
      id: 'upgrade',
      causes: ['proxy-stripped-upgrade', 'upgrade-refused'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501], tunnel: false },
      },
      title: 'Let mod_proxy_http upgrade (2.4.47 and later)',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass        "/" "http://127.0.0.1:8080/"
    ProxyPassReverse "/" "http://127.0.0.1:8080/"
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPreserveHost On
    ProxyPass        "/" "http://127.0.0.1:8080/" upgrade=websocket
    ProxyPassReverse "/" "http://127.0.0.1:8080/"
</VirtualHost>
`,
      },
      why: 'Without upgrade= httpd drops Upgrade and Connection as headers of one hop. With it plain requests and WebSockets go through one line. Modules: proxy and proxy_http (a2enmod proxy_http).',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${proxyModule}#protoupgrade`,
    },
    {
      id: 'rewrite',
      causes: ['proxy-stripped-upgrade', 'upgrade-refused'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501], tunnel: false },
      },
      title: 'Rewrite to ws:// (before 2.4.47)',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    RewriteEngine On
    RewriteCond %{HTTP:Upgrade} ^websocket$ [NC]
    RewriteCond %{HTTP:Connection} ^Upgrade$ [NC]
    RewriteRule ^/?(.*) "ws://127.0.0.1:8080/$1" [P,L]

    ProxyPass "/" "http://127.0.0.1:8080/"
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    RewriteEngine On
    RewriteCond %{HTTP:Upgrade} websocket [NC]
    RewriteCond %{HTTP:Connection} upgrade [NC]
    RewriteRule ^/?(.*) "ws://127.0.0.1:8080/$1" [P,L]

    ProxyPass "/" "http://127.0.0.1:8080/"
</VirtualHost>
`,
      },
      why: 'Firefox sends "Connection: keep-alive, Upgrade", so an anchored condition lets Chrome through and refuses Firefox. The target must be ws://, with [P]. Modules: proxy, proxy_http, proxy_wstunnel, rewrite.',
      confirm:
        'curl -si --http1.1 -m 3 -H "Connection: keep-alive, Upgrade" -H "Upgrade: websocket" -H "Sec-WebSocket-Version: 13" -H "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==" http://localhost/ | head -1\nmust print: HTTP/1.1 101 Switching Protocols',
      ran,
      source: wstunnel,
    },
    {
      id: 'order',
      causes: ['proxy-stripped-upgrade', 'upgrade-refused'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501], tunnel: false },
      },
      title: 'Put the longer path first',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/"   "http://127.0.0.1:8080/"
    ProxyPass "/ws" "http://127.0.0.1:8080/ws" upgrade=websocket
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/ws" "http://127.0.0.1:8080/ws" upgrade=websocket
    ProxyPass "/"   "http://127.0.0.1:8080/"
</VirtualHost>
`,
      },
      why: 'The first ProxyPass whose path fits is taken. Besides, a later line whose URL begins with an earlier one shares its worker, and upgrade= on the later line is then ignored (the log says AH01146).',
      confirm: confirmUpgrade('http://localhost/ws'),
      ran,
      source: `${proxyModule}#proxypass`,
    },
    {
      id: 'balancer',
      causes: ['proxy-stripped-upgrade'],
      title: 'Put upgrade= on each member of a balancer',
      wrong: {
        language: 'apache',
        text: `<Proxy "balancer://app">
    BalancerMember "http://127.0.0.1:8080"
</Proxy>
<VirtualHost *:80>
    ProxyPass "/" "balancer://app/"
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<Proxy "balancer://app">
    BalancerMember "http://127.0.0.1:8080" upgrade=websocket
</Proxy>
<VirtualHost *:80>
    ProxyPass "/" "balancer://app/"
</VirtualHost>
`,
      },
      why: 'upgrade= belongs to a worker, and the workers of a balancer are its members. On the ProxyPass of a balancer httpd refuses it and does not start.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${proxyModule}#proxypass`,
    },
    {
      id: 'header-unset',
      causes: ['proxy-stripped-upgrade', 'handshake-header-missing'],
      title: 'Leave Upgrade in the request',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    RequestHeader unset Upgrade
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      why: 'RequestHeader is done before the proxy looks at the request. The line is often copied as a cure for h2c upgrades; Protocols http/1.1 does that without touching WebSockets.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: 'https://httpd.apache.org/docs/2.4/mod/mod_headers.html#requestheader',
    },
    {
      id: 'force-http-1.0',
      causes: ['proxy-http-1.0'],
      title: 'Do not force HTTP/1.0 to the backend',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    SetEnv force-proxy-request-1.0 1
    SetEnv proxy-nokeepalive 1
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      why: 'force-proxy-request-1.0 was made for old backends. HTTP/1.0 has no Upgrade, so the backend refuses.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: 'https://httpd.apache.org/docs/2.4/mod/mod_proxy.html#envsettings',
    },
    {
      id: 'timeout',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Keep a silent WebSocket open',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    Timeout 60
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    Timeout 60
    ProxyTimeout 3600
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      why: 'A tunnel is closed, without a Close frame, when nothing passes for the longer of Timeout (60 s when it is not set, 300 s in Debian) and ProxyTimeout. ProxyTimeout alone lengthens it for the proxy and leaves slow clients to Timeout. Pings at a shorter interval keep it open too.',
      confirm: 'Leave a connection still for 90 s, then send a message: it must be answered.',
      ran,
      source: `${proxyModule}#proxytimeout`,
    },
    {
      id: 'backend-address',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [502, 503, 504], tunnel: false } },
      title: 'Name the address that the backend listens on',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/" "http://127.0.0.1:3000/" upgrade=websocket
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      why: 'httpd answers 503 when nothing listens on the address, and for 60 s more without a new attempt (retry=); its error log names the address. In a container 127.0.0.1 is the container itself: name the service of the backend there, such as app:8080.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${proxyModule}#proxypass`,
    },
    {
      id: 'tls-to-backend',
      causes: ['tls-on-plaintext-port', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 500, 502, 504], tunnel: false } },
      title: 'Speak to the backend as it listens',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    SSLProxyEngine On
    ProxyPass "/" "https://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      why: 'A backend without TLS takes the ClientHello (16 03 01) for a broken request; the client gets 502. For a backend that does have TLS, SSLProxyEngine On is needed, or httpd answers 500.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: 'https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslproxyengine',
    },
    {
      id: 'proxy-protocol',
      causes: ['proxy-protocol-header', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 502], tunnel: false } },
      title: 'Expect the PROXY header that the load balancer sends',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    RemoteIPProxyProtocol On
    ProxyPass "/" "http://127.0.0.1:8080/" upgrade=websocket
</VirtualHost>
`,
      },
      why: 'A PROXY line before the request is a broken request to a port that does not expect it: 400. Module: remoteip (2.4.31 and later).',
      confirm:
        'curl -si --haproxy-protocol http://localhost/ | head -1\nmust print a status that is not 400.',
      ran,
      source: 'https://httpd.apache.org/docs/2.4/mod/mod_remoteip.html#remoteipproxyprotocol',
    },
    {
      id: 'redirect',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [301, 302, 303, 307, 308], tunnel: false } },
      title: 'Do not answer a WebSocket with a redirect',
      wrong: {
        language: 'apache',
        text: `<VirtualHost *:80>
    Redirect permanent "/" "https://example.com/"
</VirtualHost>
`,
      },
      right: {
        language: 'apache',
        text: `<VirtualHost *:80>
    ProxyPass "/ws" "http://127.0.0.1:8080/ws" upgrade=websocket
    RedirectMatch permanent "^/(?!ws)(.*)$" "https://example.com/$1"
</VirtualHost>
`,
      },
      why: 'Browsers do not follow a redirect of a WebSocket. Better than this is a client that uses wss:// from the beginning.',
      confirm: confirmUpgrade('http://localhost/ws'),
      ran,
      source: 'https://httpd.apache.org/docs/2.4/mod/mod_alias.html#redirectmatch',
    },
  ],
};
