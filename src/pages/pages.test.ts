// The static pages, as the build writes them: valid, linked, reachable, described, without a script.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importers } from '../decoder/importers/registry.ts';
import { causeIds } from '../decoder/model/cause-id.ts';
import { stackIds } from '../decoder/model/stack-id.ts';
import { explainText } from '../decoder/recognise/explain-text.ts';
import { type BuiltPage, readBuiltPage } from '../testing/built-page.ts';
import { formatWords } from './format-words.ts';
import { frontPath, maxDescription, maxTitle, minDescription } from './page.ts';

const address = 'https://example.org/tools/framescope/';
/** Milliseconds for a build of the pages and for their validation: each takes about 15 s on two busy cores. */
const patience = 180_000;

const out = mkdtempSync(join(tmpdir(), 'framescope-pages-'));
const pages = new Map<string, BuiltPage>();

function build(folder: string, url: string | undefined): void {
  const { FRAMESCOPE_URL: _own, ...env } = process.env;
  const { status, stderr } = spawnSync(
    process.execPath,
    ['node_modules/tsx/dist/cli.mjs', 'src/pages/build.ts', folder],
    { env: url === undefined ? env : { ...env, FRAMESCOPE_URL: url }, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
}

function htmlBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => name.replaceAll('\\', '/'));
}

beforeAll(() => {
  build(out, address);
  for (const path of htmlBelow(out))
    pages.set(path, readBuiltPage(path, readFileSync(join(out, path), 'utf8')));
}, patience);

afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Pages that are part of the reference. */
const listed = (): BuiltPage[] => [...pages.values()].filter(({ path }) => path !== '404.html');

/** The file of a link, from the root; an empty path is the app. */
function targetOf(from: string, link: string): { path: string; anchor: string } {
  const [path, anchor = ''] = link.split('#', 2);
  if (path === '') return { path: from, anchor };
  const target = posix.normalize(posix.join(posix.dirname(from), path));
  return { path: target === '.' || target === './' ? '' : target, anchor };
}

const isExternal = (link: string): boolean => /^https?:\/\//.test(link);

function isThere(path: string): boolean {
  return path === '' || existsSync(join(out, path)) || existsSync(join('public', path));
}

it('there is a page for each cause, stack and format', () => {
  const missing = [
    ...causeIds.map((id) => `cause/${id}.html`),
    ...stackIds.map((id) => `fix/${id}.html`),
    ...importers.filter(({ id }) => id !== 'other-dump').map(({ id }) => `format/${id}.html`),
  ].filter((path) => !pages.has(path));
  expect(missing).toEqual([]);
  const known = new Set(importers.map(({ id }) => id));
  expect(Object.keys(formatWords).filter((id) => !known.has(id))).toEqual([]);
});

it('the error texts that people ask about have pages', () => {
  const wanted = [
    'invalid-frame-header',
    'rsv1-must-be-clear',
    'unexpected-response-code-400',
    'unexpected-server-response-502',
    'mask-must-be-set',
    'xhr-poll-error',
  ];
  expect(wanted.filter((slug) => !pages.has(`error/${slug}.html`))).toEqual([]);
  const page = pages.get('error/invalid-frame-header.html')?.html ?? '';
  expect(page).toContain('Chrome');
  expect(page).toMatch(/\d+ of \d+ public cases/);
  expect(page).toContain('class="frame-bits"');
  expect(page).toContain('href="../#error=Invalid%20frame%20header"');
});

/** The text of an element without other elements in it. */
const textOf = (html: string): string =>
  html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');

/** What an error page prints of its causes, in their order. */
function printedCauses(html: string) {
  const list = /<ol class="ranking">(.*?)<\/ol>/s.exec(html)?.[1] ?? '';
  return [...list.matchAll(/<li><h3>(.*?)<\/li>/gs)].map(([, item]) => {
    const [, cases = '0', of = '0'] = /<span class="count">(\d+) of (\d+)/.exec(item) ?? [];
    const bar = /<rect width="(\d+)" height="2" class="share-bar">/.exec(item)?.[1] ?? '0';
    const title = /<a href="[^"]*">(.*?)<\/a>/.exec(item)?.[1] ?? '';
    return { cases: Number(cases), of: Number(of), bar: Number(bar), title };
  });
}

