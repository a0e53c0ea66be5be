// Sec-WebSocket-Extensions (RFC 6455 9.1) and the parameters of permessage-deflate (RFC 7692 7.1).

import type { DeflateParameters } from '../model/assumptions.ts';

/** One extension with its parameters, as offered or agreed. */
export interface Extension {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly value: string | null }[];
}

/** Reads the list in one or more header values. Quoted values lose their quotes. */
export function parseExtensions(values: readonly string[]): Extension[] {
  const extensions: Extension[] = [];
  for (const value of values) {
    for (const item of splitOutsideQuotes(value, ',')) {
      const [name, ...parameters] = splitOutsideQuotes(item, ';').map((part) => part.trim());
      if (!name) continue;
      extensions.push({
        name: name.toLowerCase(),
        parameters: parameters
          .filter((parameter) => parameter !== '')
          .map((parameter) => {
            const equals = parameter.indexOf('=');
            if (equals < 0) return { name: parameter.toLowerCase(), value: null };
            return {
              name: parameter.slice(0, equals).trim().toLowerCase(),
              value: parameter
                .slice(equals + 1)
                .trim()
                .replace(/^"(.*)"$/, '$1'),
            };
          }),
      });
    }
  }
  return extensions;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  parts.push(part);
  return parts;
}

/** The agreed parameters of a `permessage-deflate` response, and what is wrong with them. */
export function readDeflateParameters(extension: Extension): {
  parameters: DeflateParameters;
  problems: string[];
} {
  const parameters = {
    serverNoContextTakeover: false,
    clientNoContextTakeover: false,
    serverMaxWindowBits: 15,
    clientMaxWindowBits: 15,
  };
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { name, value } of extension.parameters) {
    if (seen.has(name)) problems.push(`${name} is given twice`);
    seen.add(name);
    switch (name) {
      case 'server_no_context_takeover':
        parameters.serverNoContextTakeover = true;
        if (value !== null) problems.push(`${name} takes no value, found ${value}`);
        break;
      case 'client_no_context_takeover':
        parameters.clientNoContextTakeover = true;
        if (value !== null) problems.push(`${name} takes no value, found ${value}`);
        break;
      case 'server_max_window_bits':
      case 'client_max_window_bits': {
        const bits = value !== null && /^[1-9]\d*$/.test(value) ? Number(value) : Number.NaN;
        if (!(bits >= 8 && bits <= 15)) {
          problems.push(`expected 8 to 15 for ${name}, found ${value ?? 'no value'}`);
        } else if (name === 'server_max_window_bits') parameters.serverMaxWindowBits = bits;
        else parameters.clientMaxWindowBits = bits;
        break;
      }
      default:
        problems.push(`${name} is no parameter of permessage-deflate`);
    }
  }
  return { parameters, problems };
}

/** What both sides agreed. */
export interface ExtensionAgreement {
  readonly offered: readonly Extension[];
  readonly agreed: readonly Extension[];
  /** The parameters of permessage-deflate, or `null` when it is not agreed. */
  readonly deflate: DeflateParameters | null;
  /** What is wrong with the agreement, each as a clause for a sentence. */
  readonly problems: readonly string[];
}

const deflateName = 'permessage-deflate';
const windowBitsName = 'client_max_window_bits';

function hasParameter({ parameters }: Extension, name: string): boolean {
  return parameters.some((parameter) => parameter.name === name);
}

/**
 * Compares the values of both Sec-WebSocket-Extensions fields. `offers` is `null` when the request is not in
 * the capture; the offers are then not checked.
 */
export function agreeOnExtensions(
  offers: readonly string[] | null,
  answers: readonly string[],
): ExtensionAgreement {
  const offered = parseExtensions(offers ?? []);
  const agreed = parseExtensions(answers);
  const problems: string[] = [];
  let deflate: DeflateParameters | null = null;
  if (answers.some((answer) => answer.trim() === '')) problems.push('the header names no extension');
  for (const extension of agreed) {
    const { name } = extension;
    if (offers !== null && !offered.some((offer) => offer.name === name)) {
      problems.push(`${name} was not offered`);
    }
    if (name !== deflateName) {
      if (name !== 'x-webkit-deflate-frame') problems.push(`${name} is not known`);
      continue;
    }
    if (deflate !== null) problems.push(`${deflateName} is agreed twice`);
    const read = readDeflateParameters(extension);
    problems.push(...read.problems);
    if (offers !== null && hasParameter(extension, windowBitsName)) {
      const isAllowed = offered.some(
        (offer) => offer.name === deflateName && hasParameter(offer, windowBitsName),
      );
      if (!isAllowed) problems.push(`${windowBitsName} was not offered`);
    }
    deflate ??= read.parameters;
  }
  return { offered, agreed, deflate, problems };
}
