// The path that the backend is asked for.

import type { Route } from '../model.ts';
import { forwardPath } from '../path-match.ts';
import { defineRule, type Rule } from '../rule.ts';

/** What a client adds to the prefix of a route. */
const rest = 'chat';

/** A path below the route, as the client writes it, and as the backend gets it. */
function example({ path, ending }: Route): { asked: string; got: string } | null {
  if (ending.kind !== 'proxy' || ending.path.kind !== 'prefix-replaced' || path.kind === 'exact') return null;
  const { prefix, by } = ending.path;
  // Equal ends join well; a prefix without a slash that becomes one without a slash too.
  if (prefix.endsWith('/') === by.endsWith('/')) return null;
  const asked = prefix.endsWith('/') ? prefix + rest : `${prefix}/${rest}`;
  return { asked, got: forwardPath(ending.path, asked) ?? asked };
}

const joinedBadly = defineRule({
  id: 'path-join',
  cause: 'upgrade-refused',
  find: (route) => (example(route) ? [{ span: route.span }] : []),
  severity: 'warning',
  sentence: (_, route) => {
    const { asked = '', got = '' } = example(route) ?? {};
    return `The path and the target differ in their last slash, so the backend is asked for ${got} instead of ${asked}. End both with a slash, or neither.`;
  },
});

/** Rules about paths. */
export const pathRules: readonly Rule[] = [joinedBadly];
