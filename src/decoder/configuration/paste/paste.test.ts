// Pastes of one site in the forms in which people bring it: the places stay those of the paste.

import { describe, expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';
import { joinedLines, joinFiles } from './join-files.ts';
import { readPaste } from './paste.ts';

const site = `server {
    listen 80;
    server_name app.example.com;
    location /ws {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection "upgrade";
    }
}
`;
const url = 'ws://app.example.com/ws';
const indented = (text: string, by: string): string => text.replace(/^(?=.)/gm, by);
const numbered = (form: (number: number) => string, text = site): string =>
  text
    .split('\n')
    .map((line, index) => form(index + 1) + line)
    .join('\n');
const manifest = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n';

const forms: readonly (readonly [name: string, text: string])[] = [
  ['line numbers of cat -n', numbered((number) => `${String(number).padStart(6)}\t`)],
  ['line numbers with a colon', numbered((number) => `${number}: `)],
  ['grep -n', numbered((number) => `/etc/nginx/sites-enabled/app:${number}:`)],
  ['a quote', indented(site, '> ')],
  ['Markdown among prose', `Here is my config:\n\n\`\`\`nginx\n${site}\`\`\`\n\nIt gives 400. Any idea?\n`],
  [
    'a shell session',
    `root@web:~# cat /etc/nginx/sites-enabled/app\n${site}root@web:~# nginx -t\nnginx: configuration file /etc/nginx/nginx.conf test is successful\nroot@web:~#\n`,
  ],
  ['blanks of a web page', site.replaceAll('    ', '\u00a0\u00a0\u00a0\u00a0')],
  ['a ConfigMap', `${manifest}  default.conf: |\n${indented(site, '    ')}---\nkind: Service\n`],
  [
    'a ConfigMap of two files',
    `${manifest}  app.conf: |\n${indented(site, '    ')}  nginx.conf: |\n    events {}\n    http {\n      include /etc/nginx/conf.d/*.conf;\n    }\n`,
  ],
  [
    'a Dockerfile',
    `FROM nginx:1.25\nCOPY <<EOF /etc/nginx/conf.d/app.conf\n${site.replaceAll('$', '\\$')}EOF\nEXPOSE 80\n`,
  ],
  ['a script', `sudo tee /etc/nginx/conf.d/app.conf <<'EOF'\n${site}EOF\nsudo nginx -s reload\n`],
  ['envsubst', site.replace('8080', `\${BACKEND_PORT}`).replace('app.example.com', `\${DOMAIN}`)],
  ['a Jinja value', site.replace('app.example.com', '{{ server_name }}')],
  [
    'lines of a hunk without its head',
    indented(site, ' ')
      .replace(/^ (?= +proxy_(?:http|set))/gm, '+')
      .replace(/^\+/m, '-        proxy_http_version 1.0;\n+'),
  ],
  [
    'several files',
    `# configuration file app.conf:\n${site}\n# configuration file nginx.conf:\nevents {}\nhttp {\n  include /etc/nginx/conf.d/*.conf;\n}\n`,
  ],
];

test.each(forms)('%s', (_, text) => {
  expect(checkUrl(text, url)).toMatchObject({ verdict: 'passes' });
  const [route] = checkConfiguration(text).routes;
  expect(text.slice(route.place.start, route.place.end)).toContain('proxy_pass');
  expect(readPaste(text).text).toHaveLength(text.length);
});

test('a condition of a template leaves its site open', () => {
  const text = site
    .replace('    location', '    {{- if .Values.ws }}\n    location')
    .replace('    }\n}', '    }\n    {{- end }}\n}');
  expect(checkUrl(text, url)).toMatchObject({ verdict: 'cannot judge' });
});

test('a single strange blank may be in the file', () => {
  expect(checkUrl(site.replace('    listen', '\u00a0   listen'), url)).toMatchObject({
    verdict: 'cannot judge',
  });
});

test('the correction of a numbered listing is a file', () => {
  const text = numbered((number) => `${number}: `, site.replace('        proxy_http_version 1.1;\n', ''));
  const { corrected } = checkConfiguration(text);
  expect(corrected).toMatch(/^server \{\n/);
  expect(checkUrl(corrected ?? '', url)).toMatchObject({ verdict: 'passes' });
});

test.each([
  ['HAProxy', 'frontend f\n  bind :80\n  default_backend b\n\nbackend b\n  server s 127.0.0.1:1\n'],
  ['Caddy', 'app.example.com {\n\trespond <<HTML\n\t<p>server</p>\n\tHTML 200\n}\n'],
  ['Apache', '<VirtualHost *:80>\nProxyPass /ws ws://127.0.0.1:1/ws\n</VirtualHost>\n'],
])('a plain file of %s is left alone', (_, text) => {
  expect(readPaste(text)).toMatchObject({ text, hadPrefixes: false, facts: [] });
});

describe('files that are joined', () => {
  test('a line of the joined text is found in its file', () => {
    const text = joinFiles([
      { name: 'nginx.conf', text: 'a\nb' },
      { name: 'conf.d/app.conf', text: 'c\nd\n' },
    ]);
    const lines = text.split('\n');
    const place = joinedLines(text);
    const placeOf = (word: string) => place(lines.indexOf(word) + 1);
    expect(placeOf('b')).toEqual({ file: 'nginx.conf', line: 2 });
    expect(placeOf('c')).toEqual({ file: 'conf.d/app.conf', line: 1 });
    expect(joinedLines('a\nb')(2)).toEqual({ file: null, line: 2 });
  });
});
