// The page of an error text: what it means, who says it, the bits that give it, its causes, and the capture
// that decides.

import { factsOfText, fixesOfExplanation } from '../decoder/error-texts/case-facts.ts';
import { kindOf } from '../decoder/error-texts/kinds.ts';
import { sampleOfError } from '../decoder/error-texts/sample-of.ts';
import type { CaptureGuide } from '../decoder/guides/capture/capture-guide.ts';
import { chooseFixes } from '../decoder/guides/choose.ts';
import { guides } from '../decoder/guides/registry.ts';
import type { ErrorCause, ErrorPattern, ErrorText } from '../decoder/recognise/errors.ts';
import { Steps } from './CapturePage.tsx';
import { type ErrorEntry, isMostFrequent } from './error-list.ts';
import { FrameBits } from './FrameBits.tsx';
import { errorLink, sampleLink, samplesByCause, samplesByStatus } from './links.ts';
import {
  anchorOf,
  descriptionOf,
  fitted,
  maxTitle,
  type Page,
  type Picture,
  pathOf,
  relativeTo,
  slugOf,
  titleOf,
} from './page.ts';
import { article, questions } from './structured-data.ts';

/** Fixes that are named for the first cause. */
const maxFixes = 8;
const maxFixesOfStack = 2;

/** What a title keeps of a long text, in characters: a status is at its beginning, what is missing at its end. */
const headLength = 42;
const tailLength = 22;

function shortened(text: string): string {
  return text.length <= maxTitle ? text : `${fitted(text, headLength)}${text.slice(-tailLength)}`;
}

/** How often a cause was found, in words; empty where nothing was counted. */
function countOf({ counted }: ErrorCause): string {
  return counted === null || counted.of === 0 ? '' : `${counted.cases} of ${counted.of} public cases`;
}

/** How the first cause is announced: the counts have to show that it is the most frequent. */
const announced = (causes: readonly ErrorCause[]): string =>
  isMostFrequent(causes) ? 'Most often' : 'Likely';

const roleOf = ({ role }: ErrorText): string => (role === null ? 'client or server' : role);

/** The page of an error text. */
export function errorPage(entry: ErrorEntry, captures: readonly CaptureGuide[]): Page {
  const { text, speakers, means, slug } = entry;
  const [first] = speakers;
  const [cause] = first.causes;
  const path = pathOf('error', slug);
  const program = first.implementation === 'any' ? 'WebSocket' : first.implementation;
  const found = countOf(cause);
  const description = descriptionOf(
    `“${shortened(text)}” (${program}): ${lowerFirst(cause.title)}${found === '' ? '' : ` in ${found}`}.`,
    means,
    'Who says it, the bits that give it, its causes and the fix.',
  );
  const capture = captures.find(({ id }) => id === first.capture);
  return {
    path,
    group: 'error',
    title: titleOf(
      `${text}: WebSocket error, cause and fix`,
      `${text} (${program}): cause and fix`,
      `${text}: cause and fix`,
      shortened(text),
    ),
    description,
    name: text,
    body: <Body entry={entry} path={path} capture={capture} />,
    data: [
      article(`“${text}”: causes and fix`, description, 'WebSocket error message'),
      questions([
        { question: `What does “${text}” mean?`, answer: means },
        {
          question: `What causes “${text}”?`,
          answer: first.causes.map((one) => `${one.title}. ${one.how}`).join(' '),
        },
        { question: `How do I find the cause of “${text}”?`, answer: cause.check },
      ]),
    ],
    picture: pictureOf(entry),
  };
}

/** Texts of one kind with the same bits and the same first cause share a picture: it shows what they mean. */
function pictureOf({ speakers, means }: ErrorEntry): Picture {
  const [first] = speakers;
  const pattern = first.patterns[0];
  return {
    id: ['error', first.kind, slugOf(pattern?.bytes ?? ''), first.causes[0].explanation]
      .filter(Boolean)
      .join('-'),
    heading: kindOf(first.text)?.means.split(/(?<=\.) /)[0] ?? means,
    label: 'WebSocket error: what it means, and the fix',
    bits: pattern?.bits ?? null,
    wrong: [],
    caption: `${announced(first.causes)}: ${lowerFirst(first.causes[0].title)}`,
  };
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text[0].toLowerCase() + text.slice(1) : text;
}

interface BodyProps {
  readonly entry: ErrorEntry;
  readonly path: string;
  readonly capture: CaptureGuide | undefined;
}

