// Headers and variables as the lines before a condition leave them (`set-header`, `set-var`).

import type { UrlRequest } from '../program.ts';
import type { HaproxyLine } from './parse.ts';
import { type MadeValues, sampleOf } from './request-test.ts';

/** What a line that surely applies, or perhaps, leaves of the headers and variables. */
export function madeAfter(
  made: MadeValues,
  line: HaproxyLine,
  request: UrlRequest,
  isSure: boolean,
): MadeValues {
  const change = changeOf(line, request, made);
  if (change === null) return made;
  return new Map(made).set(change.key, isSure ? change.value : undefined);
}

/** A variable that a line does not set for this request is absent, unless a line before has set it. */
export function madeWithout(made: MadeValues, line: HaproxyLine): MadeValues {
  const [, variable] = /^set-var(?:-fmt)?\(([^),]+)/.exec(line.words[1]?.text ?? '') ?? [];
  const key = `var ${variable ?? ''}`;
  return variable === undefined || made.has(key) ? made : new Map(made).set(key, null);
}

interface Change {
  readonly key: string;
  readonly value: string | null | undefined;
}

function changeOf(line: HaproxyLine, request: UrlRequest, made: MadeValues): Change | null {
  const [, action = '', name = '', third = ''] = line.words.map(({ text }) => text);
  const [, verb, variable] = /^(set-var|set-var-fmt|unset-var)\(([^),]+)/.exec(action) ?? [];
  if (variable !== undefined) {
    const key = `var ${variable}`;
    if (verb === 'unset-var') return { key, value: null };
    const value = verb === 'set-var' ? sampleOf(request, name, made) : formatted(name, request, made);
    return { key, value: value ?? undefined };
  }
  const key = `header ${name.toLowerCase()}`;
  if (action === 'set-header') return { key, value: formatted(third, request, made) ?? undefined };
  if (action === 'del-header') return third === '-m' ? null : { key, value: null };
  return /^(add-header|replace-header|replace-value)$/.test(action) ? { key, value: undefined } : null;
}

/** A format with its samples; null when a part of it is not known. */
export function formatted(text: string, request: UrlRequest, made: MadeValues): string | null {
  const filled = withSamples(text, request, made);
  return filled === null || /%[^%]/.test(filled) ? null : filled;
}

/** A text with the values of `%[sample]`; null when one of them is not known. */
export function withSamples(text: string, request: UrlRequest, made: MadeValues): string | null {
  let isKnown = true;
  const out = text.replace(/%\[([^\]]*)\]/g, (_, sample: string) => {
    const value = sampleOf(request, sample, made);
    isKnown &&= value !== null;
    return value ?? '';
  });
  return isKnown ? out : null;
}
