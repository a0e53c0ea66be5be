// Runs the configuration check or the handshake check on a part of a text, as on the page.

import { checkConfiguration, checkUrl } from '../decoder/configuration/check.ts';
import { headlineOfConfiguration } from '../decoder/configuration/headline.ts';
import { type JoinedLine, joinedLines } from '../decoder/configuration/paste/join-files.ts';
import type { Asker } from '../decoder/configuration/program.ts';
import type { ConfigurationReport, UrlReport } from '../decoder/configuration/report.ts';
import { type CheckedHandshake, checkHandshake } from '../decoder/handshake-check/check.ts';
import { headlineOfHandshake } from '../decoder/handshake-check/headline.ts';
import type { CheckHeadline } from '../decoder/model/check-headline.ts';
import { lineNumber } from '../decoder/model/words.ts';
import { isJudged } from '../decoder/recognise/judged-programs.ts';
import { type Part, textOfPart } from '../decoder/recognise/recognition.ts';
import type { Check } from './results.ts';

/** A part of a text, and what a check says of it. */
export interface CheckedPart {
  readonly kind: Check['kind'];
  readonly name: string;
  /** Where a line of the part is; its first line is 1. */
  readonly place: (line: number) => JoinedLine;
  readonly headline: CheckHeadline;
  /** `null` for a handshake or a URL. */
  readonly configuration: ConfigurationReport | null;
  /** What becomes of the URL that was asked for; `null` without one, and where none is followed. */
  readonly urlReport: UrlReport | null;
  /** `null` for a configuration. */
  readonly handshake: CheckedHandshake | null;
}

/** A text with the name of its file. `url` is followed through it, unless it is `null`. */
interface Asked {
  readonly text: string;
  readonly name: string;
  readonly url: string | null;
  /** The client that opens the URL, as far as it is known. */
  readonly asker?: Asker;
}

/** What the checks say of a part; `null` for a part that they do not judge. */
export function checkedPart({ text, name, url }: Asked, part: Part): CheckedPart | null {
  const first = lineNumber(text, part.start);
  const locate = joinedLines(text);
  const place = (line: number) => locate(first + line - 1);
  const own = textOfPart(text, part);
  if (part.kind === 'configuration' && isJudged(part.name)) {
    return checkedConfiguration({ text: own, name, url }, part.name, place);
  }
  if (part.kind !== 'handshake' && part.kind !== 'url') return null;
  return checkedHandshake(own, { kind: part.kind, name: part.name }, place);
}

/** What the configuration check says of a text that is one configuration. */
export function checkedConfiguration(
  { text, name, url, asker }: Asked,
  title: string,
  place: CheckedPart['place'],
): CheckedPart {
  const configuration = checkConfiguration(text, name);
  const urlReport = url === null ? null : checkUrl(text, url, name, undefined, asker);
  return {
    kind: 'configuration',
    name: title,
    place,
    headline: headlineOfConfiguration(configuration, urlReport),
    configuration,
    urlReport,
    handshake: null,
  };
}

/** What the handshake check says of a text that is one handshake, or a URL. */
export function checkedHandshake(
  text: string,
  { kind, name }: Pick<CheckedPart, 'kind' | 'name'>,
  place: CheckedPart['place'],
): CheckedPart {
  const handshake = checkHandshake(text);
  const headline = headlineOfHandshake(handshake);
  return { kind, name, place, headline, configuration: null, urlReport: null, handshake };
}
