// The page of a way to capture.

import {
  type CaptureGuide,
  captureHas,
  commandFor,
  handToFramescope,
  schemeWords,
} from '../decoder/guides/capture/capture-guide.ts';
import { CodeBlock } from './Markdown.tsx';
import { descriptionOf, type Page, pathOf, relativeTo, titleOf } from './page.ts';
import { article, howTo } from './structured-data.ts';

/** The name of a guide, with what the person has. */
export function captureName(guide: CaptureGuide): string {
  const has = captureHas[guide.has];
  return guide.has === 'any' || guide.title.includes(has) ? guide.title : `${guide.title} (${has})`;
}

/** The page of a way to capture. */
export function capturePage(guide: CaptureGuide): Page {
  const path = pathOf('capture', guide.id);
  const name = captureName(guide);
  const has = captureHas[guide.has];
  const description = descriptionOf(
    `Capture ${schemeWords[guide.plainOrTls]} traffic: ${name}.`,
    guide.steps[0].text,
    'Every command to copy, then open the result in Framescope.',
    `For: ${has}.`,
  );
  return {
    path,
    group: 'capture',
    title: titleOf(`Capture a WebSocket with ${name}`, `WebSocket capture: ${name}`, name),
    description,
    name,
    body: (
      <article>
        <h1>Capture a WebSocket: {name}</h1>
        <p className="lead">
          For {schemeWords[guide.plainOrTls]}, with what you have: {has}. Start before you connect, so that
          the handshake is in it.
        </p>
        <Steps guide={guide} path={path} />
        <div className="actions">
          <a className="button primary" href={relativeTo(path, '')}>
            Open the decoder
          </a>
        </div>
        <p className="quiet">
          {'with' in guide.ran ? `Run by a test: ${guide.ran.with}.` : guide.ran.notRun}{' '}
          <a href={guide.source} rel="noreferrer">
            Documentation of the program
          </a>
        </p>
      </article>
    ),
    data: [
      article(`Capture a WebSocket: ${name}`, description, 'WebSocket capture'),
      howTo(`Capture a WebSocket: ${name}`, description, [
        ...guide.steps.map(({ text, command }) => (command === undefined ? text : `${text} ${command}`)),
        ...[handToFramescope(guide)].filter(Boolean),
      ]),
    ],
    picture: null,
  };
}

/** The steps of a guide, with its files. */
export function Steps({ guide, path }: { guide: CaptureGuide; path: string }) {
  const handOver = handToFramescope(guide);
  return (
    <>
      <ol className="steps">
        {guide.steps.map(({ text, command }) => (
          <li key={text}>
            <p>{text}</p>
            {command !== undefined && <CodeBlock text={command} />}
          </li>
        ))}
        {handOver !== '' && (
          <li>
            <p>{handOver} Or in a terminal:</p>
            <CodeBlock text={commandFor(guide) ?? ''} />
          </li>
        )}
      </ol>
      {guide.files && (
        <p>
          {guide.files.map((file) => (
            <a key={file} href={relativeTo(path, file)} download>
              Download {file.split('/').at(-1)}
            </a>
          ))}
        </p>
      )}
    </>
  );
}
