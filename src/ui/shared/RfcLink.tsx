/** The address of a section named as `RFC 6455 5.2`, or `null` for other names. */
export function rfcUrl(section: string): string | null {
  const match = /RFC\s*(\d+)(?:\s*(?:section|§)?\s*([\d.]+[a-z]?))?/i.exec(section);
  if (!match) return null;
  const place = match[2] ? `#section-${match[2].replace(/\.$/, '')}` : '';
  return `https://www.rfc-editor.org/rfc/rfc${match[1]}${place}`;
}

/** A section of an RFC, as a link where there is one. */
export function RfcLink({ section }: { section: string }) {
  const url = rfcUrl(section);
  const words = section.replace(/(RFC\s*\d+)\s+([\d.]+)/i, '$1 §$2');
  if (!url) return <span className="text-dim">{words}</span>;
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className="inline-flex min-h-6 items-center whitespace-nowrap"
    >
      {words}
    </a>
  );
}