it('an error page ranks causes as the app does, and says "most often" where its counts show it', () => {
  const wrong: string[] = [];
  let announced = 0;
  for (const { path, html } of pages.values()) {
    if (!path.startsWith('error/')) continue;
    const [first, ...others] = printedCauses(html);
    if (first === undefined) {
      wrong.push(`${path}: no causes`);
      continue;
    }
    const saysMostOften = html.includes('<strong>Most often:</strong>');
    if (saysMostOften) announced++;
    if (saysMostOften !== (first.of >= 3 && others.every(({ cases }) => cases < first.cases)))
      wrong.push(`${path}: most often, ${first.cases} of ${first.of}`);
    const text = textOf(/<h1 class="quoted">(.*?)<\/h1>/s.exec(html)?.[1] ?? '');
    const [inApp] = explainText(text).errors;
    const all = [first, ...others];
    if (all.map(({ title }) => textOf(title)).join() !== inApp?.causes.map(({ title }) => title).join())
      wrong.push(`${path}: order`);
    if (all.some(({ bar }, at) => bar === 0 || (at > 0 && bar > all[at - 1].bar)))
      wrong.push(`${path}: bars`);
  }
  expect(wrong).toEqual([]);
  expect(announced).toBeGreaterThan(20);
});

describe('each page', () => {
  it(
    'is valid HTML',
    async () => {
      const validator = new HtmlValidate({
        extends: ['html-validate:recommended'],
        rules: {
          // React writes void elements with a slash, and attributes without a value with an empty one
          'void-style': 'off',
          'attribute-empty-style': 'off',
          // counts the characters of entities
          'long-title': 'off',
          // code of other programs keeps its blanks
          'no-trailing-whitespace': 'off',
        },
      });
      const faults: string[] = [];
      for (const { path, html } of pages.values()) {
        const { results } = await validator.validateString(html);
        for (const { messages } of results) {
          for (const { line, column, message, ruleId } of messages) {
            faults.push(`${path}:${line}:${column} ${ruleId}: ${message}`);
          }
        }
      }
      expect(faults.slice(0, 20)).toEqual([]);
    },
    patience,
  );

  it('has a title and a description of its own that search engines show whole', () => {
    const wrong = listed().flatMap(({ path, title, meta }) => {
      const description = meta.get('description') ?? '';
      return [
        ...(title.length === 0 || title.length > maxTitle
          ? [`${path}: title of ${title.length}: ${title}`]
          : []),
        ...(description.length < minDescription || description.length > maxDescription
          ? [`${path}: description of ${description.length}: ${description}`]
          : []),
      ];
    });
    expect(wrong).toEqual([]);
    const repeated = (values: readonly string[]) =>
      values.filter((value, at) => values.indexOf(value) !== at);
    expect(repeated(listed().map(({ title }) => title))).toEqual([]);
    expect(repeated(listed().map(({ meta }) => meta.get('description') ?? ''))).toEqual([]);
  });

  it('names its address and a picture that exists', () => {
    const wrong = [...pages.values()].filter(({ path, canonical, meta }) => {
      const image = meta.get('og:image') ?? '';
      return (
        canonical !== address + path ||
        meta.get('og:url') !== address + path ||
        meta.get('twitter:card') !== 'summary_large_image' ||
        !image.startsWith(`${address}pictures/`) ||
        !existsSync(join(out, image.slice(address.length)))
      );
    });
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it('has structured data with the required fields', () => {
    const required: Readonly<Record<string, readonly string[]>> = {
      TechArticle: ['headline', 'description', 'author'],
      FAQPage: ['mainEntity'],
      HowTo: ['name', 'step'],
      ItemList: ['itemListElement'],
      BreadcrumbList: ['itemListElement'],
    };
    const wrong: string[] = [];
    for (const { path, data } of listed()) {
      const [block] = data as { '@context'?: string; '@graph'?: Record<string, unknown>[] }[];
      if (block?.['@context'] !== 'https://schema.org' || !block['@graph']?.length)
        wrong.push(`${path}: no data`);
      for (const one of block?.['@graph'] ?? []) {
        const fields = required[String(one['@type'])];
        if (fields === undefined) wrong.push(`${path}: ${one['@type']}`);
        for (const field of fields ?? []) {
          const value = one[field];
          if (value === undefined || (Array.isArray(value) && value.length === 0))
            wrong.push(`${path}: ${field}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('runs no script and forbids any', () => {
    expect([...pages.values()].filter(({ scriptCount }) => scriptCount > 0).map(({ path }) => path)).toEqual(
      [],
    );
    const open = [...pages.values()].filter(({ html }) => !html.includes("content=\"default-src 'none';"));
    expect(open.map(({ path }) => path)).toEqual([]);
  });
});

describe('links', () => {
  it('lead to pages, files and anchors that exist, by relative addresses', () => {
    const wrong: string[] = [];
    for (const { path, links } of listed()) {
      for (const link of links.filter((one) => !isExternal(one))) {
        const { path: target, anchor } = targetOf(path, link);
        if (link.startsWith('/')) wrong.push(`${path}: ${link} is not relative`);
        else if (!isThere(target)) wrong.push(`${path}: ${link} leads nowhere`);
        else if (target !== '' && anchor !== '' && !pages.get(target)?.ids.has(anchor)) {
          wrong.push(`${path}: ${link} has no anchor`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it('lead out of the site over https, but for two programs without it', () => {
    const plain = listed().flatMap(({ links }) => links.filter((link) => link.startsWith('http://')));
    expect([...new Set(plain)].sort()).toEqual([
      'http://socketo.me/docs/deploy',
      'http://www.dest-unreach.org/socat/doc/socat.html',
    ]);
  });

  it('reach every page from the front page', () => {
    const reached = new Set([frontPath]);
    const waiting = [frontPath];
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      for (const link of pages.get(path)?.links ?? []) {
        const { path: target } = isExternal(link) ? { path: '' } : targetOf(path, link);
        if (pages.has(target) && !reached.has(target)) {
          reached.add(target);
          waiting.push(target);
        }
      }
    }
    expect(listed().filter(({ path }) => !reached.has(path))).toEqual([]);
  });

  it('open recorded captures by the names that the app knows', () => {
    const byCause = JSON.parse(readFileSync('public/samples/by-cause.json', 'utf8'));
    const byStatus = JSON.parse(readFileSync('public/samples/by-status.json', 'utf8'));
    const names = listed().flatMap(({ links }) =>
      links.flatMap((link) => /#sample=(.+)$/.exec(link)?.[1] ?? []),
    );
    expect(names.length).toBeGreaterThan(30);
    const isKnown = (name: string) =>
      Object.hasOwn(byCause, name) || Object.hasOwn(byStatus, name.replace('status-', ''));
    expect(names.filter((name) => !isKnown(name))).toEqual([]);
  });

  it('of the page for missing addresses do not depend on where it is shown', () => {
    const { links } = pages.get('404.html') as BuiltPage;
    expect(links).toContain('/tools/framescope/reference.html');
  });
});

describe('for robots', () => {
  it('the sitemap lists every page by its absolute address', () => {
    const sitemap = readFileSync(join(out, 'sitemap.xml'), 'utf8');
    const found = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, loc]) => loc);
    expect(found.sort()).toEqual([address, ...listed().map(({ path }) => address + path)].sort());
    expect(readFileSync(join(out, 'robots.txt'), 'utf8')).toContain(`Sitemap: ${address}sitemap.xml`);
  });
});
