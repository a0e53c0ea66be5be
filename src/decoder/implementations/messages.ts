// The way back: what an error text from a console or a log says about the bytes. Texts are matched against every
// implementation's own; a few that people quote most have a note, because the text alone misleads.

import type { ViolationName } from '../model/violation.ts';
import { meaningOf } from './conditions.ts';
import type { Implementation, Role } from './implementation.ts';
import { textsOfOtherVersions } from './other-versions.ts';
import { implementations } from './registry.ts';

export interface MessageCause {
  /** `Chrome 156`; `any` for codes that every implementation uses. */
  readonly implementation: string;
  /** Who prints it; `null` when both roles do, or when it is not known. */
  readonly role: Role | null;
  /** The text as found, word for word. */
  readonly text: string;
  /** What the strict reader calls it; empty for a handshake, a limit or a lost connection. */
  readonly violations: readonly ViolationName[];
  readonly note: string;
}

interface Known {
  readonly pattern: RegExp;
  readonly implementation: string;
  readonly violations: readonly ViolationName[];
  readonly note: (found: RegExpMatchArray) => string;
}

const reservedBits = (found: RegExpMatchArray): string => {
  const bits = found.slice(1, 4).map(Number);
  const nibble = bits[0] * 4 + bits[1] * 2 + bits[2];
  const ascii =
    nibble >= 2 ? `, or text in the place of a frame: its first byte is 0x${nibble}0-0x${nibble}f` : '';
  const compressed =
    nibble === 4 ? 'a compressed frame that was not agreed' : 'a damaged or displaced header';
  return `RSV1-3 are ${bits.join(', ')}: ${compressed}${ascii}${nibble === 1 ? ', or a TLS record (0x14-0x17)' : ''}.`;
};

const wsproto = 'wsproto 1.3';
/** Text that often begins with a byte of this low half, where text was sent in place of a frame. */
const startsOfText: Readonly<Record<string, string>> = {
  '0x6': '; 0x16, which begins a TLS record, has it',
  '0x7': '; "G" of "GET " has it',
  '0xb': '; "{" and "[" have it, so JSON without a frame is likely',
  '0xc': '; "<" has it, so HTML or XML without a frame is likely',
};

