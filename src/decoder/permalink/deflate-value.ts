// The value of `deflate=`: `none`, `on`, or the parameters as RFC 7692 7.1 writes them in a handshake.

import { type DeflateParameters, plainDeflate } from '../model/assumptions.ts';

/** `none`, `on`, or the parameters that differ from the defaults, joined by `;`. */
export function formatDeflateValue(value: DeflateParameters | 'none'): string {
  if (value === 'none') return 'none';
  const parts: string[] = [];
  if (value.serverNoContextTakeover) parts.push('server_no_context_takeover');
  if (value.clientNoContextTakeover) parts.push('client_no_context_takeover');
  if (value.serverMaxWindowBits !== 15) parts.push(`server_max_window_bits=${value.serverMaxWindowBits}`);
  if (value.clientMaxWindowBits !== 15) parts.push(`client_max_window_bits=${value.clientMaxWindowBits}`);
  return parts.length === 0 ? 'on' : parts.join(';');
}

/** The parameters, or a sentence. The extension's own name in front is allowed, so that a header line can be pasted. */
export function parseDeflateValue(text: string): DeflateParameters | 'none' | { readonly problem: string } {
  if (text === 'none' || text === 'off') return 'none';
  let result = plainDeflate;
  for (const part of text.split(';')) {
    const [name, ...rest] = part.split('=').map((piece) => piece.trim());
    const value = rest.join('=');
    if (name === 'on' || name === 'permessage-deflate') continue;
    if (name === 'server_no_context_takeover') result = { ...result, serverNoContextTakeover: true };
    else if (name === 'client_no_context_takeover') result = { ...result, clientNoContextTakeover: true };
    else if (name === 'server_max_window_bits' || name === 'client_max_window_bits') {
      // a bare client_max_window_bits is legal in an offer and means the default
      const bits =
        rest.length === 0 ? 15 : /^"?(8|9|1[0-5])"?$/.test(value) ? Number(value.replaceAll('"', '')) : 0;
      if (bits === 0) return { problem: `Expected ${name} from 8 to 15, found "${clip(value)}"` };
      result =
        name === 'server_max_window_bits'
          ? { ...result, serverMaxWindowBits: bits }
          : { ...result, clientMaxWindowBits: bits };
    } else {
      return { problem: `Expected none, on or parameters of permessage-deflate, found "${clip(name)}"` };
    }
  }
  return result;
}

/** Text short enough to be quoted in a sentence. */
export function clip(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
