// The public cases, counted. Every count can leave one case out, so that the order of the explanations can be
// examined with cases that it was not made from.

import { type CauseId, causeIds } from '../model/cause-id.ts';
import { signsIn } from './context.ts';
import { type FrameExplanationId, frameExplanationIds } from './explanations.ts';
import { fieldCaseTable } from './field-cases.ts';
import { kindOf } from './kinds.ts';
import { readVariables } from './variables.ts';

/** One public case. */
export interface FieldCase {
  readonly id: string;
  /** Of the thread or page. */
  readonly url: string;
  readonly explanation: FrameExplanationId;
  readonly cause: CauseId;
  /** Who sent the faulty bytes; `null`: not known. */
  readonly sender: 'client' | 'server' | null;
  readonly software: string;
  readonly texts: readonly string[];
  /** Kinds of its texts. */
  readonly kinds: ReadonlySet<string>;
  /** The same with the variable parts that tell cases of a kind apart. */
  readonly variants: ReadonlySet<string>;
  readonly signs: ReadonlySet<string>;
}

/** Names a kind together with the variable parts of the text that say something of the bytes. */
export function variantOf(kind: string, text: string): string {
  const { rsv, opcode, closeCode } = readVariables(text, 'frames').hints;
  const code = closeCode === null ? '' : closeCode === 0 ? 'zero' : closeCode < 5000 ? 'number' : 'large';
  return [kind, rsv ?? '', opcode ?? '', code].join('/');
}

function urlOf(source: string): string {
  if (/^[\w.-]+\/[\w.-]+[#!]\d+$/.test(source)) {
    return `https://github.com/${source.replace('#', '/issues/').replace('!', '/pull/')}`;
  }
  return `https://${source}`;
}

function caseOf(line: string): FieldCase {
  const [id, source, explanation, cause, sender, software, texts] = line
    .split(' | ')
    .map((cell) => cell.trim());
  const known = frameExplanationIds.find((one) => one === explanation);
  const causeId = causeIds.find((one) => one === cause);
  if (known === undefined || causeId === undefined) throw new Error(`Case ${id}: ${explanation}, ${cause}`);
  const list = texts === '-' ? [] : texts.split(' / ');
  const found = list.flatMap((text) => {
    const kind = kindOf(text);
    return kind === null ? [] : [{ kind: kind.id, variant: variantOf(kind.id, text) }];
  });
  return {
    id,
    url: urlOf(source),
    explanation: known,
    cause: causeId,
    sender: sender === 'client' || sender === 'server' ? sender : null,
    software,
    texts: list,
    kinds: new Set(found.map(({ kind }) => kind)),
    variants: new Set(found.map(({ variant }) => variant)),
    signs: new Set(signsIn(software).map((sign) => sign.id)),
  };
}

let cases: readonly FieldCase[] | null = null;

/** All cases. */
export function fieldCases(): readonly FieldCase[] {
  cases ??= fieldCaseTable.trim().split('\n').map(caseOf);
  return cases;
}
