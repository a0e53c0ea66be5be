// All pages of the site, made of the modules that the app uses.

import { causes } from '../decoder/diagnosis/causes/registry.ts';
import { type CaptureGuide, captureHas } from '../decoder/guides/capture/capture-guide.ts';
import { captureGuides } from '../decoder/guides/capture/guides.ts';
import { guides } from '../decoder/guides/registry.ts';
import { importers } from '../decoder/importers/registry.ts';
import type { CauseId } from '../decoder/model/cause-id.ts';
import { capturePage } from './CapturePage.tsx';
import { type CauseSource, causePage, headingOf, summaryOf } from './CausePage.tsx';
import { errorPage } from './ErrorPage.tsx';
import { type ErrorEntry, readErrorTexts } from './error-list.ts';
import { fixPage } from './FixPage.tsx';
import { formatPage } from './FormatPage.tsx';
import { formatWords } from './format-words.ts';
import { type Entry, frontPage, indexPage, missingPage } from './IndexPages.tsx';
import { readCausePages } from './markdown.ts';
import { type GroupId, type Page, pathOf, slugOf } from './page.ts';

/** Error texts that the front page names. */
const maxFirst = 12;

/** The heading of each phase of a connection under which its error texts are listed. */
const phases = {
  frames: 'While frames were read',
  handshake: 'While the connection was opened',
  end: 'When the connection ended',
} as const;

function capitalisedGroup(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}

function causeEntries(errorPath: (text: string) => string | null): Entry[] {
  const trees = readCausePages();
  return causes
    .map((cause): CauseSource => ({ cause, blocks: trees[cause.id] ?? [] }))
    .map((source) => ({
      page: causePage(source, errorPath),
      words: summaryOf(source),
      heading: capitalisedGroup(source.cause.group),
    }));
}

function errorEntries(errors: readonly ErrorEntry[]): Entry[] {
  return errors
    .map((entry) => ({ entry, phase: phases[entry.speakers[0].phase ?? 'frames'] }))
    .map(({ entry, phase }) => ({
      page: errorPage(entry, captureGuides),
      words: speakerWords(entry),
      heading: phase,
    }));
}

/** Programs that are named beside an error text in a list. */
const maxNamed = 3;

function speakerWords({ speakers }: ErrorEntry): string {
  const names = [...new Set(speakers.map(({ implementation }) => implementation))].filter(
    (name) => name !== 'any',
  );
  const rest = names.length - maxNamed;
  return names.slice(0, maxNamed).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function fixEntries(): Entry[] {
  const trees = readCausePages();
  const names = new Map<CauseId, string>(
    causes.map((cause) => [cause.id, headingOf({ cause, blocks: trees[cause.id] ?? [] })]),
  );
  return Object.values(guides).map((guide) => ({
    page: fixPage(guide, (id) => names.get(id) ?? id),
    words: guide.fixes.map(({ title }) => title).join('; '),
    heading: 'Programs and platforms',
  }));
}

function formatEntries(): Entry[] {
  return importers.flatMap((importer) => {
    const words = formatWords[importer.id];
    if (words === undefined) return [];
    return [
      {
        page: formatPage(importer, words),
        words: words.what,
        heading: importer.text ? 'Text, to paste or to drop' : 'Files',
      },
    ];
  });
}

function captureEntries(): Entry[] {
  return captureGuides.map((guide: CaptureGuide) => ({
    page: capturePage(guide),
    words: guide.steps[0].text,
    heading: captureHas[guide.has],
  }));
}

/** Finds the page of an error text by its words; a text with another heading or none has the same page. */
function errorPaths(errors: readonly ErrorEntry[]): (text: string) => string | null {
  const slugs = new Set(errors.map(({ slug }) => slug));
  return (text) => {
    const slug = slugOf(text.replace(/^[A-Z][\w ]+: /, ''));
    const whole = slugOf(text);
    const found = [whole, slug].find((one) => slugs.has(one));
    return found === undefined ? null : pathOf('error', found);
  };
}

/** Every page but the one for addresses without a page. */
export function readPages(): Page[] {
  const errors = readErrorTexts();
  const entries: Readonly<Record<GroupId, Entry[]>> = {
    cause: causeEntries(errorPaths(errors)),
    error: errorEntries(errors),
    fix: fixEntries(),
    format: formatEntries(),
    capture: captureEntries(),
  };
  const groups = Object.keys(entries) as GroupId[];
  const counts = Object.fromEntries(groups.map((id) => [id, entries[id].length])) as Record<GroupId, number>;
  const first = entries.error.map(({ page }) => page).filter((page) => asked.has(page.name));
  return [
    frontPage(counts, first.slice(0, maxFirst)),
    ...groups.map((id) => indexPage(id, entries[id])),
    ...groups.flatMap((id) => entries[id].map(({ page }) => page)),
  ];
}

/** Texts that the public cases and the everyday questions quote most often. */
const asked: ReadonlySet<string> = new Set([
  'Invalid frame header',
  'RSV1 must be clear',
  'MASK must be set',
  'Unexpected response code: 400',
  'Unexpected response code: 403',
  'Unexpected response code: 404',
  'Unexpected response code: 502',
  'Unexpected server response: 200',
  'Connection closed before receiving a handshake response',
  'A server must not mask any frames that it sends to the client.',
  'Could not decode a text frame as UTF-8.',
  'xhr poll error',
  'websocket: close 1006 (abnormal closure): unexpected EOF',
]);

/** The page for addresses without a page. Its links do not depend on the address at which a host shows it. */
export function notFound(root: string): Page {
  return missingPage(
    <>
      <h1>There is no page at this address</h1>
      <p className="lead">
        It may have moved. <a href={`${root}reference.html`}>The reference</a> lists every error text, cause
        and fix; <a href={root}>the decoder</a> reads what you paste.
      </p>
    </>,
  );
}
