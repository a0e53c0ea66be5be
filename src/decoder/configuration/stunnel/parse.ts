// The configuration of stunnel: options before the first section hold for the services after them.
// Documentation: https://www.stunnel.org/static/stunnel.html. The refusals were seen on 5.68.

import type { Span } from '../model.ts';

/** `name = value`. */
export interface StunnelOption extends Span {
  /** Lower case. */
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Where the value stands. */
  readonly at: Span;
}

/** The head of a service and its options. */
export interface StunnelService extends Span {
  readonly name: string;
  readonly options: readonly StunnelOption[];
}

export interface StunnelFile {
  readonly globals: readonly StunnelOption[];
  readonly services: readonly StunnelService[];
  /** Lines that are no option. */
  readonly faults: readonly (Span & { readonly text: string })[];
}

/** Parses a text. Never throws. */
export function parseStunnel(text: string): StunnelFile {
  const globals: StunnelOption[] = [];
  const services: (StunnelService & { options: StunnelOption[] })[] = [];
  const faults: StunnelFile['faults'][number][] = [];
  let at = 0;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    const start = at + line.indexOf(trimmed);
    const end = start + trimmed.length;
    at += line.length + 1;
    if (trimmed === '' || /^[;#]/.test(trimmed)) continue;
    const section = /^\[(.*)\]$/.exec(trimmed)?.[1];
    if (section !== undefined) {
      services.push({ name: section, options: [], start, end });
      continue;
    }
    const [, label, between = '', value = ''] = /^([^=\s]+)(\s*=\s*)(.*)$/.exec(trimmed) ?? [];
    if (label === undefined) {
      faults.push({ start, end, text: `Expected name = value, found ${trimmed}` });
      continue;
    }
    const from = start + label.length + between.length;
    const option = { name: label.toLowerCase(), label, value, at: { start: from, end }, start, end };
    const service = services.at(-1);
    (service?.options ?? globals).push(option);
  }
  return { globals, services, faults };
}
