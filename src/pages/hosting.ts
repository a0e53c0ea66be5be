// Headers for hosts. The policy of the page is in one file; docs/hosting.md quotes what is made here (hosting.test.ts).

import directives from '../cli/serve/security-policy.json' with { type: 'json' };

/** The policy of the page, as a header has it. */
export const policy = directives.join('; ');

/** Headers of every file. */
export const commonHeaders: readonly (readonly [name: string, value: string])[] = [
  ['Content-Security-Policy', policy],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
];

/** Names of files below `assets` change with their content. */
export const assetCaching = 'public, max-age=31536000, immutable';
/** Every other file is asked for again. */
export const pageCaching = 'no-cache';

/**
 * The file `_headers` that Netlify and Cloudflare Pages read. They ask for files again by themselves, and would
 * join two values of Cache-Control.
 */
export function headersFile(): string {
  const line = ([name, value]: readonly [string, string]) => `  ${name}: ${value}`;
  return ['/*', ...commonHeaders.map(line), '/assets/*', `  Cache-Control: ${assetCaching}`, ''].join('\n');
}

/** What nginx needs inside a server block. */
export function nginxSnippet(): string {
  const headers = commonHeaders.map(([name, value]) => `add_header ${name} "${value}" always;`);
  return [
    'location /framescope/ {',
    '    alias /srv/framescope/dist/;',
    '    index index.html;',
    '    error_page 404 /framescope/404.html;',
    '    gzip on;',
    '    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;',
    ...headers.map((header) => `    ${header}`),
    `    add_header Cache-Control ${pageCaching};`,
    '}',
    'location /framescope/assets/ {',
    '    alias /srv/framescope/dist/assets/;',
    '    gzip on;',
    '    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;',
    ...headers.map((header) => `    ${header}`),
    `    add_header Cache-Control "${assetCaching}";`,
    '}',
  ].join('\n');
}

/** What Caddy needs. */
export function caddySnippet(): string {
  return [
    'example.org {',
    '    handle_path /framescope/* {',
    '        root * /srv/framescope/dist',
    '        encode zstd gzip',
    ...commonHeaders.map(([name, value]) => `        header ${name} "${value}"`),
    '        @page not path /assets/*',
    `        header @page Cache-Control ${pageCaching}`,
    `        header /assets/* Cache-Control "${assetCaching}"`,
    '        file_server',
    '    }',
    '}',
  ].join('\n');
}

/** What Apache needs, with mod_headers and mod_deflate. */
export function apacheSnippet(): string {
  return [
    'Alias /framescope /srv/framescope/dist',
    '<Directory /srv/framescope/dist>',
    '    Require all granted',
    '    DirectoryIndex index.html',
    '    ErrorDocument 404 /framescope/404.html',
    '    AddType text/javascript .mjs',
    '    AddOutputFilterByType DEFLATE text/html text/css text/javascript application/json image/svg+xml',
    ...commonHeaders.map(([name, value]) => `    Header always set ${name} "${value}"`),
    `    Header set Cache-Control ${pageCaching}`,
    '</Directory>',
    '<Directory /srv/framescope/dist/assets>',
    `    Header set Cache-Control "${assetCaching}"`,
    '</Directory>',
  ].join('\n');
}