const notable: readonly Known[] = [
  {
    pattern: /invalid frame header/i,
    implementation: 'Chrome 156',
    violations: [
      'fragmentedControl',
      'controlTooLong',
      'lengthNotMinimal',
      'lengthMsbSet',
      'rsv1OnContinuation',
      'deflateFailed',
    ],
    note: () =>
      'One of six faults and no other: a control opcode (8-F) without FIN, a control frame over 125 bytes, a length not in its shortest form, a 64-bit length with its top bit set, RSV1 on a continuation, or data that does not inflate. Any frame of the same socket read may hold it. "H" of "HTTP/1.1" is opcode 8 without FIN.',
  },
  {
    pattern: /reserved1 = ([01]), reserved2 = ([01]), reserved3 = ([01])/,
    implementation: 'Chrome 156 and websocket-driver',
    violations: ['rsv1NotAgreed', 'rsv1OnControl', 'rsv2', 'rsv3'],
    note: reservedBits,
  },
  {
    pattern: /invalid status code (\d+)/,
    implementation: 'ws 8',
    violations: ['closeCodeInvalid'],
    note: (found) => {
      const code = Number(found[1]);
      const bytes = (code & 0xffff).toString(16).padStart(4, '0');
      return `The close code was read as ${code} (bytes ${bytes.slice(0, 2)} ${bytes.slice(2)}). If those are the masked bytes of the client's Close frame, two receivers read the same socket and the second removed the mask twice; otherwise that code was sent.`;
    },
  },
  {
    pattern: /\bRSV:([0-7])\b/,
    implementation: 'Netty 4.2',
    violations: ['rsv1NotAgreed', 'rsv2', 'rsv3'],
    note: (found) => {
      const bits = Number(found[1]);
      return `RSV bits ${bits} (RSV1 4, RSV2 2, RSV3 1)${bits === 4 ? ': compression that was not agreed, or text such as "HTTP"' : ''}${bits === 1 ? ': often a TLS record' : ''}.`;
    },
  },
  {
    pattern: /RSV1 must be clear|WS_ERR_UNEXPECTED_RSV_1\b/,
    implementation: 'ws 8',
    violations: ['rsv1NotAgreed', 'rsv1OnContinuation', 'rsv1OnControl'],
    note: () =>
      'RSV1 without permessage-deflate, or on a control or continuation frame. Text in the place of a frame does it too: "HTTP/1.1" begins with 0x48, which has RSV1 set.',
  },
  {
    pattern:
      /invalid distance too far back|invalid stored block lengths|invalid block type|incorrect header check/,
    implementation: 'ws 8 and others with zlib',
    violations: ['deflateFailed'],
    note: (found) =>
      found[0].includes('distance')
        ? 'The message refers to earlier ones that this decompressor has not seen: the window was dropped at one end and kept at the other, or a message is missing.'
        : 'The payload is not raw deflate data: sent without compressing, in a zlib wrapper, or damaged.',
  },
  {
    pattern: /Reserved bit set unexpectedly/,
    implementation: wsproto,
    violations: ['rsv1NotAgreed', 'rsv2', 'rsv3'],
    note: () =>
      'RSV1 without permessage-deflate, RSV2 or RSV3. mitmproxy, Hypercorn and uvicorn pass this on as the reason of the Close frame: the frame before it, from the other side, is the one at fault.',
  },
  {
    pattern: /Invalid opcode (0x[0-9a-f])\b/,
    implementation: wsproto,
    violations: ['reservedDataOpcode', 'reservedControlOpcode'],
    note: (found) => `Opcode ${found[1]} is reserved${startsOfText[found[1]] ?? ''}.`,
  },
  {
    pattern: /Invalid attempt to fragment control frame/,
    implementation: wsproto,
    violations: ['fragmentedControl'],
    note: () =>
      'Opcode 8, 9 or A without FIN. Text in the place of a frame does it too: "H" of "HTTP/1.1" is opcode 8 without FIN.',
  },
  {
    pattern: /error in extension/,
    implementation: wsproto,
    violations: ['deflateFailed', 'rsv1OnContinuation', 'rsv1OnControl'],
    note: () =>
      'permessage-deflate: the data does not inflate (Close 1007), or RSV1 is set on a control or continuation frame (Close 1002).',
  },
  {
    pattern: /CLOSE with unknown reserved code/,
    implementation: wsproto,
    violations: ['closeCodeInvalid'],
    note: () => 'A close code of 1004 or 1016-2999, or 1014, which is registered but not known to wsproto.',
  },
  {
    pattern: /'utf-8' codec can't decode byte (0x[0-9a-f]{2}) in position (\d+)/,
    implementation: 'Python (wsproto, websockets, aiohttp)',
    violations: ['textNotUtf8', 'closeReasonNotUtf8'],
    note: (found) =>
      `Byte ${found[1]} at ${found[2]} of a text message or of the reason of a Close frame is not UTF-8. wsproto counts from the start of the bytes that it was given, not of the message.`,
  },
  {
    pattern: /Missing header, '([\w-]+)/,
    implementation: wsproto,
    violations: [],
    note: (found) =>
      `Handshake refused: ${found[1]} is missing or has another value${/^Sec/.test(found[1]) ? '' : '. A proxy that does not pass on Upgrade and Connection takes it away'}.`,
  },
  {
    pattern: /\b1006\b/,
    implementation: 'any',
    violations: [],
    note: () =>
      'The connection ended without a Close frame. 1006 is never sent: the program made it up, and it covers every protocol error as well as a lost connection. The console or the bytes tell more.',
  },
  {
    pattern: /interrupted while the page was loading/,
    implementation: 'Firefox 153',
    violations: [],
    note: () =>
      'Firefox has one text for every frame error. It takes masked frames and close codes that others refuse, so those are not the cause.',
  },
  {
    pattern: /can.t establish a connection to the server at/,
    implementation: 'Firefox 153',
    violations: [],
    note: () => 'Firefox has one text for every handshake error and for a port where nobody listens.',
  },
  {
    pattern: /Compressed bit must be 0 if no negotiated deflate-frame extension/,
    implementation: 'Safari (before 15)',
    violations: ['rsv1NotAgreed'],
    note: () => 'RSV1 without an agreed extension.',
  },
];

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What people leave out when they quote a text: the heading of ws, browsers or tungstenite, and the full stop. */
const heading =
  /^(?:(?:(?:Invalid|Unsupported) WebSocket frame|Error during WebSocket handshake|WebSocket protocol error): |An? )/;
