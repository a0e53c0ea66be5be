import { existsSync, readdirSync, readFileSync } from 'node:fs';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { lexer, type Token, type Tokens } from 'marked';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import directives from './src/cli/serve/security-policy.json' with { type: 'json' };
import { guides } from './src/decoder/guides/registry.ts';
import type { Block, CausePages, Inline } from './src/ui/diagnosis/markdown.ts';

/** What the built page may do: run its own script, style itself, ask its own origin. Nothing else. */
const policy = directives.join('; ');

/** Puts the policy into the built page. The dev server injects inline scripts, so it goes without. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}

function inlines(tokens: Token[] | undefined): Inline[] {
  return (tokens ?? []).flatMap((token): Inline[] => {
    switch (token.type) {
      case 'strong':
      case 'em':
        return [{ k: token.type === 'strong' ? 'b' : 'i', c: inlines((token as Tokens.Strong).tokens) }];
      case 'codespan':
        return [{ k: 'code', text: (token as Tokens.Codespan).text }];
      case 'link':
        return [{ k: 'a', href: (token as Tokens.Link).href, c: inlines((token as Tokens.Link).tokens) }];
      case 'br':
        return [' '];
      case 'text': {
        const text = token as Tokens.Text;
        return text.tokens ? inlines(text.tokens) : [plain(text.text)];
      }
      case 'escape':
        return [plain((token as Tokens.Escape).text)];
      default:
        return [plain(token.raw)];
    }
  });
}

/** Text for a text node: entities that the lexer left are written out. */
function plain(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

function blocks(tokens: Token[]): Block[] {
  return tokens.flatMap((token): Block[] => {
    switch (token.type) {
      case 'heading':
        return [{ k: 'h', d: (token as Tokens.Heading).depth, c: inlines((token as Tokens.Heading).tokens) }];
      case 'paragraph':
      case 'text':
        return [{ k: 'p', c: inlines((token as Tokens.Paragraph).tokens ?? [token]) }];
      case 'code':
        return [{ k: 'pre', text: (token as Tokens.Code).text }];
      case 'blockquote':
        return [{ k: 'quote', c: blocks((token as Tokens.Blockquote).tokens) }];
      case 'hr':
        return [{ k: 'hr' }];
      case 'list': {
        const list = token as Tokens.List;
        return [{ k: 'list', ordered: list.ordered, items: list.items.map((item) => blocks(item.tokens)) }];
      }
      case 'table': {
        const table = token as Tokens.Table;
        const row = (cells: Tokens.TableCell[]) => cells.map((cell) => inlines(cell.tokens));
        return [{ k: 'table', head: row(table.header), rows: table.rows.map(row) }];
      }
      default:
        return [];
    }
  });
}

/** The list of samples, read when the page is built, so that the empty screen needs no second look. */
function samples(): Plugin {
  const id = 'virtual:samples';
  const read = (name: string, empty: string): string => {
    const file = `public/samples/${name}.json`;
    return existsSync(file) ? readFileSync(file, 'utf8') : empty;
  };
  return {
    name: 'samples',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      return `export const samples = ${read('samples', '[]')};\nexport const samplesByCause = ${read('by-cause', '{}')};`;
    },
  };
}

/** `docs/causes/*.md` as token trees, to be rendered without HTML strings. */
function causePages(): CausePages {
  const folder = 'docs/causes';
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.md')) : [];
  const pages: CausePages = {};
  for (const name of names.sort()) {
    pages[name.slice(0, -3)] = blocks(lexer(readFileSync(`${folder}/${name}`, 'utf8')));
  }
  return pages;
}

/**
 * Text that no script needs: a JSON file beside the scripts, fetched when the page is idle. `virtual:NAME` exports its address
 * as `url`.
 */
function jsonFile(name: string, make: () => unknown): Plugin {
  const id = `virtual:${name}`;
  const served = `/@${name}.json`;
  let serving = false;
  return {
    name: `json-${name}`,
    configResolved: (config) => {
      serving = config.command === 'serve';
    },
    configureServer: (server) => {
      server.middlewares.use(served, (_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(make()));
      });
    },
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load(source) {
      if (source !== `\0${id}`) return null;
      if (serving) return `export const url = ${JSON.stringify(served)};`;
      const reference = this.emitFile({
        type: 'asset',
        name: `${name}.json`,
        source: JSON.stringify(make()),
      });
      return `export const url = import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}

export default defineConfig({
  plugins: [
    react(),
    tailwind(),
    samples(),
    jsonFile('cause-pages', causePages),
    jsonFile('guides', () => Object.values(guides)),
    contentSecurityPolicy(),
  ],
  worker: { format: 'es' },
  build: {
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { pluginTimings: false } },
  },
  // generous: a busy machine must not fail a law that tries every byte
  test: { include: ['{src,e2e,bench}/**/*.test.{ts,tsx}'], testTimeout: 30_000 },
});
