import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const ran = { with: 'nginx 1.22.1' };
const notRunTls = {
  notRun: 'The text needs a certificate and an authority, which the test does not have.',
};
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
    {
      id: 'certificate-chain',
      causes: ['tls-certificate-rejected'],
      title: 'Send the whole chain of a valid certificate',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example-fullchain.pem;
    ssl_certificate_key /etc/nginx/example.key;
}
`,
      },
      why: 'The file holds the certificate of the server first, then the intermediate ones; the names in it are those that clients use. nginx reads a renewed file only at a reload.',
      confirm:
        'openssl s_client -connect example.com:443 -servername example.com </dev/null | grep Verify\nmust print “Verify return code: 0 (ok)”.',
      ran: notRunTls,
      source: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate',
    },
    {
      id: 'client-certificate',
      causes: ['tls-client-certificate'],
      title: 'Ask for client certificates of the right authority',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
    ssl_client_certificate /etc/nginx/old-ca.pem;
    ssl_verify_client on;
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
    ssl_client_certificate /etc/nginx/clients-ca.pem;
    ssl_verify_client on;
}
`,
      },
      why: 'The file holds the authority that signed the certificates of the clients. With optional in place of on, clients without a certificate come in, and $ssl_client_verify says so.',
      confirm:
        'curl --cert client.pem --key client.key https://example.com/\nmust not print “No required SSL certificate was sent”.',
      ran: notRunTls,
      source: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_verify_client',
    },
    {
      id: 'tls-versions',
      causes: ['tls-no-common-parameters', 'tls-handshake-failed'],
      title: 'Take TLS 1.2 and 1.3',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
    ssl_protocols TLSv1.3;
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
    ssl_protocols TLSv1.2 TLSv1.3;
}
`,
      },
      why: 'Devices and older libraries know TLS 1.2 alone. Leave ssl_ciphers out unless a rule asks for it.',
      confirm: 'openssl s_client -connect example.com:443 -tls1_2 </dev/null\nmust print a certificate.',
      ran: notRunTls,
      source: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_protocols',
    },
    {
      id: 'server-name',
      causes: ['tls-server-name-rejected'],
      title: 'Give the name a server block with its certificate',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 443 ssl default_server;
    ssl_reject_handshake on;
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 443 ssl default_server;
    ssl_reject_handshake on;
}

server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
}
`,
      },
      why: 'ssl_reject_handshake ends TLS for each name without a block of its own with the alert unrecognized_name.',
      confirm:
        'openssl s_client -connect example.com:443 -servername example.com </dev/null\nmust print a certificate.',
      ran: notRunTls,
      source: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_reject_handshake',
    },
    {
      id: 'alpn',
      causes: ['tls-alpn-mismatch'],
      title: 'Offer http/1.1 beside h2',
      wrong: {
        language: 'nginx',
        text: `server {
    listen 443 http2;
    server_name example.com;
}
`,
      },
      right: {
        language: 'nginx',
        text: `server {
    listen 443 ssl http2;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
}
`,
      },
      why: 'With ssl, nginx offers h2 and http/1.1, and the client chooses; without it the port speaks HTTP/2 alone, where no upgrade exists.',
      confirm:
        'openssl s_client -connect example.com:443 -alpn http/1.1 </dev/null | grep ALPN\nmust print “ALPN protocol: http/1.1”.',
      ran: notRunTls,
      source: 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl',
    },
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