const fullStop = /\.$/;
/** With fewer letters and digits, a text has hardly a word to look for. */
const minLetters = 7;
/** From so many on, a text is a sentence that no other program says in another case. */
const minLettersOfSentence = 20;

/** What Python says of bytes that are not UTF-8: without it, "at position 3" is a part of any sentence. */
const pythonReason = '(?:invalid start byte|invalid continuation byte|unexpected end of data)';

/** A text with its blanks as a pattern; `null` when hardly a word is left to look for. */
function patternOf(text: string): RegExp | null {
  const head = heading.exec(text)?.[0] ?? '';
  const stop = fullStop.exec(text)?.[0] ?? '';
  const parts = text.slice(head.length, text.length - stop.length).split(/\{\w+\}/);
  const letterCount = parts.join('').replace(/\W/g, '').length;
  if (letterCount < minLetters) return null;
  const isOpen = parts.length > 1 && parts[parts.length - 1] === '';
  const last = isOpen ? '[^\\s,;)\\]]*' : optional(stop);
  // A blank at the start would be tried at each character: `wordBefore` finds its word.
  const fixed = parts[0] === '' ? parts.slice(1) : parts;
  const reason = text.startsWith('{reason}') ? pythonReason : '';
  return new RegExp(
    `${optional(head)}${reason}${fixed.map(literal).join('.*?')}${last}`,
    letterCount < minLettersOfSentence ? '' : 'i',
  );
}

const optional = (text: string): string => (text === '' ? '' : `(?:${literal(text)})?`);

/** Longest word that fills a blank at the start of a text, in characters. */
const maxWordLength = 80;

/** The word that ends where a match begins. */
function wordBefore(text: string, end: number): string {
  return /\S*$/.exec(text.slice(Math.max(0, end - maxWordLength), end))?.[0] ?? '';
}

interface Entry extends Omit<Known, 'note'> {
  readonly note: string;
  /** Length of the fixed text: the longest match says most. */
  readonly weight: number;
  readonly beginsWithBlank: boolean;
  /** The text without its heading, in small letters. */
  readonly words: string;
  readonly hasHeading: boolean;
}

let entries: Entry[] | null = null;

function allEntries(): Entry[] {
  if (entries !== null) return entries;
  const made: Entry[] = [];
  const seen = new Set<string>();
  const put = (one: Implementation, text: string, violations: readonly ViolationName[], note: string) => {
    const pattern = patternOf(text);
    const id = `${one.name}|${text}|${violations.join()}`;
    if (pattern === null || seen.has(id)) return;
    seen.add(id);
    const beginsWithBlank = /^\{(?!reason\})\w+\}/.test(text.replace(heading, ''));
    const words = text.replace(heading, '').replace(fullStop, '').toLowerCase();
    const hasHeading = heading.test(text);
    made.push({
      pattern,
      implementation: one.name,
      violations,
      note,
      weight: text.length,
      beginsWithBlank,
      words,
      hasHeading,
    });
  };
  for (const one of implementations) {
    for (const check of one.checks) {
      const violations = [...new Set(check.on.flatMap(meaningOf))];
      const limit = violations.length === 0 ? 'A size or state that it does not take. ' : '';
      const note = `${limit}Seen in: ${one.shown}.`;
      put(one, check.text, violations, note);
      if (check.code) put(one, check.code, violations, note);
    }
    for (const [part, ...texts] of one.handshake ?? []) {
      for (const text of texts) if (text) put(one, text, [], `Handshake refused: ${part}.`);
    }
    for (const { text, violations } of textsOfOtherVersions[one.id] ?? []) {
      put(one, text, violations, `In another version than ${one.version}. Seen in: ${one.shown}.`);
    }
  }
  entries = made;
  return made;
}

