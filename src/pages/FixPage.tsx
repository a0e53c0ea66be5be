// The page of a stack: every fix with the wrong text, the right text, why, and how to see that it works.

import type { Fix, Guide } from '../decoder/guides/guide.ts';
import type { CauseId } from '../decoder/model/cause-id.ts';
import { lineDiff } from '../ui/diagnosis/line-diff.ts';
import { anchorOf, descriptionOf, type Page, pathOf, relativeTo, titleOf } from './page.ts';
import { article, howTo } from './structured-data.ts';

/** The page of a stack. `causeName` gives the title of a cause. */
export function fixPage(guide: Guide, causeName: (id: CauseId) => string): Page {
  const path = pathOf('fix', guide.stack);
  const isCapture = guide.stack === 'capture';
  const heading = isCapture ? 'Mend the capture itself' : `WebSocket fixes for ${guide.name}`;
  const description = descriptionOf(
    `${guide.name}: ${guide.fixes.map(({ title }) => title).join('; ')}.`,
    'Wrong and right text side by side, why, and a command that confirms it.',
  );
  return {
    path,
    group: 'fix',
    title: titleOf(`${heading}: wrong and right configuration`, heading),
    description,
    name: guide.name,
    body: (
      <article>
        <h1>{heading}</h1>
        <p className="lead">{guide.versions}</p>
        {guide.fixes.length > 1 && (
          <nav aria-label="Fixes on this page">
            <ul className="links">
              {guide.fixes.map((fix) => (
                <li key={fix.id}>
                  <a href={`#${anchorOf(fix.id)}`}>{fix.title}</a>
                </li>
              ))}
            </ul>
          </nav>
        )}
        {guide.fixes.map((fix) => (
          <FixSection key={fix.id} fix={fix} path={path} causeName={causeName} />
        ))}
      </article>
    ),
    data: [
      article(heading, description, `${guide.name} and WebSocket`),
      ...guide.fixes.map((fix) =>
        howTo(`${guide.name}: ${fix.title}`, fix.why, [`Write: ${fix.right.text.trim()}`, fix.confirm]),
      ),
    ],
    picture: null,
  };
}

interface FixSectionProps {
  readonly fix: Fix;
  readonly path: string;
  readonly causeName: (id: CauseId) => string;
}

function FixSection({ fix, path, causeName }: FixSectionProps) {
  return (
    <section aria-labelledby={anchorOf(fix.id)}>
      <h2 id={anchorOf(fix.id)}>{fix.title}</h2>
      <p>{fix.why}</p>
      <Change fix={fix} />
      <p className="confirm">
        <strong>To check that it works:</strong> {fix.confirm}
      </p>
      <p>
        Mends:{' '}
        {fix.causes.map((id, at) => (
          <span key={id}>
            {at > 0 && ', '}
            <a href={relativeTo(path, pathOf('cause', id))}>{causeName(id)}</a>
          </span>
        ))}
      </p>
      <p className="quiet">
        {'with' in fix.ran ? `Run by a test with ${fix.ran.with}.` : `Not run by a test: ${fix.ran.notRun}`}{' '}
        <a href={fix.source} rel="noreferrer">
          Documentation
        </a>
      </p>
    </section>
  );
}

const marks = { same: ' ', old: '−', new: '+' } as const;

/** The change as lines: what goes, what comes. */
function Change({ fix }: { fix: Fix }) {
  const lines = lineDiff(fix.wrong.text, fix.right.text);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <pre className="change" tabIndex={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines never change their order
        <span key={index} className={`line line-${line.kind}`}>
          {line.kind === 'old' && <del>{`${marks.old} ${line.text}`}</del>}
          {line.kind === 'new' && <ins>{`${marks.new} ${line.text}`}</ins>}
          {line.kind === 'same' && `${marks.same} ${line.text}`}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