function Body({ entry, path, capture }: BodyProps) {
  const { text, speakers, means } = entry;
  const [first] = speakers;
  const [cause] = first.causes;
  const sample = sampleOfError(cause, first.variables, {
    byCause: samplesByCause,
    byStatus: samplesByStatus,
  });
  const to = (target: string) => relativeTo(path, target);
  return (
    <article>
      <h1 className="quoted">{text}</h1>
      <p className="lead">{means}</p>
      <p className="answer">
        <strong>{announced(first.causes)}:</strong> {cause.title}
        {countOf(cause) !== '' && <span className="quiet"> ({countOf(cause)})</span>}.{' '}
        <a href="#causes">All causes, ranked</a>
      </p>
      <div className="actions">
        <a className="button primary" href={to('') + errorLink(text)}>
          Explain it with my log lines
        </a>
        {sample && (
          <a className="button" href={to('') + sampleLink(sample.name)}>
            Open a recorded capture
          </a>
        )}
      </div>
      <WhoSays speakers={speakers} />
      <Patterns patterns={first.patterns} />
      <section aria-labelledby="causes">
        <h2 id="causes">What it comes from</h2>
        <ol className="ranking">
          {first.causes.map((one) => (
            <CauseItem key={one.explanation} cause={one} path={path} />
          ))}
        </ol>
        <p className="quiet">
          {first.causes.some((one) => countOf(one) !== '')
            ? 'The order weighs public reports in which the cause was found, counted beside each, with what this text says of the bytes. A text alone is never certain.'
            : 'Not counted: the order follows from what this text rules out. A text alone is never certain.'}
        </p>
      </section>
      {capture && (
        <section aria-labelledby="capture">
          <h2 id="capture">The capture that decides</h2>
          <p>
            The text leaves several causes open; the bytes do not. The shortest way to them:{' '}
            <a href={to(pathOf('capture', capture.id))}>{capture.title}</a>.
          </p>
          <Steps guide={capture} path={path} />
        </section>
      )}
      <Fixes cause={cause} error={first} path={path} />
    </article>
  );
}

function WhoSays({ speakers }: { speakers: readonly ErrorText[] }) {
  const named = speakers.filter(({ implementation }) => implementation !== 'any');
  if (named.length === 0) return null;
  return (
    <section aria-labelledby="who">
      <h2 id="who">Who says it</h2>
      <div className="scroll">
        <table className="stacked">
          <thead>
            <tr>
              <th scope="col">Program</th>
              <th scope="col">As</th>
              <th scope="col">Version</th>
              <th scope="col">Where you see it</th>
            </tr>
          </thead>
          <tbody>
            {named.map((one) => (
              <tr key={one.implementation}>
                <th scope="row">{one.implementation}</th>
                <td data-label="As">{roleOf(one)}</td>
                <td data-label="Version">{one.version ?? 'not known'}</td>
                <td data-label="Where you see it">{one.shown ?? 'not known'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Patterns({ patterns }: { patterns: readonly ErrorPattern[] }) {
  if (patterns.length === 0) return null;
  return (
    <section aria-labelledby="bits">
      <h2 id="bits">The header bits that give it</h2>
      <p>The first two bytes of the frame. A dot may be 0 or 1.</p>
      {patterns.map(({ rules, title, bits, bytes, when }) => (
        <figure key={rules.join(' ')} className="bits">
          <FrameBits bits={bits} label={`${title}: bytes ${bytes}`} />
          <figcaption>
            <strong>{title}</strong>
            {/[0-9a-f]/.test(bytes) && (
              <>
                {' '}
                <code>{bytes}</code>
              </>
            )}
            {when !== '' && <>: {when}</>}
          </figcaption>
        </figure>
      ))}
    </section>
  );
}

function CauseItem({ cause, path }: { cause: ErrorCause; path: string }) {
  const { title, how, check, share, cases } = cause;
  return (
    <li>
      <h3>
        <a href={relativeTo(path, pathOf('cause', cause.cause))}>{title}</a>
        {countOf(cause) !== '' && <span className="count">{countOf(cause)}</span>}
      </h3>
      <svg className="share" viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="2" className="share-ground" />
        <rect width={Math.max(1, Math.round(share * 100))} height="2" className="share-bar" />
      </svg>
      <p>{how}</p>
      <p>
        <strong>To find out:</strong> {check}
      </p>
      {cases.length > 0 && (
        <p className="quiet">
          Found in{' '}
          {cases.map(({ url, software }, at) => (
            <span key={url}>
              {at > 0 && ', '}
              <a href={url} rel="noreferrer">
                {software}
              </a>
            </span>
          ))}
        </p>
      )}
    </li>
  );
}

interface FixesProps {
  readonly cause: ErrorCause;
  readonly error: ErrorText;
  readonly path: string;
}

/** The changes for the first cause. */
function Fixes({ cause, error: { variables, stacks }, path }: FixesProps) {
  const facts = factsOfText(cause, variables, stacks);
  if (facts === null) return null;
  const first = fixesOfExplanation(cause.explanation);
  const found = chooseFixes(Object.values(guides), cause.cause, [...stacks, ...cause.stacks], facts, first);
  const links = found
    .flatMap(({ stack, name, fixes }) => fixes.slice(0, maxFixesOfStack).map((fix) => ({ stack, name, fix })))
    .slice(0, maxFixes);
  if (links.length === 0) return null;
  return (
    <section aria-labelledby="fix">
      <h2 id="fix">The fix for the first cause</h2>
      <p>If it is “{cause.title}”, these are the changes, stack by stack.</p>
      <ul className="links">
        {links.map(({ stack, name, fix }) => (
          <li key={`${stack}/${fix.id}`}>
            <a href={`${relativeTo(path, pathOf('fix', stack))}#${anchorOf(fix.id)}`}>
              {name}: {fix.title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
