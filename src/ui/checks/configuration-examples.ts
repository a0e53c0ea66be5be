// Example configurations: the most common fault of each program.

import type { ConfigurationKind } from '../../decoder/configuration/report.ts';
import type { Example } from './ExampleList.tsx';

export interface ConfigurationExample extends Example {
  readonly id: ConfigurationKind;
  readonly file: string;
  readonly text: string;
}

/** One faulty configuration for each supported program. */
export const configurationExamples: readonly ConfigurationExample[] = [
  {
    id: 'nginx',
    name: 'nginx',
    says: 'Two locations: one passes Upgrade on, one does not.',
    file: 'nginx.conf',
    text: `upstream chat {
    server 127.0.0.1:3000;
}

server {
    listen 443 ssl;
    server_name chat.example.com;
    ssl_certificate /etc/ssl/chat.pem;
    ssl_certificate_key /etc/ssl/chat.key;

    # The WebSocket of the chat
    location /ws/ {
        proxy_pass http://chat;
        proxy_set_header Host $host;
    }

    # Live prices
    location /prices/ {
        proxy_pass http://127.0.0.1:3001;
        proxy_http_version 1.1;
        proxy_set_header Host $host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
        proxy_read_timeout 1h;
    }

    location /assets/ {
        root /var/www/chat;
    }
}
`,
  },
  {
    id: 'apache',
    name: 'Apache httpd',
    says: 'ProxyPass without the upgrade.',
    file: 'chat.example.com.conf',
    text: `<VirtualHost *:80>
    ServerName chat.example.com
    ProxyPreserveHost On

    ProxyPass        / http://127.0.0.1:3000/
    ProxyPassReverse / http://127.0.0.1:3000/
</VirtualHost>
`,
  },
  {
    id: 'haproxy',
    name: 'HAProxy',
    says: 'Upgrade is taken out, and there is no tunnel timeout.',
    file: 'haproxy.cfg',
    text: `defaults
    mode http
    timeout connect 5s
    timeout client  30s
    timeout server  30s

frontend web
    bind :443 ssl crt /etc/haproxy/chat.pem
    default_backend chat

backend chat
    option httpclose
    http-request del-header Upgrade
    server chat1 127.0.0.1:3000 send-proxy check
`,
  },
  {
    id: 'caddy',
    name: 'Caddy',
    says: 'A header rule copied from another proxy.',
    file: 'Caddyfile',
    text: `chat.example.com {
	encode gzip

	reverse_proxy /ws 127.0.0.1:3000 {
		header_up Host {host}
		header_up Connection "close"
		header_up -Upgrade
	}

	file_server
}
`,
  },
  {
    id: 'envoy',
    name: 'Envoy',
    says: 'No upgrade_configs: a WebSocket gets 403.',
    file: 'envoy.yaml',
    text: `static_resources:
  listeners:
    - name: web
      address:
        socket_address: { address: 0.0.0.0, port_value: 8080 }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: web
                route_config:
                  virtual_hosts:
                    - name: chat
                      domains: ["*"]
                      routes:
                        - match: { prefix: "/ws" }
                          route: { cluster: chat }
                http_filters:
                  - name: envoy.filters.http.router
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.http.router.v3.Router
  clusters:
    - name: chat
      type: STRICT_DNS
      load_assignment:
        cluster_name: chat
        endpoints:
          - lb_endpoints:
              - endpoint:
                  address:
                    socket_address: { address: 127.0.0.1, port_value: 3000 }
`,
  },
  {
    id: 'traefik',
    name: 'Traefik',
    says: 'A middleware that clears a header of the handshake.',
    file: 'dynamic.yml',
    text: `http:
  routers:
    chat:
      rule: "Host(\`chat.example.com\`)"
      service: chat
      middlewares:
        - clean

  middlewares:
    clean:
      headers:
        customRequestHeaders:
          Sec-WebSocket-Key: ""

  services:
    chat:
      loadBalancer:
        servers:
          - url: "http://127.0.0.1:3000"
`,
  },
  {
    id: 'lighttpd',
    name: 'lighttpd',
    says: 'proxy.header does not let the upgrade pass.',
    file: 'lighttpd.conf',
    text: `server.document-root = "/var/www/html"
server.port = 80
server.modules = ( "mod_access", "mod_proxy" )

$HTTP["url"] =~ "^/ws" {
    proxy.server = ( "" => ( ( "host" => "127.0.0.1", "port" => 3000 ) ) )
}
`,
  },
  {
    id: 'vite',
    name: 'Vite',
    says: 'The proxy of the dev server leaves upgrades unanswered.',
    file: 'vite.config.ts',
    text: `import { defineConfig } from 'vite'

export default defineConfig({
  server: {
    proxy: {
      '/ws': {
        target: 'http://localhost:3000',
        changeOrigin: true,
      },
    },
  },
})
`,
  },
  {
    id: 'webpack',
    name: 'webpack-dev-server',
    says: 'A target of ws:// is not enough: the entry lacks ws.',
    file: 'webpack.config.js',
    text: `module.exports = {
  entry: './src/index.js',
  devServer: {
    proxy: [
      {
        context: ['/live'],
        target: 'ws://localhost:3000',
      },
    ],
  },
};
`,
  },
  {
    id: 'node-proxy',
    name: 'http-proxy-middleware',
    says: 'Nothing hands upgrades to the proxy.',
    file: 'server.js',
    text: `const express = require('express');
const { createProxyMiddleware } = require('http-proxy-middleware');

const app = express();
const proxy = createProxyMiddleware({ target: 'http://localhost:8000', changeOrigin: true });
app.use('/live', proxy);
const server = app.listen(3000);
`,
  },
  {
    id: 'varnish',
    name: 'Varnish',
    says: 'Socket.IO is passed and not piped.',
    file: 'default.vcl',
    text: `vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "3000";
}

sub vcl_recv {
    # Socket.IO must not be cached
    if (req.url ~ "^/socket.io/") {
        return (pass);
    }
}
`,
  },
  {
    id: 'angular',
    name: 'Angular',
    says: 'The entry lacks ws.',
    file: 'proxy.conf.json',
    text: `{
  "/live": {
    "target": "http://localhost:8000",
    "secure": false
  }
}
`,
  },
  {
    id: 'stunnel',
    name: 'stunnel',
    says: 'client = yes where TLS of browsers should end.',
    file: 'stunnel.conf',
    text: `cert = /etc/stunnel/chat.pem
client = yes

[wss]
accept = 443
connect = 127.0.0.1:3000
`,
  },
  {
    id: 'hitch',
    name: 'hitch',
    says: 'An address without brackets keeps hitch from starting.',
    file: 'hitch.conf',
    text: `frontend = "[*]:443"
backend = "127.0.0.1:3000"
pem-file = "/etc/hitch/chat.pem"
`,
  },
  {
    id: 'nghttpx',
    name: 'nghttpx',
    says: 'A parameter where the pattern should stand keeps nghttpx from starting.',
    file: 'nghttpx.conf',
    text: `frontend=*,80;no-tls
backend=127.0.0.1,3000;proto=http/1.1
backend-read-timeout=30s
`,
  },
  {
    id: 'trafficserver',
    name: 'Traffic Server',
    says: 'A map of http alone leaves upgrades without an answer but 404.',
    file: 'remap.config',
    text: `map http://chat.example.com/ http://127.0.0.1:3000/
`,
  },
];
