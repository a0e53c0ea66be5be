// A cause page as elements of a static page.
// The trees come from the build and never change: positions are stable keys.
// biome-ignore-all lint/suspicious/noArrayIndexKey: see above

import type { ReactNode } from 'react';
import type { Block, Inline } from '../ui/diagnosis/markdown.ts';
import { slugOf } from './page.ts';

/** The text of inline content, without its marks. */
export function plainText(parts: readonly Inline[]): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : part.k === 'code' ? part.text : plainText(part.c)))
    .join('')
    .replace(/\s+/g, ' ');
}

interface InlinesProps {
  readonly parts: readonly Inline[];
  /** The address of the page about a quoted text; `null`: there is none. */
  readonly linkOf: (code: string) => string | null;
}

/** Inline content. A quoted text that has a page of its own links to it. */
export function Inlines({ parts, linkOf }: InlinesProps): ReactNode {
  return parts.map((part, index) => {
    if (typeof part === 'string') return part;
    switch (part.k) {
      case 'b':
        return (
          <strong key={index}>
            <Inlines parts={part.c} linkOf={linkOf} />
          </strong>
        );
      case 'i':
        return (
          <em key={index}>
            <Inlines parts={part.c} linkOf={linkOf} />
          </em>
        );
      case 'code': {
        const link = linkOf(part.text);
        const code = <code key={index}>{part.text}</code>;
        return link === null ? (
          code
        ) : (
          <a key={index} href={link}>
            {code}
          </a>
        );
      }
      case 'a':
        return part.href.startsWith('https://') ? (
          <a key={index} href={part.href} rel="noreferrer">
            <Inlines parts={part.c} linkOf={linkOf} />
          </a>
        ) : (
          <Inlines key={index} parts={part.c} linkOf={linkOf} />
        );
      default:
        return null;
    }
  });
}

interface BlocksProps {
  readonly blocks: readonly Block[];
  readonly linkOf: InlinesProps['linkOf'];
}

/** Blocks of a page. */
export function Blocks({ blocks, linkOf }: BlocksProps): ReactNode {
  return blocks.map((block, index) => <BlockView key={index} block={block} linkOf={linkOf} />);
}

function BlockView({ block, linkOf }: { block: Block; linkOf: InlinesProps['linkOf'] }) {
  switch (block.k) {
    case 'h': {
      const Heading = block.d <= 2 ? 'h2' : 'h3';
      return (
        <Heading id={slugOf(plainText(block.c))}>
          <Inlines parts={block.c} linkOf={linkOf} />
        </Heading>
      );
    }
    case 'p':
      return (
        <p>
          <Inlines parts={block.c} linkOf={linkOf} />
        </p>
      );
    case 'pre':
      return <CodeBlock text={block.text} />;
    case 'quote':
      return (
        <blockquote>
          <Blocks blocks={block.c} linkOf={linkOf} />
        </blockquote>
      );
    case 'hr':
      return <hr />;
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List>
          {block.items.map((item, at) => (
            <li key={at}>
              <Item blocks={item} linkOf={linkOf} />
            </li>
          ))}
        </List>
      );
    }
    case 'table':
      return <Table block={block} linkOf={linkOf} />;
  }
}

/** An item of one paragraph is shown without a paragraph of its own. */
function Item({ blocks, linkOf }: BlocksProps) {
  const [first] = blocks;
  return blocks.length === 1 && first.k === 'p' ? (
    <Inlines parts={first.c} linkOf={linkOf} />
  ) : (
    <Blocks blocks={blocks} linkOf={linkOf} />
  );
}

function Table({ block, linkOf }: { block: Extract<Block, { k: 'table' }>; linkOf: InlinesProps['linkOf'] }) {
  return (
    <div className="scroll">
      <table>
        <thead>
          <tr>
            {block.head.map((cell, index) => (
              <th key={index} scope="col">
                <Inlines parts={cell} linkOf={linkOf} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {block.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at}>
                  <Inlines parts={cell} linkOf={linkOf} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Code that scrolls sideways. The keyboard reaches it. */
export function CodeBlock({ text }: { readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <pre tabIndex={0}>
      <code>{text.replace(/\n+$/, '')}</code>
    </pre>
  );
}
