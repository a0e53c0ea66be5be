// What a condition or its branches mean for a WebSocket.

import type { Span } from '../model.ts';
import { hasToken } from '../websocket-request.ts';
import type { Comparison, Statement } from './tree.ts';
import type { Value } from './values.ts';

/** A comparison with Upgrade or Connection that fails for the writing alone. */
export interface NearMiss extends Span {
  /** `list`: Firefox sends Connection: keep-alive, Upgrade. */
  readonly kind: 'case' | 'list';
  readonly header: 'Upgrade' | 'Connection';
  readonly value: string;
  /** What should stand there. */
  readonly better: string;
}

/** The near miss of a comparison, if it is one. */
export function nearMissOf(
  { operator, left, right, start, end }: Comparison,
  value: Value,
  result: boolean,
): NearMiss | null {
  const name = left.kind === 'name' ? /^req\.http\.(upgrade|connection)$/i.exec(left.name)?.[1] : undefined;
  if (name === undefined || left.kind !== 'name' || right.kind !== 'text' || value.kind !== 'text')
    return null;
  const isNot = operator.startsWith('!');
  const sent = value.text;
  if (sent === null || result !== isNot) return null;
  const token = name.toLowerCase() === 'upgrade' ? 'websocket' : 'upgrade';
  const wanted = right.text.toLowerCase().replace(/^\(\?i\)|[\^$]/g, '');
  if (wanted !== token || !hasToken(sent, token)) return null;
  const header = token === 'websocket' ? 'Upgrade' : 'Connection';
  const kind = sent.toLowerCase() === token ? 'case' : 'list';
  const better = `${left.name} ${isNot ? '!~' : '~'} "(?i)${token}"`;
  return { kind, header, value: sent, better, start, end };
}

/** Variables that decide what becomes of a WebSocket. */
const decisive =
  /^(?:bereq\.|req\.(?:url|method|backend_hint|restarts)$|req\.http\.(?:host|upgrade|connection|sec-websocket-[\w-]+)$|resp\.)/i;

/** What a body sets, when it does nothing else and sets nothing that decides; else null. */
export function minorTargets(body: readonly Statement[]): string[] | null {
  const targets: string[] = [];
  for (const statement of body) {
    const { kind } = statement;
    if (kind !== 'set' && kind !== 'unset') return null;
    if (decisive.test(statement.target)) return null;
    targets.push(statement.target);
  }
  return targets;
}
