import { hasPages } from 'virtual:pages';
import { useActions } from '../app-context.ts';
import { Icon } from '../shared/Icon.tsx';
import { HowToCapture } from './HowToCapture.tsx';
import { RecentInputs } from './RecentInputs.tsx';

const tools = [
  {
    route: 'check/configuration',
    title: 'Check a proxy configuration',
    text: 'nginx, Apache and HAProxy settings that break the upgrade, with the line and the change.',
  },
  {
    route: 'check/handshake',
    title: 'Check a handshake',
    text: 'Paste a request, an answer, curl output or a URL: every header judged, Accept recomputed.',
  },
];

/** The static pages that lie beside the app. */
const references = [
  { path: 'errors.html', title: 'Error texts explained' },
  { path: 'causes.html', title: 'Causes' },
  { path: 'fixes.html', title: 'Fixes by stack' },
  { path: 'formats.html', title: 'Input formats' },
  { path: 'captures.html', title: 'Capturing' },
];

/** Below the samples: how to capture, the checks that need no bytes, and the reference. */
export function LowerPart() {
  return (
    <>
      <RecentInputs />
      <Tools />
      {hasPages && (
        <nav
          aria-label="Reference"
          className="mt-10 flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line pt-3 text-dim"
        >
          <a href="reference.html" className="inline-flex min-h-6 items-center">
            Reference
          </a>
          {references.map(({ path, title }) => (
            <a key={path} href={path} className="inline-flex min-h-6 items-center">
              {title}
            </a>
          ))}
        </nav>
      )}
    </>
  );
}

function Tools() {
  const { showDialog } = useActions();
  return (
    <div className="mt-8 grid grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-8 md:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
      <section aria-label="How to get a capture">
        <h2 className="heading mb-2.5">How to get a capture</h2>
        <HowToCapture />
      </section>
      <section aria-label="Other tools">
        <h2 className="heading mb-2.5">No bytes yet?</h2>
        <div className="grid gap-2">
          {tools.map((tool) => (
            <a
              key={tool.route}
              href={`#/${tool.route}`}
              className="group rounded-lg border border-line bg-panel p-3 text-ink no-underline hover:border-edge"
            >
              <span className="flex items-center gap-2 font-semibold">
                <span className="flex-1">{tool.title}</span>
                <span className="text-faint group-hover:text-accent">
                  <Icon name="right" />
                </span>
              </span>
              <span className="mt-0.5 block text-dim">{tool.text}</span>
            </a>
          ))}
          <button
            type="button"
            onClick={() => showDialog('build')}
            className="group rounded-lg border border-line bg-panel p-3 text-left text-ink hover:border-edge"
          >
            <span className="flex items-center gap-2 font-semibold">
              <span className="flex-1">Build a frame</span>
              <span className="text-faint group-hover:text-accent">
                <Icon name="right" />
              </span>
            </span>
            <span className="mt-0.5 block text-dim">
              Choose its fields, right or wrong: its bytes, and what a receiver makes of them.
            </span>
          </button>
        </div>
      </section>
    </div>
  );
}
