// Reads one element of an XML document: child elements, attributes, text. Supports the XML that exports of
// proxies use: no namespaces, only the five predefined entities and numeric ones.

/** A child element. */
export interface XmlChild {
  /** The start tag after the name. */
  readonly attributes: string;
  /** The content as written, markup included. */
  readonly inner: string;
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return named[name] ?? whole;
    const code =
      name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** The first child `name` of `xml`, or `null`. A truncated child reaches to the end. */
export function childOf(xml: string, name: string): XmlChild | null {
  return childrenOf(xml, name, 1)[0] ?? null;
}

/** The children `name` of `xml`, at most `limit`. */
export function childrenOf(xml: string, name: string, limit = 10_000): XmlChild[] {
  const found: XmlChild[] = [];
  // CDATA sections: tags inside are text.
  const tag = new RegExp(
    `<!\\[CDATA\\[[\\s\\S]*?(?:\\]\\]>|$)|<${name}(?=[\\s/>])((?:"[^"]{0,8192}"|'[^']{0,8192}'|[^>"'])*)>`,
    'g',
  );
  const end = new RegExp(`<!\\[CDATA\\[[\\s\\S]*?(?:\\]\\]>|$)|</${name}\\s*>`, 'g');
  for (let match = tag.exec(xml); match && found.length < limit; match = tag.exec(xml)) {
    if (match[1] === undefined) continue;
    const from = tag.lastIndex;
    if (match[1].endsWith('/')) {
      found.push({ attributes: match[1].slice(0, -1), inner: '' });
      continue;
    }
    end.lastIndex = from;
    let close = end.exec(xml);
    while (close?.[0].startsWith('<!')) close = end.exec(xml);
    found.push({ attributes: match[1], inner: xml.slice(from, close?.index ?? xml.length) });
    if (!close) break;
    tag.lastIndex = end.lastIndex;
  }
  return found;
}

/** The text of an element: CDATA as it is, entities decoded elsewhere. */
export function textOf(inner: string): string {
  let text = '';
  let at = 0;
  const cdata = /<!\[CDATA\[([\s\S]*?)(?:\]\]>|$)/g;
  for (let match = cdata.exec(inner); match; match = cdata.exec(inner)) {
    text += decodeEntities(inner.slice(at, match.index)) + match[1];
    at = cdata.lastIndex;
    if (match[0] === '') break;
  }
  return text + decodeEntities(inner.slice(at));
}

/** The text of the first child `name`, or ''. */
export function childText(xml: string, name: string): string {
  return textOf(childOf(xml, name)?.inner ?? '').trim();
}

/** The value of an attribute, or ''. */
export function attributeOf(attributes: string, name: string): string {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return decodeEntities(match?.[1] ?? match?.[2] ?? '');
}
