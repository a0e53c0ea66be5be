// What lighttpd does with a request before a backend gets it, in the order of its modules: rewrite, redirect, access,
// password, backend. Measured on 1.4.69: the order in server.modules does not change that.

import { readExpression } from '../parse/expression.ts';
import type { ReachStep } from '../program.ts';
import { conditionHolds, type KnownRequest } from './conditions.ts';
import {
  type Context,
  entriesOf,
  type PlainEntry,
  type Setting,
  type Settings,
  SettingsInForce,
  textOf,
} from './settings.ts';

/** A request after all rewrites, and what is in force for it. */
export interface Followed {
  readonly request: KnownRequest;
  readonly inForce: SettingsInForce;
  readonly steps: readonly ReachStep[];
}

/** A circle of rewrites ends here; lighttpd answers 500 after 100. */
const maxRewrites = 100;

const rewritesOnce = ['url.rewrite-once', 'url.rewrite-final', 'url.rewrite-if-not-file'];
const rewritesAgain = ['url.rewrite-repeat', 'url.rewrite', 'url.rewrite-repeat-if-not-file'];

/** Follows the rewrites. `certain`: contexts that hold whatever their condition says. */
export function followRewrites(
  settings: Settings,
  asked: KnownRequest,
  certain?: ReadonlySet<Context>,
): Followed {
  const steps: ReachStep[] = [];
  let request = asked;
  for (let count = 0; ; count++) {
    const now = request;
    const inForce = new SettingsInForce(settings, (condition) => conditionHolds(condition, now), certain);
    const again = rewritten(inForce, rewritesAgain, now);
    const rewrite = again ?? (count === 0 ? rewritten(inForce, rewritesOnce, now) : null);
    if (rewrite === null || count >= maxRewrites) return { request: now, inForce, steps };
    steps.push(rewrite.step);
    request = { ...now, ...rewrite.target };
    if (again === null) {
      const held = new SettingsInForce(settings, (condition) => conditionHolds(condition, request), certain);
      return { request, inForce: held, steps };
    }
  }
}

interface Rewrite {
  readonly target: Pick<KnownRequest, 'path' | 'query'>;
  readonly step: ReachStep;
}

function rewritten(
  inForce: SettingsInForce,
  names: readonly string[],
  { path, query }: KnownRequest,
): Rewrite | null {
  if (path === null) return null;
  for (const name of names) {
    const setting = inForce.get(name);
    const found = firstMatch(setting, path, query);
    if (!setting || !found) continue;
    const made = replaced(textOf(found.entry.value), found.match);
    const [newPath, newQuery = ''] = made === null ? [null] : made.split(/\?(.*)/s, 2);
    return {
      target: { path: newPath, query: made === null ? null : newQuery },
      step: { text: `${name} makes ${newPath ?? 'another path'} of ${path}.`, span: setting.from },
    };
  }
  return null;
}

/** The entry of a list of expressions that a path meets first. */
export function firstMatch(
  setting: Setting | undefined,
  path: string,
  query: string | null,
): { entry: PlainEntry; match: RegExpExecArray } | null {
  const target = query ? `${path}?${query}` : path;
  for (const entry of entriesOf(setting?.value)) {
    const match = readExpression(entry.key ?? '', false)?.exec(target);
    if (match) return { entry, match };
  }
  return null;
}

/** The replacement with `$1` filled in; null when it has other parts of the request. */
function replaced(text: string, match: RegExpExecArray): string | null {
  if (/%\d|[$%]\{/.test(text)) return null;
  return text.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
}
