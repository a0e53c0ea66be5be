import { isFormatId } from '../decoder/importers/format-ids.ts';
import type { Sender } from '../decoder/model/basics.ts';
import { isKindWithoutBytes, kindsWithoutBytes } from '../decoder/recognise/recognition.ts';
import { isPageAddress } from './page-address.ts';

/** The arguments of the command line. */
export interface InspectArguments {
  readonly json: boolean;
  /** The JSON has the payloads of frames. */
  readonly payloads: boolean;
  /** Path of a TLS key log, or `null`. */
  readonly keylog: string | null;
  readonly sender: Sender | null;
  /** Largest number of frames and messages of each connection; `null`: all in JSON, a few in the report. */
  readonly frames: number | null;
  /** What the input is to be read as: the id of a format, or a kind of text without bytes; `null`: recognise it. */
  readonly as: string | null;
  /** WebSocket URL that is followed through a configuration, or `null`. */
  readonly url: string | null;
  /** Address of the page for links, or `null`. */
  readonly page: string | null;
  /** Path, `-` for standard input. */
  readonly input: string;
  /** Paths of further captures, such as that of the other side of a proxy. */
  readonly further: readonly string[];
}

/** An input of a program's own making, without further wishes. */
export const plainArguments: InspectArguments = {
  json: false,
  payloads: false,
  keylog: null,
  sender: null,
  frames: null,
  as: null,
  url: null,
  page: null,
  input: '-',
  further: [],
};

/** Points to the list of options. */
const advice = '"framescope help inspect" lists the options.';

/** The arguments, or a line that says what is wrong with them. */
export function parseArguments(words: readonly string[]): InspectArguments | { readonly problem: string } {
  let json = false;
  let payloads = false;
  let keylog: string | null = null;
  let sender: Sender | null = null;
  let frames: number | null = null;
  let as: string | null = null;
  let url: string | null = null;
  let page: string | null = null;
  const inputs: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const [name, attached] = splitOption(words[i]);
    const value = (): string | undefined => attached ?? words[++i];
    if (name === '--json') json = true;
    else if (words[i] === '--payloads') payloads = true;
    else if (name === '--keylog') {
      const path = value();
      if (path === undefined) return { problem: 'Expected a file after --keylog, found nothing.' };
      keylog = path;
    } else if (name === '--sender') {
      const word = value();
      if (word !== 'client' && word !== 'server') {
        return { problem: `Expected client or server after --sender, found ${word ?? 'nothing'}.` };
      }
      sender = word;
    } else if (name === '--frames') {
      const word = value();
      if (word === undefined || !/^\d{1,15}$/.test(word)) {
        return { problem: `Expected a number after --frames, found ${word ?? 'nothing'}.` };
      }
      frames = Number(word);
    } else if (name === '--as') {
      const word = value();
      if (word === undefined || (!isFormatId(word) && !isKindWithoutBytes(word))) {
        return {
          problem: `Expected a format such as hex, xxd or pcap, or one of ${kindsWithoutBytes.join(', ')} after --as, found ${word ?? 'nothing'}.`,
        };
      }
      as = word;
    } else if (name === '--url') {
      const word = value();
      if (word === undefined || !/^(?:wss?|https?):\/\/[^/\s]/i.test(word)) {
        return {
          problem: `Expected a URL such as wss://example.com/ws after --url, found ${word ?? 'nothing'}.`,
        };
      }
      url = word;
    } else if (name === '--page') {
      const word = value();
      if (word === undefined || !isPageAddress(word)) {
        return { problem: `Expected the address of the page after --page, found ${word ?? 'nothing'}.` };
      }
      page = word;
    } else if (name === '--') {
      inputs.push(...words.slice(i + 1));
      break;
    } else if (words[i] !== '-' && words[i].startsWith('-')) {
      return {
        problem: `Expected one of --json, --payloads, --keylog, --sender, --frames, --as, --url, --page, found ${words[i]}.`,
      };
    } else inputs.push(words[i]);
  }
  const [input, ...further] = inputs;
  if (input === undefined)
    return { problem: `Expected a file, or - for standard input, found none. ${advice}` };
  if (further.length > 0 && inputs.includes('-')) {
    return { problem: `Expected files, or - alone for standard input, found both. ${advice}` };
  }
  return { json: json || payloads, payloads, keylog, sender, frames, as, url, page, input, further };
}

function splitOption(word: string): [string, string | undefined] {
  const equals = word.startsWith('--') ? word.indexOf('=') : -1;
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}
