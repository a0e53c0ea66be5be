// The configuration of hitch: `name = value`, where a value is a word, a string, or a block of such lines.
// Documentation: https://github.com/varnish/hitch/blob/master/hitch.conf.man.rst. The refusals were seen on 1.7.2.

import type { Span } from '../model.ts';
import { cutTokens, type Token } from '../parse/tokens.ts';

export interface HitchOption extends Span {
  readonly name: string;
  /** Null for a block. */
  readonly value: string | null;
  readonly isQuoted: boolean;
  readonly block: readonly HitchOption[];
}

export interface HitchFile {
  readonly options: readonly HitchOption[];
  /** What the syntax does not allow; nothing after it is read. */
  readonly fault: (Span & { readonly text: string }) | null;
}

const tokenPattern =
  /(?<blank>[\s\u00a0\ufeff]+|#[^\n]*|;)|"(?<text>[^"\n]*)"|(?<word>[A-Za-z0-9][\w./:+-]*)|(?<sign>[={}])/y;

type HitchToken = Token<'text' | 'word' | 'sign'>;

/** Parses a text. Never throws: what stands before a fault is kept. */
export function parseHitch(text: string): HitchFile {
  const tokens = cutTokens<'text' | 'word' | 'sign'>(text, tokenPattern);
  const options: HitchOption[] = [];
  /** The options of the block that is open. */
  let block: { readonly name: HitchToken; readonly options: HitchOption[] } | null = null;
  let at = 0;
  const fault = (expected: string): HitchFile => {
    const { start, end, kind, text: found } = tokens[at];
    const words = kind === 'end' ? 'the end of the text' : found;
    return { options, fault: { start, end, text: `Expected ${expected}, found ${words}` } };
  };
  while (tokens[at].kind !== 'end') {
    const name = tokens[at];
    if (block && name.text === '}' && name.kind === 'sign') {
      const { start } = block.name;
      options.push({
        name: block.name.text,
        value: null,
        isQuoted: false,
        block: block.options,
        start,
        end: name.end,
      });
      block = null;
      at++;
      continue;
    }
    if (name.kind !== 'word') return fault('the name of an option');
    at++;
    if (tokens[at].text !== '=' || tokens[at].kind !== 'sign') return fault(`= after ${name.text}`);
    at++;
    if (tokens[at].kind === 'sign' && tokens[at].text === '{' && !block) {
      block = { name, options: [] };
      at++;
      continue;
    }
    const value = tokens[at];
    if (value.kind !== 'text' && value.kind !== 'word') return fault(`a value for ${name.text}`);
    const words = [value.text];
    at++;
    // `tls-protos = TLSv1.2 TLSv1.3`
    while (name.text === 'tls-protos' && /^(?:TLS|SSL)v/.test(tokens[at].text)) words.push(tokens[at++].text);
    (block?.options ?? options).push({
      name: name.text,
      value: words.join(' '),
      isQuoted: value.kind === 'text',
      block: [],
      start: name.start,
      end: tokens[at - 1].end,
    });
  }
  return block ? fault('}') : { options, fault: null };
}