/** The only role of an implementation, or `null`. */
function roleOf(name: string): Role | null {
  const roles = implementations.find((one) => one.name === name)?.roles ?? [];
  return roles.length === 1 ? roles[0] : null;
}

const numbersIn = (text: string): string[] => text.match(/\d+/g) ?? [];

/** Whether a number of 64 bits has its top bit set: a size like that is a length field that the RFC forbids. */
const hasTopBit = (digits: string): boolean =>
  digits.length >= 19 && digits.length <= 20 && BigInt(digits) >= 1n << 63n && BigInt(digits) < 1n << 64n;

interface Match extends Entry {
  readonly text: string;
}

/**
 * Words that were quoted without the heading of their program may be a part of what others say: a program with a longer
 * match is the better one, and without such a match all programs that say these words are named.
 */
function withoutHeading(matches: readonly Match[]): readonly Match[] {
  return matches.flatMap((one) => {
    if (!one.hasHeading || heading.test(one.text)) return [one];
    const quoted = one.text.replace(fullStop, '').toLowerCase();
    const isPart = matches.some(
      ({ text, implementation }) =>
        implementation !== one.implementation &&
        text.length > one.text.length &&
        text.toLowerCase().includes(quoted),
    );
    if (isPart) return [];
    const others = allEntries().filter(
      (entry) =>
        entry.words.includes(quoted) &&
        entry.implementation !== one.implementation &&
        !matches.some(({ implementation }) => implementation === entry.implementation),
    );
    return [one, ...others.map((entry) => ({ ...entry, text: one.text }))];
  });
}

/**
 * What an error text from a browser's console, a log or an exception means: who says it, and for which
 * violations. Empty when nobody is known to say it. Violations of one text at one implementation are
 * gathered.
 */
export function causesOfMessage(text: string): MessageCause[] {
  const found: MessageCause[] = [];
  const named = new Set<string>();
  for (const known of notable) {
    const match = text.match(known.pattern);
    if (match === null) continue;
    named.add(known.implementation);
    found.push({
      implementation: known.implementation,
      role: roleOf(known.implementation),
      text: match[0],
      violations: known.violations,
      note: known.note(match),
    });
  }
  const whole = allEntries().flatMap((entry) => {
    const match = text.match(entry.pattern);
    if (match === null) return [];
    const word = entry.beginsWithBlank ? wordBefore(text, match.index ?? 0) : '';
    return [{ ...entry, text: `${word}${match[0]}` }];
  });
  const matches = withoutHeading(whole);
  const longest = Math.max(0, ...matches.map((entry) => entry.weight));
  const gathered = new Map<string, { violations: Set<ViolationName>; note: string; text: string }>();
  for (const entry of matches) {
    if (entry.weight < longest / 2 || [...named].some((name) => name.includes(entry.implementation)))
      continue;
    const held = gathered.get(entry.implementation) ?? {
      violations: new Set<ViolationName>(),
      note: entry.note,
      text: entry.text,
    };
    for (const violation of entry.violations) held.violations.add(violation);
    if (entry.violations.length === 0 && numbersIn(entry.text).some(hasTopBit)) {
      held.violations.add('lengthMsbSet');
    }
    gathered.set(entry.implementation, held);
  }
  for (const [implementation, { violations, note, text: matched }] of gathered) {
    const role = roleOf(implementation);
    found.push({ implementation, role, text: matched, violations: [...violations], note });
  }
  return found;
}
