// Which backends a frontend leads to: use_backend lines in order, then default_backend, then its own servers.

import { lineNumber } from '../../model/words.ts';
import type { EntryCondition, PathMatch } from '../model.ts';
import { asksHttp, type ConditionContext, conditionOf, pathOfCondition } from './conditions.ts';
import { contextAfter } from './http-lines.ts';
import { withSamples } from './made-values.ts';
import type { HaproxyLine, HaproxySection } from './parse.ts';
import { noMadeValues } from './request-test.ts';
import {
  defaultsOf,
  type HaproxyText,
  linesNamed,
  linesOf,
  serverCountOf,
  serversOf,
  settingOf,
  tlsOf,
  wordAt,
} from './sections.ts';

/** One way from a frontend to a backend. */
export interface BackendChoice {
  /** The line that chooses it. */
  readonly line: HaproxyLine;
  /** As named; empty when no line names one. */
  readonly name: string;
  /** Null when it is not in this text. */
  readonly backend: HaproxySection | null;
  readonly entry: EntryCondition[];
  readonly path: PathMatch;
}

/** What a choice without a condition takes. */
export const anyPath: PathMatch = { kind: 'any', text: '', ignoresCase: false };

/** The choices of a frontend or listen section. A `use_backend` that excludes WebSockets is left out. */
export function choicesOf(source: HaproxyText, front: HaproxySection): BackendChoice[] {
  const chosen = conditionalChoices(source, front);
  const last = lastChoice(source, front);
  const taker = chosen.find(({ isTaking }) => isTaking)?.line ?? null;
  const out: BackendChoice[] = last
    ? [...chosen, { ...last, entry: takenBy(source, taker, last.line, false) }]
    : chosen;
  return out.length > 0 ? out : [{ line: front.head, name: '', backend: null, entry: [], path: anyPath }];
}

function conditionalChoices(
  source: HaproxyText,
  front: HaproxySection,
): (BackendChoice & { readonly isTaking: boolean })[] {
  const own = linesOf(source, front);
  const context = contextAfter(own, {
    acls: linesNamed(own, 'acl'),
    tls: tlsOf(front),
    request: source.request,
    serverCount: (name: string) => serverCountOf(source, name),
  });
  const out: (BackendChoice & { isTaking: boolean })[] = [];
  let taker: HaproxyLine | null = null;
  const isUnread = neverReadsHttp(source, front);
  for (const line of linesNamed(front.lines, 'use_backend')) {
    if (isUnread && asksHttp(line, context.acls)) {
      const name = wordAt(line, 1);
      const entry = [httpInTcpMode(front, line)];
      out.push({ line, name, backend: backendNamed(source, name), isTaking: false, path: anyPath, entry });
      continue;
    }
    const { applies, caseFault } = conditionOf(line, context);
    if (!caseFault && applies === 'never') continue;
    const isForWebSockets = applies === 'always' && line.words.length > 2;
    const name = nameFor(context, wordAt(line, 1));
    // Measured: a name made of the request that no backend has leaves the choice to the lines that follow.
    if (name !== wordAt(line, 1) && backendNamed(source, name) === null) continue;
    const isTaking = taker === null && applies === 'always' && !caseFault;
    out.push({
      line,
      name,
      backend: backendNamed(source, name),
      isTaking,
      path: applies === 'always' || caseFault ? anyPath : pathOfCondition(line, context),
      entry: [
        ...(caseFault ? [wrongCase(caseFault.acl, caseFault.word)] : []),
        ...takenBy(source, taker, line, isForWebSockets),
      ],
    });
    if (isTaking) taker = line;
  }
  return out;
}

/** Measured: without `tcp-request content` a frontend in TCP mode chooses its backend before HTTP arrives. */
function neverReadsHttp(source: HaproxyText, front: HaproxySection): boolean {
  const mode = settingOf(source, front, 'mode');
  const isTcp = mode === null || wordAt(mode, 1) === 'tcp';
  return isTcp && !linesOf(source, front).some((line) => wordAt(line, 0) === 'tcp-request');
}

function httpInTcpMode({ kind, name }: HaproxySection, line: HaproxyLine): EntryCondition {
  return {
    span: line,
    kind: 'excluded',
    isFault: true,
    text: `${kind} ${name} is in mode tcp, in which HAProxy reads no HTTP: this condition never holds. Put "mode http" into it, or into a defaults section above it.`,
    edits: [],
  };
}

/** A name with samples of the request (`be_%[req.hdr(host),lower]`) for the request that is judged. */
function nameFor({ request, made = noMadeValues }: ConditionContext, name: string): string {
  if (request === null || !name.includes('%[')) return name;
  return withSamples(name, request, made) ?? name;
}

function wrongCase(acl: HaproxyLine, word: HaproxyLine['words'][number]): EntryCondition {
  return {
    span: acl,
    kind: 'case',
    isFault: true,
    text: `Browsers send "Upgrade: websocket" and "Connection: Upgrade"; ${word.text} does not match without -i, so no WebSocket takes this line.`,
    edits: [{ kind: 'replace', span: { start: word.start, end: word.start }, text: '-i ' }],
  };
}

function takenBy(
  source: HaproxyText,
  taker: HaproxyLine | null,
  line: HaproxyLine,
  isFault: boolean,
): EntryCondition[] {
  if (taker === null) return [];
  const number = lineNumber(source.text, taker.start);
  const text = `No WebSocket comes here: line ${number} takes all of them.`;
  return [{ span: line, kind: 'taken', isFault, text, edits: [] }];
}

function lastChoice(source: HaproxyText, front: HaproxySection): BackendChoice | null {
  const line = linesNamed(
    [...front.lines, ...(defaultsOf(source, front)?.lines ?? [])],
    'default_backend',
  )[0];
  if (line) {
    const name = wordAt(line, 1);
    return { line, name, backend: backendNamed(source, name), entry: [], path: anyPath };
  }
  const hasServers = front.kind === 'listen' && serversOf(front).length > 0;
  return hasServers ? { line: front.head, name: front.name, backend: front, entry: [], path: anyPath } : null;
}

function backendNamed({ sections }: HaproxyText, name: string): HaproxySection | null {
  return (
    sections.find((one) => (one.kind === 'backend' || one.kind === 'listen') && one.name === name) ?? null
  );
}
