// A page as an HTML document. The head is text that is escaped here; the body is rendered by React, which
// escapes as well.

import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Site } from './address.ts';
import { groups, type Page, relativeTo } from './page.ts';
import { Shell } from './Shell.tsx';

/**
 * What a static page may do: show its style and its pictures. It has no script; checkers that run inside the page may
 * ask for robots.txt.
 */
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The picture of pages without one of their own. */
export const sitePicture = 'pictures/framescope.png';

/** Size of a shared picture, in pixels. */
export const pictureSize = { width: 1200, height: 630 } as const;

/** A text for an attribute or an element. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** JSON that cannot end the element around it. */
function dataBlock(data: object): string {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return `<script type="application/ld+json">${json}</script>`;
}

/** Path of the picture of a page. */
export function picturePath({ picture }: Page): string {
  return picture === null ? sitePicture : `pictures/${picture.id}.png`;
}

function breadcrumb(page: Page, url: string): object {
  const group = page.group === null ? [] : [groups[page.group]];
  const steps = [
    { name: 'Framescope', item: url },
    ...group.map(({ name, index }) => ({ name, item: url + index })),
    { name: page.name, item: url + page.path },
  ];
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, at) => ({ '@type': 'ListItem', position: at + 1, ...step })),
  };
}

function headOf(page: Page, { url }: Site): string {
  const to = (path: string) => relativeTo(page.path, path);
  const meta = (name: string, content: string) => `<meta name="${name}" content="${escapeHtml(content)}">`;
  const graph = (property: string, content: string) =>
    `<meta property="${property}" content="${escapeHtml(content)}">`;
  const picture = picturePath(page);
  const alternative =
    page.picture === null
      ? 'Framescope: see what broke a WebSocket'
      : `${page.picture.heading}: the header bits of the frame`;
  const data = [...page.data, ...(url === null ? [] : [breadcrumb(page, url)])];
  return [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">`,
    meta('viewport', 'width=device-width, initial-scale=1'),
    `<title>${escapeHtml(page.title)}</title>`,
    meta('description', page.description),
    meta('color-scheme', 'light dark'),
    '<meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff">',
    '<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#13181f">',
    ...(url === null ? [] : [`<link rel="canonical" href="${escapeHtml(url + page.path)}">`]),
    `<link rel="icon" href="${to('icon.svg')}" type="image/svg+xml">`,
    `<link rel="stylesheet" href="${to('pages.css')}">`,
    graph('og:type', page.group === null ? 'website' : 'article'),
    graph('og:site_name', 'Framescope'),
    graph('og:title', page.title),
    graph('og:description', page.description),
    ...(url === null ? [] : [graph('og:url', url + page.path)]),
    graph('og:image', url === null ? to(picture) : url + picture),
    graph('og:image:type', 'image/png'),
    graph('og:image:width', String(pictureSize.width)),
    graph('og:image:height', String(pictureSize.height)),
    graph('og:image:alt', alternative),
    meta('twitter:card', 'summary_large_image'),
    meta('twitter:title', page.title),
    meta('twitter:description', page.description),
    meta('twitter:image', url === null ? to(picture) : url + picture),
    ...(data.length === 0 ? [] : [dataBlock({ '@context': 'https://schema.org', '@graph': data })]),
  ].join('\n');
}

/** The whole document. */
export function documentOf(page: Page, site: Site): string {
  const body = renderToStaticMarkup(createElement(Shell, { page }));
  return `<!DOCTYPE html>\n<html lang="en">\n<head>\n${headOf(page, site)}\n</head>\n<body>\n${body}\n</body>\n</html>\n`;
}
