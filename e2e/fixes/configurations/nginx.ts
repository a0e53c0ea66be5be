import type { ConfigurationCase } from './case.ts';

const upgradeMap = `map $http_upgrade $connection_upgrade {
    default upgrade;
    ''      close;
}
`;

/** nginx, the http block. Debian's nginx comes without the stream module, so stream is in the unit tests. */
export const nginxCases: ConfigurationCase[] = [
  {
    name: 'proxy_pass alone',
    text: `server {
    listen 127.0.0.1:8000;
    server_name example.test;

    location / {
        proxy_pass http://127.0.0.1:8080;
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: [
      'http-version-missing',
      'upgrade-header-missing',
      'connection-header-missing',
      'read-timeout-short',
    ],
  },
  {
    name: 'map for mixed traffic',
    text: `${upgradeMap}
server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        proxy_read_timeout 1h;
    }
}
`,
    route: 'location /',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'headers without HTTP/1.1',
    text: `server {
    listen 127.0.0.1:8000;
    location /ws {
        proxy_pass http://127.0.0.1:8080;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "Upgrade";
    }
}
`,
    path: '/ws',
    route: 'location /ws',
    verdict: 'fails',
    findings: ['http-version-missing'],
  },
  {
    name: 'inherited headers lost in a location',
    text: `${upgradeMap}
server {
    listen 127.0.0.1:8000;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;

    location / {
        proxy_pass http://127.0.0.1:8080;
    }

    location /ws {
        proxy_set_header X-Real-IP $remote_addr;
        proxy_pass http://127.0.0.1:8080;
    }
}
`,
    path: '/ws',
    route: 'location /ws',
    verdict: 'fails',
    findings: ['upgrade-header-missing', 'connection-header-missing'],
  },
  {
    name: 'inherited headers kept',
    text: `${upgradeMap}
server {
    listen 127.0.0.1:8000;
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    location / {
        location /ws {
            proxy_pass http://127.0.0.1:8080;
        }
    }
}
`,
    path: '/ws',
    route: 'location /ws',
    verdict: 'passes',
    findings: ['read-timeout-short'],
  },
  {
    name: 'keep-alive to the backend clears Connection',
    text: `upstream app {
    server 127.0.0.1:8080;
    keepalive 16;
}
server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "";
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['connection-header-wrong'],
  },
  {
    name: 'map the wrong way round',
    text: `map $http_upgrade $connection_upgrade {
    default close;
    ''      upgrade;
}
server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['connection-header-wrong'],
  },
  {
    name: 'Connection sent twice',
    text: `server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Connection close;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection upgrade;
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['connection-header-twice'],
  },
  {
    name: 'Accept hidden from the client',
    text: `server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection upgrade;
        proxy_hide_header Sec-WebSocket-Accept;
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['response-header-hidden'],
    mended: false,
  },
  {
    name: 'client headers not passed',
    text: `server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_pass_request_headers off;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection upgrade;
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['request-headers-off'],
    mended: false,
  },
  {
    name: 'redirect to https',
    text: `server {
    listen 127.0.0.1:8000;
    return 301 https://$host$request_uri;
}
`,
    route: 'server',
    verdict: 'fails',
    findings: ['redirect'],
    mended: false,
  },
  {
    name: 'an if that refuses upgrades',
    text: `server {
    listen 127.0.0.1:8000;
    location / {
        if ($http_upgrade = websocket) {
            return 403;
        }
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $http_connection;
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['condition-ends-request'],
    mended: false,
  },
  {
    name: 'an if for other methods, Connection passed as it came',
    text: `server {
    listen 127.0.0.1:8000;
    location / {
        if ($request_method !~ ^(GET|HEAD|POST)$) {
            return 405;
        }
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $http_connection;
    }
}
`,
    route: 'location /',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'undefined variable in a whole file',
    text: `events {}
http {
    server {
        listen 127.0.0.1:8000;
        location / {
            proxy_pass http://127.0.0.1:8080;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection $connection_upgrade;
        }
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['connection-variable-undefined'],
  },
  {
    name: 'TLS to a TLS backend',
    text: `server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass https://127.0.0.1:8443;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
    route: 'location /',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'TLS to a plain port',
    text: `server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass https://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
    route: 'location /',
    verdict: 'cannot judge',
    findings: ['tls-to-plain-port'],
  },
  {
    name: 'one line',
    text: 'server { listen 127.0.0.1:8000; location / { proxy_pass http://127.0.0.1:8080; } }',
    route: 'location /',
    verdict: 'fails',
    findings: ['upgrade-header-missing'],
  },
  {
    name: 'an expression takes the paths of a prefix',
    text: `server {
    listen 127.0.0.1:8000;
    location /ws/ {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
    location ~ ^/(api|ws)/ {
        proxy_pass http://127.0.0.1:8080;
    }
}
`,
    path: '/ws/feed',
    route: 'location /ws/',
    verdict: 'fails',
    findings: ['taken-before'],
    mended: false,
  },
  {
    name: 'a final prefix keeps expressions out',
    text: `server {
    listen 127.0.0.1:8000;
    location ^~ /ws/ {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
    location ~ ^/(api|ws)/ {
        proxy_pass http://127.0.0.1:8080;
    }
}
`,
    path: '/ws/feed',
    route: 'location ^~ /ws/',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'a return of the server ends every request',
    text: `server {
    listen 127.0.0.1:8000;
    return 404;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['condition-ends-request'],
    mended: false,
  },
  {
    name: 'an if of an outer location does not end the requests of an inner one',
    text: `server {
    listen 127.0.0.1:8000;
    location /a {
        if ($http_upgrade) { return 403; }
        location /a/ws {
            proxy_pass http://127.0.0.1:8080;
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";
        }
    }
}
`,
    path: '/a/ws',
    route: 'location /a/ws',
    verdict: 'passes',
    findings: [],
  },
  {
    name: 'a path in the target of an expression',
    text: `server {
    listen 127.0.0.1:8000;
    location ~ ^/ws/ {
        proxy_pass http://127.0.0.1:8080/socket/;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`,
    path: '/ws/a',
    route: 'location ~',
    verdict: 'fails',
    findings: ['path-in-expression'],
    mended: false,
  },
  {
    name: 'a typing error in the variable of Upgrade',
    text: `server {
    listen 127.0.0.1:8000;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgarde;
        proxy_set_header Connection "upgrade";
    }
}
`,
    route: 'location /',
    verdict: 'fails',
    findings: ['upgrade-header-wrong'],
  },
];
