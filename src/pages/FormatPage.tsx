// The page of an input format: what it is, how to get one, and where to drop it.

import { captureGuides } from '../decoder/guides/capture/guides.ts';
import type { Importer } from '../decoder/model/importer.ts';
import { captureName } from './CapturePage.tsx';
import type { FormatWords } from './format-words.ts';
import { CodeBlock } from './Markdown.tsx';
import { descriptionOf, type Page, pathOf, relativeTo, titleOf } from './page.ts';
import { article, howTo } from './structured-data.ts';

/** A name as it begins a heading. */
export const capitalised = (name: string): string => name[0].toUpperCase() + name.slice(1);

/** The page of a format. */
export function formatPage({ id, name, text }: Importer, words: FormatWords): Page {
  const path = pathOf('format', id);
  const heading = capitalised(name);
  const description = descriptionOf(
    `${heading}: how to get one and decode its WebSocket frames.`,
    words.how,
    words.what,
  );
  const drop = text ? 'Paste it into the decoder, or drop the file' : 'Drop the file into the decoder';
  return {
    path,
    group: 'format',
    title: titleOf(
      `${heading}: decode WebSocket frames from it`,
      `${heading}: decode WebSocket frames`,
      heading,
    ),
    description,
    name: heading,
    body: (
      <article>
        <h1>{heading}</h1>
        <p className="lead">{words.what}</p>
        {words.example !== undefined && <CodeBlock text={words.example} />}
        <section aria-labelledby="get">
          <h2 id="get">How to get one</h2>
          <p>{words.how}</p>
          {words.command !== undefined && <CodeBlock text={words.command} />}
          <GuideLinks ids={words.guides ?? []} path={path} />
        </section>
        <section aria-labelledby="open">
          <h2 id="open">How to open it</h2>
          <p>
            {drop}. The format is recognised by its content, whatever the file is called; nothing is uploaded.
            In a terminal, <code>inspect</code> reads the same.
          </p>
          <div className="actions">
            <a className="button primary" href={relativeTo(path, '')}>
              Open the decoder
            </a>
          </div>
        </section>
      </article>
    ),
    data: [
      article(`${heading}: decode WebSocket frames from it`, description, 'WebSocket capture format'),
      howTo(`Decode WebSocket frames from: ${name}`, description, [words.how, `${drop}.`]),
    ],
    picture: null,
  };
}

function GuideLinks({ ids, path }: { ids: readonly string[]; path: string }) {
  const guides = captureGuides.filter((guide) => ids.includes(guide.id));
  if (guides.length === 0) return null;
  return (
    <ul className="links">
      {guides.map((guide) => (
        <li key={guide.id}>
          <a href={relativeTo(path, pathOf('capture', guide.id))}>Step by step: {captureName(guide)}</a>
        </li>
      ))}
    </ul>
  );
}
