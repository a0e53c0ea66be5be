// The time that a WebSocket may be silent: `timeout tunnel`, else the shorter of `timeout client` and
// `timeout server`.

import type { TimeLimit } from '../model.ts';
import { secondsOf } from '../parse/duration.ts';
import { indentAt } from '../parse/text.ts';
import type { HaproxyLine, HaproxySection } from './parse.ts';
import { type HaproxyText, settingOf, wordAt } from './sections.ts';

/** HAProxy counts milliseconds where no unit stands. */
const bareUnitSeconds = 0.001;

/** What a tunnel is given. */
const raisedTunnel = '1h';

/**
 * The limit of a route through these sections. A frontend has no `timeout tunnel`: HAProxy ignores one there.
 */
export function timeLimits(source: HaproxyText, chain: readonly HaproxySection[]): TimeLimit[] {
  const backs = chain.filter(({ kind }) => kind !== 'frontend');
  const tunnel = lastSetting(source, backs, 'tunnel');
  if (tunnel) return [tunnelLimit(tunnel)];
  // Each side has its own: a backend's defaults can set another timeout client, which counts for no client.
  const fronts = chain.filter(({ kind }) => kind !== 'backend');
  const plain = [lastSetting(source, fronts, 'client'), lastSetting(source, backs, 'server')];
  const limits = plain.filter((line) => line !== null).sort((a, b) => (limitOf(a) ?? 0) - (limitOf(b) ?? 0));
  return limits.slice(0, 1).map((line) => plainLimit(source, line));
}

function lastSetting(
  source: HaproxyText,
  sections: readonly HaproxySection[],
  kind: string,
): HaproxyLine | null {
  const lines = sections.map((section) => settingOf(source, section, 'timeout', kind));
  return lines.filter((line) => line !== null).at(-1) ?? null;
}

function limitOf(line: HaproxyLine): number | null {
  return secondsOf(wordAt(line, 2), bareUnitSeconds);
}

function tunnelLimit(line: HaproxyLine): TimeLimit {
  const value = line.words[2];
  return {
    span: line,
    kind: 'idle',
    setting: 'timeout tunnel',
    text: wordAt(line, 2),
    seconds: limitOf(line),
    edits: value ? [{ kind: 'replace', span: value, text: raisedTunnel }] : [],
  };
}

function plainLimit({ text }: HaproxyText, line: HaproxyLine): TimeLimit {
  const lines = [`${indentAt(text, line.start)}timeout tunnel ${raisedTunnel}`];
  return {
    span: line,
    kind: 'idle',
    setting: `timeout ${wordAt(line, 1)}`,
    text: wordAt(line, 2),
    seconds: limitOf(line),
    insteadOf: 'timeout tunnel',
    edits: [{ kind: 'insert-lines-after', offset: line.end, lines }],
  };
}
