// The trees come from the build and never change: positions are stable keys.
// biome-ignore-all lint/suspicious/noArrayIndexKey: see above

import type { ReactNode } from 'react';
import type { Block, Inline } from './markdown.ts';

function inline(parts: readonly Inline[]): ReactNode {
  return parts.map((part, index) => <InlineView key={index} part={part} />);
}

function InlineView({ part }: { part: Inline }) {
  if (typeof part === 'string') return part;
  switch (part.k) {
    case 'b':
      return <strong>{inline(part.c)}</strong>;
    case 'i':
      return <em>{inline(part.c)}</em>;
    case 'code':
      return <code className="rounded bg-raised px-1 break-words">{part.text}</code>;
    case 'a':
      if (!part.href.startsWith('https://')) return <>{inline(part.c)}</>;
      return (
        <a href={part.href} target="_blank" rel="noreferrer">
          {inline(part.c)}
        </a>
      );
  }
}

/** A markdown page as elements. */
export function MarkdownBlocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div className="grid gap-2.5 text-base leading-relaxed">
      {blocks.map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { block: Block }) {
  switch (block.k) {
    case 'h':
      return block.d <= 2 ? (
        <h3 className="mt-3 text-[15px] font-semibold">{inline(block.c)}</h3>
      ) : (
        <h4 className="mt-2 font-semibold">{inline(block.c)}</h4>
      );
    case 'p':
      return <p className="break-words">{inline(block.c)}</p>;
    case 'pre':
      return (
        <pre
          tabIndex={0}
          role="group"
          aria-label="Code"
          className="overflow-x-auto rounded-md border border-line bg-raised p-3 font-mono leading-[1.55]"
        >
          {block.text}
        </pre>
      );
    case 'quote':
      return (
        <blockquote className="border-l-3 border-edge pl-3 text-dim">
          <MarkdownBlocks blocks={block.c} />
        </blockquote>
      );
    case 'hr':
      return <hr className="border-line" />;
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List className={`grid gap-1 pl-5 ${block.ordered ? 'list-decimal' : 'list-disc'}`}>
          {block.items.map((item, index) => (
            <li key={index}>
              {item.map((inner, at) => (
                <BlockView key={at} block={inner} />
              ))}
            </li>
          ))}
        </List>
      );
    }
    case 'table':
      return (
        <div className="overflow-x-auto">
          <table className="w-full border-collapse text-sm">
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  <th key={index} scope="col" className="border-b border-edge py-1 pr-3 text-left">
                    {inline(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, index) => (
                <tr key={index} className="align-top">
                  {row.map((cell, at) => (
                    <td key={at} className="border-b border-line py-1 pr-3">
                      {inline(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
}
