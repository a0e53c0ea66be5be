// The parts of a report in Markdown, shared by the report and the texts of issues.

import { code, fenced, plain } from './markdown-text.ts';
import {
  levelWords,
  type Report,
  type ReportCause,
  type ReportFinding,
  type ReportFix,
  type ReportFrame,
} from './report.ts';

/** Parts of Markdown with a blank line between them; empty ones left out. */
export function joined(parts: readonly (string | null)[]): string {
  return `${parts.filter((part) => part !== null && part !== '').join('\n\n')}\n`;
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

/** The verdict in bold and its summary. */
export function verdictPart({ level, headline, summary }: Report): string {
  return joined([`**${levelWords[level]}: ${plain(headline)}**`, plain(summary)]).trimEnd();
}

/** The input and the ends, a line each. */
export function factsPart({ facts }: Report): string {
  return list(facts.map(({ label, text }) => `${label}: ${code(text)}`));
}

/** A cause with its evidence. */
export function causePart(cause: ReportCause, isFirst: boolean): string {
  const { title, id, percent, claim, evidence, against, confirm, section } = cause;
  const where = section === null ? '' : `, ${plain(section)}`;
  const heading = `**${plain(title)}** (${code(id)}, ${percent} %${where})`;
  if (!isFirst) return `${heading}: ${plain(claim)}`;
  const facts = evidence.map((one) => {
    const place = one.where === null ? '' : ` (${plain(one.where)})`;
    const dump = one.dump === null ? '' : `\n\n${indented(fenced(one.dump))}\n`;
    return `- ${plain(one.text)}${place}${dump}`;
  });
  return joined([
    heading,
    plain(claim),
    facts.join('\n'),
    against === null ? null : plain(against),
    confirm === null ? null : `To confirm: ${plain(confirm)}`,
  ]).trimEnd();
}

/** A block inside an item of a list. */
const indented = (text: string): string => text.replace(/^/gm, '  ');

/** The header of a frame drawn in ASCII, with its fields. */
export function framePart({ title, picture, fields, dump }: ReportFrame): string {
  const width = Math.max(0, ...fields.map(({ label }) => label.length));
  const lines = fields.map(
    ({ label, text, isWrong }) => `${isWrong ? '!' : ' '} ${label.padEnd(width)}  ${text}`,
  );
  const block = [...picture, ...(picture.length > 0 ? [''] : []), ...lines].join('\n');
  return joined([
    `**${plain(title)}**`,
    block === '' ? null : fenced(block),
    dump === null ? null : `Payload, unmasked:\n\n${fenced(dump)}`,
  ]).trimEnd();
}

const findingLine = ({ severity, text, where, section }: ReportFinding): string =>
  `${severity}: ${plain(text)} (${plain(where)}, ${plain(section)})`;

/** The rules that the bytes break. */
export function findingsPart({ findings, moreFindings }: Report): string | null {
  if (findings.length === 0) return null;
  return list([...findings.map(findingLine), ...(moreFindings > 0 ? [`and ${moreFindings} more`] : [])]);
}

/** What is wrong inside messages whose frames are sound. */
export function contentsPart({ contentFindings }: Report): string | null {
  return contentFindings.length === 0 ? null : list(contentFindings.map(findingLine));
}

/** Lines of a list, or `null` without any. */
export function linesPart(lines: readonly string[]): string | null {
  return lines.length === 0 ? null : list(lines.map(plain));
}

/** A fix as wrong and right text. */
export function fixPart({ stack, title, why, language, wrong, right, confirm, source }: ReportFix): string {
  return joined([
    `**${plain(stack)}: ${plain(title)}**`,
    plain(why),
    `Wrong:\n\n${fenced(wrong, language)}`,
    `Right:\n\n${fenced(right, language)}`,
    `To check that it works:\n\n${fenced(confirm)}`,
    `Documentation: <${source}>`,
  ]).trimEnd();
}

/** The link to the same bytes, and what was left out. */
export function linkPart({ link, handling }: Report): string {
  const shown =
    link === null
      ? 'The bytes are too many for a link: open the capture in Framescope.'
      : `[Open these bytes](${link})`;
  return joined([shown, linesPart(handling)]).trimEnd();
}
