// Several byte literals in one text: finds each, gives its bytes with the direction of the words before it.

import type { Sender } from '../../model/basics.ts';
import { type Lead, readLead } from './directions.ts';
import { Places } from './lines.ts';
import { refuseLossy } from './lossy.ts';
import { cutText } from './numbers.ts';
import type { Transcript } from './transcript.ts';

/** One literal found in a text. */
export interface Literal {
  /** From the first character of the literal to just after its last. */
  readonly start: number;
  readonly end: number;
  /** The characters that stand for the bytes. */
  readonly bytesStart: number;
  readonly bytesEnd: number;
  readonly bytes: Uint8Array;
  /** Items that the writer says it left out, or `null`. */
  readonly more?: number | null;
  /** The note about that, where it is not at the end that items were left out. */
  readonly moreText?: string;
  /** A value that is no byte, with its place. */
  readonly bad?: { readonly at: number; readonly text: string };
  /** Where the literal itself names the side that sent it. */
  readonly sender?: Sender;
  /** The text ends inside the literal. */
  readonly open?: boolean;
}

/** Characters of a declaration in which the name of its variable stands. */
const maxDeclaration = 200;

/** Gives literals to a transcript, in order. */
export function emitLiterals(text: string, literals: Iterable<Literal>, out: Transcript): number {
  const places = new Places(text);
  let count = 0;
  let from = 0;
  let lead: Lead = readLead('');
  for (const literal of literals) {
    count++;
    if (text.slice(literal.bytesStart, literal.bytesEnd).includes('\ufffd')) {
      refuseLossy(out, 'the sign \ufffd in place of bytes', 'every byte as hex');
      return count;
    }
    const label = text.slice(Math.max(from, literal.start - 200), literal.start);
    const words = readLead(label.slice(label.lastIndexOf('\n') + 1));
    const above =
      words.sender === null ? readLead(label.trimEnd().slice(label.trimEnd().lastIndexOf('\n') + 1)) : words;
    // The name of the variable: `client_frame[] = {`.
    const declared = readLead(
      text.slice(literal.start, Math.min(literal.bytesStart, literal.start + maxDeclaration)),
    );
    if (declared.known) lead = { ...declared, time: above.time };
    else if (literal.sender) lead = { sender: literal.sender, known: false, time: above.time };
    else if (above.sender !== null || !Number.isNaN(above.time)) lead = above;
    out.mark(from, literal.start, above.sender === null ? 'ignored' : 'direction');
    out.mark(literal.bytesStart, literal.bytesEnd, 'bytes');
    const connection = out.only({ roles: lead.known ? 'known' : 'guess' });
    connection.bytes(lead.sender, literal.bytes, lead.time);
    if (literal.bad) {
      out.note(
        'error',
        'not-a-byte',
        `Expected byte values from 0 to 255 (or -128 to 127), found "${literal.bad.text}" at ${places.placeOf(literal.bad.at)}. What stands before it was decoded.`,
        literal.bad.at,
      );
      return count;
    }
    if (literal.more !== undefined && literal.more !== null) {
      const words = literal.moreText ?? cutText(literal.more, 'bytes');
      out.note('warning', 'paste-truncated', words, literal.bytesEnd);
      connection.gap(lead.sender, literal.more, lead.time);
    } else if (literal.open) {
      out.note(
        'warning',
        'paste-truncated',
        `Expected the end of the literal that begins at ${places.placeOf(literal.start)}, found the end of the text. How many bytes are missing is not known.`,
        literal.end,
      );
    }
    from = literal.end;
  }
  return count;
}
