// Writes the static pages into a built folder: tsx src/pages/build.ts dist

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { siteOf } from './address.ts';
import { documentOf, picturePath, sitePicture } from './document.ts';
import { headersFile } from './hosting.ts';
import type { Page, Picture } from './page.ts';
import { renderPictures } from './picture.ts';
import { notFound, readPages } from './site.tsx';

/** Styles of the pages, in their order. The first two are those of the app. */
const styles = ['src/ui/styles/colours.css', 'src/ui/styles/fields.css', 'src/pages/pages.css'];

const ofSite: Picture = {
  id: 'framescope',
  heading: 'See what broke your WebSocket, bit by bit',
  label: 'Bits, cause, fix',
  // “HT” of HTTP/1.1, read as a header
  bits: [0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0],
  wrong: ['fin', 'rsv'],
  caption: '“HTTP/1.1 502” inside an open WebSocket, as a client reads it',
};

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** The list of addresses for search engines (https://www.sitemaps.org): it needs absolute ones. */
export function sitemapOf(pages: readonly Page[], url: string): string {
  const addresses = ['', ...pages.map(({ path }) => path)].map(
    (path) => `<url><loc>${escapeXml(url + path)}</loc></url>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${addresses.join('\n')}\n</urlset>\n`;
}

/** The rules for robots. A sitemap line is absolute too. */
export function robotsOf(url: string | null): string {
  return `User-agent: *\nAllow: /\n${url === null ? '' : `Sitemap: ${url}sitemap.xml\n`}`;
}

async function build(out: string): Promise<void> {
  const site = siteOf(process.env.FRAMESCOPE_URL);
  const write = (path: string, content: string | Buffer) => {
    const file = join(out, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  const pages = readPages();
  const missing = notFound(site.url === null ? '/' : new URL(site.url).pathname);
  for (const page of pages) write(page.path, documentOf(page, site));
  write(missing.path, documentOf(missing, site));
  write('pages.css', styles.map((path) => readFileSync(path, 'utf8')).join('\n'));
  write('robots.txt', robotsOf(site.url));
  write('_headers', headersFile());
  if (site.url !== null) write('sitemap.xml', sitemapOf(pages, site.url));
  const pictures = new Map([[sitePicture, ofSite]]);
  for (const page of pages) if (page.picture !== null) pictures.set(picturePath(page), page.picture);
  await renderPictures([...pictures], write);
  console.log(`${pages.length} static pages, ${pictures.size} pictures`);
}

const [out] = process.argv.slice(2);
if (out === undefined) throw new Error('Expected the folder of the built page, found no argument.');
await build(out);
