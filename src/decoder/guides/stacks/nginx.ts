import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';
import { nginxTlsFixes } from './nginx-tls.ts';

const ran = { with: 'nginx 1.22.1' };
const websocket = 'https://nginx.org/en/docs/http/websocket.html';
const proxyModule = 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html';

/** nginx as a reverse proxy. */
export const nginxGuide: Guide = {
  stack: 'nginx',
  name: 'nginx',
  versions:
    'Run with 1.22.1; nginx 1.29.7 and later use HTTP/1.1 to the backend by default and still need the two headers.',
  fixes: [
    {
      id: 'upgrade-headers',
      causes: ['proxy-stripped-upgrade', 'proxy-http-1.0', 'upgrade-refused', 'handshake-header-missing'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501], tunnel: false },
      },
      title: 'Pass Upgrade and Connection on',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_set_header Host $host;
    }
}
`,
      },
      right: {
        language: 'nginx',
        text: `map $http_upgrade $connection_upgrade {
    default upgrade;
    ''      close;
}

server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_read_timeout 3600s;
    }
}
`,
      },
      why: 'Upgrade and Connection count for one hop, so nginx does not pass them on unless it is told to. The map, in the http block, sends Connection: upgrade only when the client asked for an upgrade.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: websocket,
    },
    ...nginxTlsFixes,
    {
      id: 'http-version',
      causes: ['proxy-http-1.0', 'upgrade-refused'],
      conditions: {
        'upgrade-refused': { statuses: [200, 204, 400, 404, 405, 426, 500, 501, 505], tunnel: false },
      },
      title: 'Speak HTTP/1.1 to the backend',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      why: 'Before 1.29.7 nginx speaks HTTP/1.0 to the backend unless told otherwise, and HTTP/1.0 has no Upgrade.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${proxyModule}#proxy_http_version`,
    },
    {
      id: 'inherited-headers',
      causes: ['proxy-stripped-upgrade'],
      title: 'Repeat the headers in a location that sets one of its own',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 80;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection "upgrade";

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_set_header X-Real-IP $remote_addr;
    }
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 80;
    proxy_http_version 1.1;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_set_header X-Real-IP $remote_addr;
    }
}
`,
      },
      why: 'proxy_set_header lines are inherited only by a block that has none of its own. One line in the location removes all that the server block set.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${proxyModule}#proxy_set_header`,
    },
    {
      id: 'read-timeout',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Keep a silent WebSocket open',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_read_timeout 60s;
    }
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_read_timeout 3600s;
    }
}
`,
      },
      why: 'nginx cuts the tunnel, without a Close frame, when the backend sends nothing for proxy_read_timeout (60 s when it is not set). Pings from the server at a shorter interval do the same and also find dead clients.',
      confirm: 'Leave a connection still for 90 s, then send a message: it must be answered.',
      ran,
      source: `${proxyModule}#proxy_read_timeout`,
    },
    {
      id: 'backend-address',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [502, 504], tunnel: false } },
      title: 'Name the address that the backend listens on',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:3000;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      why: 'nginx answers 502 when nothing listens on the address, and 504 when no packet comes back; its error log names the address. In a container 127.0.0.1 is the container itself: name the service of the backend there, such as app:8080.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${proxyModule}#proxy_pass`,
    },
    {
      id: 'tls-to-backend',
      causes: ['tls-on-plaintext-port', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 500, 502, 504], tunnel: false } },
      title: 'Speak to the backend as it listens',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass https://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      why: 'With https the first bytes that the backend gets are a TLS record (16 03 01). A backend without TLS takes them for a broken request, and the client gets 502. TLS ends at nginx; from there to the backend plain HTTP is usual.',
      confirm: confirmUpgrade('http://localhost/'),
      ran,
      source: `${proxyModule}#proxy_pass`,
    },
    {
      id: 'listen-ssl',
      causes: ['tls-on-plaintext-port', 'plaintext-on-tls-port'],
      title: 'Turn TLS on where wss:// arrives',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 443;
    ssl_certificate     /etc/ssl/example.pem;
    ssl_certificate_key /etc/ssl/example.key;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 443 ssl;
    ssl_certificate     /etc/ssl/example.pem;
    ssl_certificate_key /etc/ssl/example.key;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      why: 'Without ssl on the listen line nginx reads the ClientHello as an HTTP request and answers 400 in plain text. The other way round, ws:// to a port with ssl gets "The plain HTTP request was sent to HTTPS port".',
      confirm: confirmUpgrade('https://localhost/'),
      ran,
      source: 'https://nginx.org/en/docs/http/configuring_https_servers.html',
    },
    {
      id: 'proxy-protocol',
      causes: ['proxy-protocol-header', 'upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [400, 502], tunnel: false } },
      title: 'Expect the PROXY header that the load balancer sends',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 80;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 80 proxy_protocol;

    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_set_header X-Real-IP $proxy_protocol_addr;
    }
}
`,
      },
      why: 'A load balancer with PROXY protocol writes a line (or 16 bytes and more) before the request. A port that does not expect it answers 400; a port that does answers nothing to a client without it.',
      confirm:
        'curl -si --haproxy-protocol http://localhost/ | head -1\nmust print a status that is not 400.',
      ran,
      source: 'https://docs.nginx.com/nginx/admin-guide/load-balancer/using-proxy-protocol/',
    },
    {
      id: 'redirect',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [301, 302, 303, 307, 308], tunnel: false } },
      title: 'Do not answer a WebSocket with a redirect',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 80;
    return 301 https://$host$request_uri;
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 80;

    location /ws {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }

    location / {
        return 301 https://$host$request_uri;
    }
}
`,
      },
      why: 'Browsers do not follow a redirect of a WebSocket. Better than this location is a client that uses wss:// and the final path (mind the slash at the end) from the beginning.',
      confirm: confirmUpgrade('http://localhost/ws'),
      ran,
      source: 'https://websockets.spec.whatwg.org/#concept-websocket-establish',
    },
  ],
};
