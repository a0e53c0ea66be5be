// Which programs print an error text: those whose reader is simulated, and those whose words alone are known.

import { causesOfMessage } from '../implementations/messages.ts';
import { implementations } from '../implementations/registry.ts';
import type { ViolationName } from '../model/violation.ts';
import { applicationPrograms } from './application-programs.ts';
import { frameworkPrograms } from './framework-programs.ts';
import { jsonPrograms } from './json-texts.ts';
import { morePrograms } from './more-programs.ts';
import { namedPrograms } from './named-programs.ts';
import { otherPrograms } from './other-programs.ts';
import { withoutOtherWorlds } from './other-worlds.ts';

/** A program that prints a text. */
export interface Speaker {
  /** `ws 8`; `any` for codes that every program uses. */
  readonly implementation: string;
  /** The exact version that was run or read, or a range; `null`: not known. */
  readonly version: string | null;
  /** `null` when both roles print it, or when it is not known. */
  readonly role: 'client' | 'server' | null;
  /** Where a person meets the text; `null`: not known. */
  readonly shown: string | null;
  /** As it stands in the paste. */
  readonly text: string;
  /** What the strict reader calls it. */
  readonly violations: readonly ViolationName[];
  /** What is known of the text in this program; `null`: nothing beside its kind. */
  readonly note: string | null;
}

/** Chrome and websocket-driver put "Error during WebSocket handshake" between these words; Safari does not. */
const isOfSafari = /failed: Unexpected response code/;
const likeSafari = /^(?:Chrome|websocket-driver|Ruby websocket-driver)/;

/** The programs that print a text, the longest match first. Empty for words that no known program prints. */
export function speakersOf(whole: string): Speaker[] {
  const text = withoutOtherWorlds(whole);
  const simulated = causesOfMessage(text)
    .filter(({ implementation }) => !isOfSafari.test(text) || !likeSafari.test(implementation))
    .map((cause): Speaker => {
      const known = implementations.find(({ name }) => name === cause.implementation);
      const { implementation, role, violations } = cause;
      // The kind of the text says more than the part of the handshake.
      const note = /^Handshake refused: [\w-]+\.$/.test(cause.note) ? null : cause.note;
      return {
        implementation,
        role,
        violations,
        note,
        text: cause.text,
        version: known?.version ?? null,
        shown: known?.shown ?? null,
      };
    });
  const others = [
    ...frameworkPrograms,
    ...applicationPrograms,
    ...morePrograms,
    ...otherPrograms,
    ...namedPrograms,
    ...jsonPrograms,
  ].flatMap(({ pattern, ...program }): Speaker[] => {
    const match = pattern.exec(text);
    if (match === null || simulated.some((one) => sameProgram(one.implementation, program.implementation)))
      return [];
    return [{ ...program, text: match[0], violations: [], note: null }];
  });
  const unique = others.filter(
    (one, index) => others.findIndex(({ implementation }) => implementation === one.implementation) === index,
  );
  const named = simulated.filter(({ implementation }) => implementation !== 'any');
  const own = named.filter((one) => !unique.some((other) => isPhraseOf(one.text, other.text)));
  const isQuoted = (one: Speaker) => unique.some((other) => isInside(one.text, other.text));
  const isOfRuntime = ({ text: words }: Speaker) => ofRuntime.test(words);
  const isNoBrowser = ({ implementation }: Speaker) => ofBrowser.test(text) && !browsers.test(implementation);
  const inOrder = [
    ...own.filter((one) => !isOfRuntime(one)),
    ...unique.filter((one) => !isQuoted(one)),
    ...unique.filter(isQuoted),
    ...own.filter(isOfRuntime),
  ];
  return [
    ...inOrder.filter((one) => !isNoBrowser(one)),
    ...inOrder.filter(isNoBrowser),
    ...simulated.filter(({ implementation }) => implementation === 'any'),
  ];
}

/** Words of Node.js: a library passes them on, and says them no more than every other one does. */
const ofRuntime = /^(?:socket hang up$|(?:connect|read|write|getaddrinfo) E[A-Z]+)/;

/** Words that browsers put before the text, and the programs that print them. */
const ofBrowser = /WebSocket connection to '[^'\n]*' failed/;
const browsers = /^(?:Chrome|Firefox|Safari|Bun)/;

/** Words before a text that show that it is quoted: the program around it passes on what another one said. */
const quoting = /[:"']\s*$/;

/** Whether a text is a part of a sentence of another program, and not an error that this program passes on. */
function isPhraseOf(text: string, sentence: string): boolean {
  const at = sentence.toLowerCase().indexOf(text.toLowerCase());
  return at > 0 && text.length < sentence.length && !quoting.test(sentence.slice(0, at));
}

/** Whether words stand inside those of another program, which quotes them. */
const isInside = (text: string, whole: string): boolean =>
  text.length < whole.length && whole.indexOf(text) > 0;

/** Whether two names begin with the same word: `Netty 4.2` and `Netty`. */
function sameProgram(one: string, other: string): boolean {
  const first = (name: string) => name.split(/[ ,/]/)[0].toLowerCase();
  return first(one) === first(other);
}

/** The role that prints a text, where all of its programs have the same one. */
export function roleOf(speakers: readonly Speaker[]): 'client' | 'server' | null {
  const roles = new Set(speakers.map(({ role }) => role));
  const [role = null] = roles;
  return roles.size === 1 ? role : null;
}
