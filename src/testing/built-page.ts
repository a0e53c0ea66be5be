// A page of the built folder, as far as tests look at it.

/** What a test needs to know of a page. */
export interface BuiltPage {
  readonly path: string;
  readonly html: string;
  readonly title: string;
  /** Content by name or property of each meta element. */
  readonly meta: ReadonlyMap<string, string>;
  readonly canonical: string | null;
  /** `href` and `src` of each element. */
  readonly links: readonly string[];
  readonly ids: ReadonlySet<string>;
  /** The parsed blocks of structured data. */
  readonly data: readonly unknown[];
  /** Script elements other than blocks of data. */
  readonly scriptCount: number;
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

const plain = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => entities[entity]);

const all = (html: string, pattern: RegExp): string[] =>
  [...html.matchAll(pattern)].map((found) => plain(found[1]));

/** Reads what the build wrote; its markup is our own, so patterns are enough. */
export function readBuiltPage(path: string, html: string): BuiltPage {
  const metas = [...html.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)"/g)];
  const scripts = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)];
  const isData = (attributes: string) => attributes.includes('type="application/ld+json"');
  return {
    path,
    html,
    title: all(html, /<title>([^<]*)<\/title>/g)[0] ?? '',
    meta: new Map(metas.map(([, name, content]) => [name, plain(content)])),
    canonical: all(html, /<link rel="canonical" href="([^"]+)"/g)[0] ?? null,
    links: all(html, /<(?:a|img|link)\b[^>]*?\b(?:href|src)="([^"]*)"/g),
    ids: new Set(all(html, /\bid="([^"]+)"/g)),
    data: scripts.filter(([, attributes]) => isData(attributes)).map(([, , json]) => JSON.parse(json)),
    scriptCount: scripts.filter(([, attributes]) => !isData(attributes)).length,
  };
}
