// The page of a cause: what it is, the bits that show it, why it happens and how to fix it.

import { parseHex } from '../decoder/bytes/hex.ts';
import type { Cause } from '../decoder/diagnosis/cause.ts';
import { fixesForCause } from '../decoder/guides/registry.ts';
import type { CauseId } from '../decoder/model/cause-id.ts';
import type { HeaderBitField } from '../decoder/model/header-bits.ts';
import type { Block } from '../ui/diagnosis/markdown.ts';
import { rfcUrl } from '../ui/shared/RfcLink.tsx';
import { FrameBits } from './FrameBits.tsx';
import { bitsOf, headerOfExample } from './frame-header.ts';
import { bytesLink, causeLink, sampleLink, samplesByCause } from './links.ts';
import { Blocks, plainText } from './Markdown.tsx';
import { anchorOf, descriptionOf, type Page, pathOf, relativeTo, slugOf, titleOf } from './page.ts';
import { article, howTo } from './structured-data.ts';

/** A cause with the tree of its page. */
export interface CauseSource {
  readonly cause: Cause;
  readonly blocks: readonly Block[];
}

/** Causes whose bytes are not read as a frame by anybody: a header is not drawn for them. */
const withoutFrame: ReadonlySet<CauseId> = new Set([
  'upgrade-refused',
  'proxy-stripped-upgrade',
  'proxy-http-1.0',
  'handshake-header-missing',
  'handshake-accept-mismatch',
  'handshake-negotiation',
  'http2-handshake',
  'proxy-protocol-header',
  'plaintext-on-tls-port',
]);

/** Longest example that a link opens in the app, in bytes. */
const maxLinked = 256;

interface Example {
  readonly all: Uint8Array;
  readonly header: Uint8Array;
  readonly wrong: readonly HeaderBitField['id'][];
  readonly sender: 'client' | 'server' | null;
}

