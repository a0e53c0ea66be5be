// Fixes of nginx for failures of TLS.

import type { Fix } from '../guide.ts';

const nginx = (text: string) => ({ language: 'nginx' as const, text });
const ran = { notRun: 'The text needs a certificate and an authority, which the test does not have.' };
const sslModule = 'https://nginx.org/en/docs/http/ngx_http_ssl_module.html';

/** A server with TLS, and further lines of its block. */
const tlsServer = (...lines: readonly string[]) => `server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
${lines.map((line) => `    ${line}\n`).join('')}}
`;
const rejecting = `server {
    listen 443 ssl default_server;
    ssl_reject_handshake on;
}
`;

/** Certificates, versions, names and application protocols. */
export const nginxTlsFixes: readonly Fix[] = [
  {
    id: 'certificate-chain',
    causes: ['tls-certificate-rejected'],
    title: 'Send the whole chain of a valid certificate',
    wrong: nginx(tlsServer()),
    right: nginx(`server {
    listen 443 ssl;
    server_name example.com;
    ssl_certificate /etc/nginx/example-fullchain.pem;
    ssl_certificate_key /etc/nginx/example.key;
}
`),
    why: 'The file holds the certificate of the server first, then the intermediate ones; the names in it are those that clients use. nginx reads a renewed file only at a reload.',
    confirm:
      'openssl s_client -connect example.com:443 -servername example.com </dev/null | grep Verify\nmust print “Verify return code: 0 (ok)”.',
    ran,
    source: `${sslModule}#ssl_certificate`,
  },
  {
    id: 'client-certificate',
    causes: ['tls-client-certificate'],
    title: 'Ask for client certificates of the right authority',
    wrong: nginx(tlsServer('ssl_client_certificate /etc/nginx/old-ca.pem;', 'ssl_verify_client on;')),
    right: nginx(tlsServer('ssl_client_certificate /etc/nginx/clients-ca.pem;', 'ssl_verify_client on;')),
    why: 'The file holds the authority that signed the certificates of the clients. With optional in place of on, clients without a certificate come in, and $ssl_client_verify says so.',
    confirm:
      'curl --cert client.pem --key client.key https://example.com/\nmust not print “No required SSL certificate was sent”.',
    ran,
    source: `${sslModule}#ssl_verify_client`,
  },
  {
    id: 'tls-versions',
    causes: ['tls-no-common-parameters', 'tls-handshake-failed'],
    conditions: { 'tls-handshake-failed': { onlySeen: true } },
    title: 'Take TLS 1.2 and 1.3',
    wrong: nginx(tlsServer('ssl_protocols TLSv1.3;')),
    right: nginx(tlsServer('ssl_protocols TLSv1.2 TLSv1.3;')),
    why: 'Devices and older libraries know TLS 1.2 alone. Leave ssl_ciphers out unless a rule asks for it.',
    confirm: 'openssl s_client -connect example.com:443 -tls1_2 </dev/null\nmust print a certificate.',
    ran,
    source: `${sslModule}#ssl_protocols`,
  },
  {
    id: 'server-name',
    causes: ['tls-server-name-rejected'],
    title: 'Give the name a server block with its certificate',
    wrong: nginx(rejecting),
    right: nginx(`${rejecting}\n${tlsServer()}`),
    why: 'ssl_reject_handshake ends TLS for each name without a block of its own with the alert unrecognized_name.',
    confirm:
      'openssl s_client -connect example.com:443 -servername example.com </dev/null\nmust print a certificate.',
    ran,
    source: `${sslModule}#ssl_reject_handshake`,
  },
  {
    id: 'alpn',
    causes: ['tls-alpn-mismatch'],
    title: 'Offer http/1.1 beside h2',
    wrong: nginx(`server {
    listen 443 http2;
    server_name example.com;
}
`),
    right: nginx(`server {
    listen 443 ssl http2;
    server_name example.com;
    ssl_certificate /etc/nginx/example.pem;
    ssl_certificate_key /etc/nginx/example.key;
}
`),
    why: 'With ssl, nginx offers h2 and http/1.1, and the client chooses; without it the port speaks HTTP/2 alone, where no upgrade exists.',
    confirm:
      'openssl s_client -connect example.com:443 -alpn http/1.1 </dev/null | grep ALPN\nmust print “ALPN protocol: http/1.1”.',
    ran,
    source: `${sslModule}#ssl`,
  },
];
