// What stands around the content of every static page.

import { Logo } from '../ui/shared/Icon.tsx';
import { frontPath, type GroupId, groups, type Page, relativeTo } from './page.ts';

const entries = Object.entries(groups) as [GroupId, (typeof groups)[GroupId]][];

/** Header, breadcrumb, content and footer. */
export function Shell({ page }: { readonly page: Page }) {
  const to = (path: string) => relativeTo(page.path, path);
  const group = page.group === null ? null : groups[page.group];
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="site">
        <a className="brand" href={to('')}>
          <Logo size={22} />
          Framescope
        </a>
        <nav aria-label="Groups of pages">
          {entries.map(([id, { index, name }]) => (
            <a
              key={id}
              href={to(index)}
              aria-current={page.path === index ? 'page' : page.group === id ? 'true' : undefined}
            >
              {name}
            </a>
          ))}
        </nav>
        <a className="button small" href={to('')}>
          Open the decoder
        </a>
      </header>
      <main id="content">
        {page.path !== frontPath && (
          <nav className="crumbs" aria-label="Breadcrumb">
            <a href={to(frontPath)}>Reference</a>
            {group && (
              <>
                {' / '}
                <a href={to(group.index)}>{group.name}</a>
              </>
            )}
          </nav>
        )}
        {page.body}
      </main>
      <footer className="site">
        <p>
          <a href={to('')}>Framescope</a> decodes WebSocket connections in your browser. Nothing is uploaded.
        </p>
        <p>
          <a href={to(frontPath)}>All pages</a>
        </p>
      </footer>
    </>
  );
}
