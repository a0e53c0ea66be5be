// A report as one HTML file: no script, no address that is fetched, and a policy that refuses both. It prints on white
// paper with every part open.

import { sha256 } from '@noble/hashes/sha2.js';
import { formatBase64 } from '../../bytes/base64.ts';
import { encodeText } from '../../bytes/utf8.ts';
import { visibleLine, visibleText } from '../../model/visible-text.ts';
import type { Output } from '../output.ts';
import {
  levelWords,
  type Report,
  type ReportCause,
  type ReportFinding,
  type ReportFix,
  type ReportFrame,
} from '../report.ts';

const style = `
:root { color-scheme: light dark; --ink: #16181d; --dim: #555b66; --line: #d5d9e0; --soft: #f4f5f8; --bad: #b3261e; --warn: #8a5a00; --ok: #1b6e3c; --bg: #fff; --link: #1d4fc4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ee; --dim: #a3a9b6; --line: #353a45; --soft: #1c2029; --bad: #ff8a80; --warn: #f2b544; --ok: #6fd08c; --bg: #12151b; --link: #8fb3ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 2rem 1.25rem 3rem; background: var(--bg); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.25rem 0 0.5rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.5rem; padding-top: 0.75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1rem 0 0.25rem; }
p { margin: 0.5rem 0; }
a { color: var(--link); }
.level { font-weight: 600; }
.broken, .error { color: var(--bad); } .warning { color: var(--warn); } .sound { color: var(--ok); } .dim, .note { color: var(--dim); }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.25rem 1rem; margin: 1rem 0; }
dt { color: var(--dim); } dd { margin: 0; font-family: ui-monospace, monospace; font-size: 0.875rem; }
ul { margin: 0.5rem 0; padding-left: 1.25rem; } li { margin: 0.35rem 0; }
pre { margin: 0.5rem 0; padding: 0.6rem 0.75rem; border: 1px solid var(--line); border-radius: 6px; background: var(--soft); font: 0.8125rem/1.45 ui-monospace, monospace; overflow-x: auto; }
.wrong { border-left: 3px solid var(--bad); } .right { border-left: 3px solid var(--ok); }
@media (max-width: 30rem) { dl { grid-template-columns: minmax(0, 1fr); gap: 0; } dt { margin-top: 0.5rem; } }
@page { margin: 15mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --dim: #444; --line: #999; --soft: #fff; --bad: #a00; --warn: #640; --ok: #050; --bg: #fff; --link: #000; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  pre { white-space: pre-wrap; font-size: 8pt; }
  h2, h3 { break-after: avoid; } pre, li { break-inside: avoid; }
}
`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character]);
/** A text of unknown origin as one line. */
const line = (text: string): string => escaped(visibleLine(text));
const block = (text: string, kind = ''): string =>
  `<pre${kind === '' ? '' : ` class="${kind}"`} tabindex="0">${escaped(visibleText(text).replace(/\n+$/, ''))}</pre>`;
const paragraph = (text: string): string => `<p>${line(text)}</p>`;
const list = (items: readonly string[]): string =>
  items.length === 0 ? '' : `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;
const part = (title: string, ...inner: readonly string[]): string => {
  const text = inner.filter((one) => one !== '').join('\n');
  return text === '' ? '' : `<section>\n<h2>${escaped(title)}</h2>\n${text}\n</section>`;
};

function causeHtml(
  { title, id, percent, section, claim, evidence, against, confirm }: ReportCause,
  i: number,
): string {
  const where = section === null ? '' : `, ${line(section)}`;
  const heading = `<h3>${line(title)} <span class="dim">${line(id)}, ${percent} %${where}</span></h3>`;
  if (i > 0) return `${heading}\n${paragraph(claim)}`;
  const facts = evidence.map(({ text, where: place, dump }) => {
    const bytes = place === null ? '' : ` <span class="dim">(${line(place)})</span>`;
    return `${line(text)}${bytes}${dump === null ? '' : block(dump)}`;
  });
  const rest = [against, confirm === null ? null : `To confirm: ${confirm}`].filter((one) => one !== null);
  return [heading, paragraph(claim), list(facts), ...rest.map(paragraph)].join('\n');
}

function frameHtml({ title, picture, fields, dump }: ReportFrame): string {
  const width = Math.max(0, ...fields.map(({ label }) => label.length));
  const rows = fields.map(({ label, text, isWrong }) => {
    const row = escaped(`${label.padEnd(width)}  ${visibleLine(text)}`);
    return isWrong ? `<strong class="error">! ${row}</strong>` : `  ${row}`;
  });
  const drawn = [...picture.map(escaped), ...(picture.length > 0 ? [''] : []), ...rows].join('\n');
  return [
    paragraph(title),
    drawn === '' ? '' : `<pre tabindex="0">${drawn}</pre>`,
    dump === null ? '' : `<p>Payload, unmasked:</p>\n${block(dump)}`,
  ].join('\n');
}

function fixHtml({ stack, title, why, wrong, right, confirm, source }: ReportFix): string {
  return [
    `<h3>${line(stack)}: ${line(title)}</h3>`,
    paragraph(why),
    `<p>Wrong:</p>\n${block(wrong, 'wrong')}`,
    `<p>Right:</p>\n${block(right, 'right')}`,
    `<p>To check that it works:</p>\n${block(confirm)}`,
    `<p>Documentation: <a href="${escaped(source)}">${line(source)}</a></p>`,
  ].join('\n');
}

function body(report: Report): string {
  const { level, headline, summary, facts, causes, findings, moreFindings, link } = report;
  const findingLine = ({ severity, text, where, section }: ReportFinding) =>
    `<strong class="${severity}">${severity}</strong> ${line(text)} <span class="dim">(${line(where)}, ${line(section)})</span>`;
  const more = moreFindings > 0 ? [`and ${moreFindings} more`] : [];
  const others =
    report.otherFixes.length === 0 ? '' : `Framescope also has fixes for ${report.otherFixes.join(', ')}.`;
  const shown =
    link === null
      ? '<p>The bytes are too many for a link: open the capture in Framescope.</p>'
      : `<p><a href="${escaped(link)}">Open these bytes in Framescope</a></p>`;
  return [
    `<header>\n<p class="level ${level}">${levelWords[level]}</p>\n<h1>${line(headline)}</h1>\n${paragraph(summary)}`,
    `<dl>\n${facts.map(({ label, text }) => `<dt>${line(label)}</dt><dd>${line(text)}</dd>`).join('\n')}\n</dl>\n</header>`,
    part('Evidence', ...causes.map(causeHtml)),
    part('Handshake', list(report.handshake.map(line))),
    part('Proxy', list(report.legs.map(line))),
    part('Frame', report.frame === null ? '' : frameHtml(report.frame)),
    part('Rules broken', list([...findings.map(findingLine), ...more])),
    part('Inside the messages', list(report.contentFindings.map(findingLine))),
    part('What programs say of it', list(report.programs.map(line))),
    part('Fix', report.fix === null ? '' : fixHtml(report.fix), others === '' ? '' : paragraph(others)),
    part('Link', shown, list(report.handling.map(line))),
  ]
    .filter((one) => one !== '')
    .join('\n');
}

export const htmlOutput: Output = {
  id: 'html',
  kind: 'report',
  write({ report }) {
    const hash = formatBase64(sha256(encodeText(style)));
    const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${line(report.headline)} - WebSocket report</title>
<style>${style}</style>
</head>
<body>
<main>
${body(report)}
</main>
</body>
</html>
`;
  },
};
