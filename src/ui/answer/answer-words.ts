// Sentences about a text that is not bytes.

import type { ErrorText } from '../../decoder/recognise/errors.ts';
import type { Part, PartKind, Recognition } from '../../decoder/recognise/recognition.ts';

/** A kind of part, as a noun. */
export const kindNames: Readonly<Record<PartKind, string>> = {
  bytes: 'bytes',
  capture: 'capture',
  messages: 'messages',
  'error-text': 'error text',
  handshake: 'handshake',
  configuration: 'configuration',
  url: 'URL',
  'packet-tree': 'packet details',
};

const headlines: Readonly<Record<Recognition['kind'], string>> = {
  bytes: 'No bytes could be read from this dump',
  capture: 'This text is a capture',
  messages: 'This text holds messages',
  'error-text': 'This is an error text, not bytes',
  handshake: 'This is a handshake',
  configuration: 'This is a configuration',
  url: 'This is an address',
  'packet-tree': 'These are packet details, without the bytes',
  mixed: 'This text has several parts',
  unknown: 'Nothing in this text could be recognised',
};

/** Kinds that a check judges: it says what it finds. */
const isChecked: ReadonlySet<string> = new Set(['configuration', 'handshake', 'url']);

/** Headline and summary of a recognised text. */
export function headlineOfText(
  { kind, name, parts }: Recognition,
  errors: readonly ErrorText[],
): { title: string; summary: string } {
  const title = headlines[kind];
  if (kind === 'unknown') {
    return {
      title,
      summary:
        'Expected bytes in a dump or a log, a capture, an error text, a handshake, a proxy configuration or a URL, found other text. It is kept below: edit it, or open something else.',
    };
  }
  if (kind === 'mixed') {
    return {
      title,
      summary: `It holds ${listed(parts.map((part) => part.name))}. Choose a part to see its answer.`,
    };
  }
  if (kind === 'bytes' && parts.every(({ format }) => format === null)) {
    return {
      title: 'No WebSocket frames are read from these bytes',
      summary: `Read as: ${name}. Nothing is judged: they may be a payload without its frame, a file or another protocol. To decode them as frames all the same, choose the format.`,
    };
  }
  if (kind === 'bytes') return { title, summary: `Read as: ${name}. Nothing is said about a connection.` };
  if (isChecked.has(kind)) return { title, summary: `Read as: ${name}.` };
  if (kind === 'capture' || kind === 'messages')
    return { title, summary: `Read as: ${name}. It holds no WebSocket connection.` };
  const cause = kind === 'error-text' ? nearestCause(errors) : '';
  return {
    title,
    summary: `${cause}Read as: ${name}. Nothing is said about a connection, because the text holds no bytes of one.`,
  };
}

/** The first cause of the first error, as a sentence; empty where none is known. */
function nearestCause([error]: readonly ErrorText[]): string {
  const [cause] = error?.causes ?? [];
  if (cause === undefined) return '';
  const { title, counted } = cause;
  const count =
    counted !== null && counted.cases > 0 ? `, in ${counted.cases} of ${counted.of} public cases` : '';
  return `Nearest cause: ${title}${count}. `;
}

function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length < 2
    ? (unique[0] ?? '')
    : `${unique.slice(0, -1).join(', ')} and ${unique[unique.length - 1]}`;
}

/** Part kinds whose characters are decoded as a capture when the part is opened. */
export function isDecodable({ kind, format }: Part): boolean {
  if (format === null) return false;
  return kind === 'bytes' || kind === 'capture' || kind === 'messages';
}
