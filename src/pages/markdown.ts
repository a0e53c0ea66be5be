// Markdown as token trees: the build makes the cause pages of them, for the app and for the static pages,
// without HTML strings.

import { readdirSync, readFileSync } from 'node:fs';
import { lexer, type Token, type Tokens } from 'marked';
import type { Block, CausePages, Inline } from '../ui/diagnosis/markdown.ts';

/** The folder of the cause pages, from the project's folder. */
const causeFolder = 'docs/causes';

/** `docs/causes/*.md` as token trees, to be rendered without HTML strings. */
export function readCausePages(): CausePages {
  const names = readdirSync(causeFolder).filter((name) => name.endsWith('.md'));
  return Object.fromEntries(
    names
      .sort()
      .map((name) => [name.slice(0, -3), blocks(lexer(readFileSync(`${causeFolder}/${name}`, 'utf8')))]),
  );
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

/** Tokens as blocks. */
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