/** The bytes of the first example of a page, `null` where no frame is in it. */
function exampleOf({ cause, blocks }: CauseSource): Example | null {
  if (cause.group === 'tls' || withoutFrame.has(cause.id)) return null;
  const block = blocks.find((one) => one.k === 'pre');
  if (block === undefined || block.k !== 'pre') return null;
  const all = parseHex(block.text.replace(/#.*$/gm, ''));
  if (all === null || all.length < 2) return null;
  const { bytes: header, wrong } = headerOfExample(all);
  const sender = /# client\b/.test(block.text) ? 'client' : 'server';
  return { all, header, wrong, sender: cause.id === 'encrypted' ? null : sender };
}

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');

/** Blocks by the heading of level 2 before them; the first is the summary. */
function sectionsOf(blocks: readonly Block[]): { title: string; blocks: Block[] }[] {
  const sections: { title: string; blocks: Block[] }[] = [{ title: '', blocks: [] }];
  for (const block of blocks) {
    if (block.k === 'h' && block.d === 1) continue;
    if (block.k === 'h' && block.d === 2) sections.push({ title: plainText(block.c), blocks: [] });
    else sections[sections.length - 1].blocks.push(block);
  }
  return sections;
}

const isText = (block: Block): block is Extract<Block, { k: 'p' }> => block.k === 'p';

const textOf = (blocks: readonly Block[]): string =>
  blocks
    .filter(isText)
    .map((block) => plainText(block.c))
    .join(' ');

/** The summary of a cause in one sentence. */
export function summaryOf(source: CauseSource): string {
  return textOf(sectionsOf(source.blocks)[0].blocks);
}

/** The title of a cause page. */
export function headingOf({ cause, blocks }: CauseSource): string {
  const [first] = blocks;
  return first?.k === 'h' ? plainText(first.c) : cause.title;
}

/** The page of a cause. `errorPath` finds the page of an error text. */
export function causePage(source: CauseSource, errorPath: (text: string) => string | null): Page {
  const { cause } = source;
  const heading = headingOf(source);
  const path = pathOf('cause', cause.id);
  const sections = sectionsOf(source.blocks);
  const meaning = textOf(sections.find(({ title }) => title === 'What it means')?.blocks ?? []);
  const description = descriptionOf(
    summaryOf(source),
    ...meaning.split(/(?<=\.) /),
    'With the bytes and the fix.',
  );
  const example = exampleOf(source);
  const steps = fixesForCause(cause.id, cause.stacks)
    .slice(0, maxSteps)
    .map(({ guide, fix }) => `${guide.name}: ${fix.title}. ${fix.why}`);
  return {
    path,
    group: 'cause',
    title: titleOf(`${heading}: WebSocket cause and fix`, `${heading} (WebSocket)`, heading),
    description,
    name: heading,
    body: <Body source={source} path={path} example={example} errorPath={errorPath} />,
    data: [
      article(heading, description, 'WebSocket (RFC 6455)'),
      ...(steps.length === 0 ? [] : [howTo(`Fix: ${heading}`, description, steps)]),
    ],
    picture: {
      id: `cause-${cause.id}`,
      heading,
      label: 'WebSocket: cause and fix',
      bits: example === null ? null : bitsOf(example.header),
      wrong: example?.wrong ?? [],
      caption: example === null ? summaryOf(source) : `first bytes ${hexOf(example.header)}`,
    },
  };
}

/** Fixes that the data for search engines names. */
const maxSteps = 6;

interface BodyProps {
  readonly source: CauseSource;
  readonly path: string;
  readonly example: Example | null;
  readonly errorPath: (text: string) => string | null;
}

function Body({ source, path, example, errorPath }: BodyProps) {
  const { cause } = source;
  const [summary, ...sections] = sectionsOf(source.blocks);
  const linkOf = (code: string) => {
    const to = errorPath(code);
    return to === null ? null : relativeTo(path, to);
  };
  return (
    <article>
      <h1>{headingOf(source)}</h1>
      <div className="lead">
        <Blocks blocks={summary.blocks} linkOf={linkOf} />
      </div>
      <Actions cause={cause} path={path} example={example} />
      {example !== null && <ExampleBits example={example} />}
      {sections.map((section) => (
        <section key={section.title} aria-labelledby={slugOf(section.title)}>
          <h2 id={slugOf(section.title)}>{section.title}</h2>
          <Blocks blocks={section.blocks} linkOf={linkOf} />
          {section.title === 'How to fix it' && <FixLinks cause={cause} path={path} />}
        </section>
      ))}
      {cause.section !== null && rfcUrl(cause.section) !== null && (
        <p className="quiet">
          The rule: <a href={rfcUrl(cause.section) ?? ''}>{cause.section}</a>
        </p>
      )}
    </article>
  );
}

/** What the reader can do at once: open the recorded capture, the example, or the app. */
function Actions({ cause, path, example }: { cause: Cause; path: string; example: Example | null }) {
  const sample = samplesByCause[cause.id];
  const app = relativeTo(path, '');
  return (
    <div className="actions">
      {sample && (
        <a className="button primary" href={app + sampleLink(cause.id)}>
          Open a recorded capture
        </a>
      )}
      {example !== null && example.all.length <= maxLinked && (
        <a
          className={sample ? 'button' : 'button primary'}
          href={app + bytesLink(hexOf(example.all).replaceAll(' ', ''), example.sender)}
        >
          Decode the example
        </a>
      )}
      <a className="button" href={app + causeLink(cause.id)}>
        Read this in the app
      </a>
      {sample && <p className="quiet">{sample.hint}</p>}
    </div>
  );
}

function ExampleBits({ example }: { example: Example }) {
  const hex = hexOf(example.header);
  return (
    <figure className="bits">
      <FrameBits
        bits={bitsOf(example.header)}
        wrong={example.wrong}
        label={`The bytes ${hex} as the header of a frame`}
      />
      <figcaption>
        The bytes <code>{hex}</code> of the example below, as a reader of frames takes them.
        {example.wrong.length > 0 && ' Framed in red: what breaks a rule by itself.'}
      </figcaption>
    </figure>
  );
}

/** The fix guides that mend the cause, those of typical stacks first. */
function FixLinks({ cause, path }: { cause: Cause; path: string }) {
  const fixes = fixesForCause(cause.id, cause.stacks);
  if (fixes.length === 0) return null;
  return (
    <>
      <h3 id="changes-by-stack">The change for your stack</h3>
      <ul className="links">
        {fixes.map(({ guide, fix }) => (
          <li key={`${guide.stack}/${fix.id}`}>
            <a href={`${relativeTo(path, pathOf('fix', guide.stack))}#${anchorOf(fix.id)}`}>
              {guide.name}: {fix.title}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
