// Configurations of other programs are named, with what decides there, and never read as a judged program's.

import { expect, test } from 'vitest';
import { checkConfiguration, checkUrl } from '../check.ts';
import { otherConfiguration, remarkWords } from './other.ts';

interface Case {
  readonly name: string;
  readonly text: string;
  /** Severities of the remarks. */
  readonly remarks: readonly string[];
}

const ingress = (annotations: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: chat\n  annotations:\n${annotations}spec:\n  ingressClassName: nginx\n`;
const annotation = (line: string): string => `    nginx.ingress.kubernetes.io/${line}\n`;

const cases: readonly Case[] = [
  { name: 'Kubernetes ingress', text: ingress(''), remarks: ['note', 'warning'] },
  {
    name: 'Kubernetes ingress',
    text: ingress(annotation('proxy-read-timeout: "3600"')),
    remarks: ['note'],
  },
  {
    name: 'Kubernetes ingress',
    text: ingress(annotation('proxy-read-timeout: 3600')),
    remarks: ['note', 'error'],
  },
  {
    name: 'Kubernetes ingress',
    text: ingress(
      `${annotation('proxy-read-timeout: "3600"')}${annotation('server-snippet: |')}      location /ws {\n        proxy_pass http://a;\n      }\n`,
    ),
    remarks: ['note'],
  },
  {
    name: 'cloudflared configuration',
    text: 'tunnel: a\ningress:\n  - hostname: a.example.com\n    service: http://localhost:80\n  - service: http_status:404\n',
    remarks: ['note'],
  },
  {
    name: 'IIS web.config',
    text: '<configuration><system.webServer><!-- <webSocket enabled="false" /> --></system.webServer></configuration>',
    remarks: [],
  },
  {
    name: 'Next.js configuration',
    text: "module.exports = {\n  async rewrites() {\n    return [{ source: '/ws', destination: 'http://localhost:8000/ws' }];\n  },\n};\n",
    remarks: ['note'],
  },
  {
    name: 'Nuxt configuration',
    text: "export default defineNuxtConfig({ nitro: { devProxy: { '/ws': { target: 'http://a:1', ws: true } } } });\n",
    remarks: [],
  },
  {
    name: 'APISIX route',
    text: 'routes:\n  - uri: /ws/*\n    upstream:\n      nodes:\n        "127.0.0.1:8000": 1\n#END\n',
    remarks: ['error'],
  },
  {
    name: 'Vue CLI configuration',
    text: "module.exports = {\n  lintOnSave: false,\n  devServer: {\n    proxy: { '/api': { target: 'http://localhost:8000', ws: false } },\n  },\n};\n",
    remarks: ['note', 'error'],
  },
  {
    name: 'Terraform configuration',
    text: 'resource "aws_lb" "front" {\n  name = "front"\n}\n',
    remarks: ['warning'],
  },
  {
    name: 'Docker Compose file',
    text: 'services:\n  app:\n    image: example/app\n    environment:\n      VIRTUAL_HOST: app.example.com\n',
    remarks: ['note'],
  },
];

test.each(cases)('$name: $remarks', ({ name, text, remarks }) => {
  const other = otherConfiguration(text);
  expect(other?.name).toBe(name);
  expect(other?.remarks.map(({ severity }) => severity)).toEqual(remarks);
  expect(checkConfiguration(text, 'nginx.conf').kind).toBeNull();
  expect(checkUrl(text, 'ws://a.example.com/ws', 'nginx.conf')).toBeNull();
});

test('the lines of remarks count from the beginning of the whole text', () => {
  const own = ingress(annotation('proxy-read-timeout: 3600'));
  const text = `It fails through this ingress:\n\n${own}`;
  const start = text.length - own.length;
  const other = otherConfiguration(own);
  if (other === null) throw new Error('not recognised');
  const [alone, inText] = [remarkWords(other, own), remarkWords(other, text, start)];
  const linesOf = (words: readonly string[]) =>
    words.flatMap((one) => /^Line (\d+)/.exec(one)?.[1] ?? []).map(Number);
  expect(linesOf(alone).length).toBeGreaterThan(0);
  expect(linesOf(inText)).toEqual(linesOf(alone).map((line) => line + 2));
});

test('vue.config.js is known by its name, where its words are those of webpack', () => {
  const text = "module.exports = { devServer: { proxy: { '/ws': { target: 'http://a:1' } } } };\n";
  expect(checkConfiguration(text, 'app/vue.config.js').recognised).toContain('Vue CLI');
  expect(checkConfiguration(text, 'webpack.config.js').kind).toBe('webpack');
});
