// However a configuration is pasted, the check says of it what it says of the file.

import { expect, test } from 'vitest';
import { corpusPrograms, readCorpus } from '../e2e/configurations/corpus.ts';
import { checkConfiguration, checkUrl } from '../src/decoder/configuration/check.ts';
import { pasteForms } from './paste-forms.ts';

const files = {
  nginx: '/etc/nginx/sites-enabled/default.conf',
  apache: '/etc/apache2/sites-enabled/site.conf',
  haproxy: '/etc/haproxy/haproxy.cfg',
  caddy: '/etc/caddy/Caddyfile',
  lighttpd: '/etc/lighttpd/lighttpd.conf',
  vite: '/app/vite.config.ts',
  webpack: '/app/webpack.config.js',
  'node-proxy': '/app/server.js',
  varnish: '/etc/varnish/default.vcl',
  angular: '/app/proxy.conf.json',
  stunnel: '/etc/stunnel/stunnel.conf',
  hitch: '/etc/hitch/hitch.conf',
  nghttpx: '/etc/nghttpx/nghttpx.conf',
  trafficserver: '/etc/trafficserver/remap.config',
} as const;

/** Every so many texts of the corpus, of those that are recognised and judged. */
const step = 9;

const cases = corpusPrograms.flatMap((program) =>
  readCorpus([program])
    .filter(({ text, urls }) => {
      const verdict = checkUrl(text, urls[0])?.verdict ?? 'cannot judge';
      return verdict !== 'cannot judge' && checkConfiguration(text).kind === program;
    })
    .filter((_, index) => index % step === 0),
);

/** Of these it is not known whether the paste or the file has the strange characters. */
const isOpen: ReadonlySet<string> = new Set(['typographic quotes', 'non-breaking spaces']);

test.each(Object.entries(pasteForms))('%s', (name, form) => {
  const wrong = cases.flatMap(({ program, text, urls, name: of }) => {
    const pasted = form(text, files[program]);
    return urls.flatMap((url) => {
      const expected = checkUrl(text, url)?.verdict;
      const found = checkUrl(pasted, url);
      const isNamed = isOpen.has(name) && found?.outcomes.length === 2;
      return found?.verdict === expected || isNamed ? [] : [`${program}/${of} ${url}: ${found?.reason}`];
    });
  });
  expect(wrong).toEqual([]);
});
