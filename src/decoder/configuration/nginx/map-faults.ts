// Tables (`map`, `split_clients`) and nested locations for which nginx refuses to start.
// Documentation: https://nginx.org/en/docs/http/ngx_http_map_module.html

import type { UnresolvedFact } from '../model.ts';
import { templateValue } from '../paste/templates.ts';
import { argument, childrenNamed, childrenOf } from './blocks.ts';
import { all, fault } from './faults.ts';
import type { NginxDirective } from './parse.ts';

/** Lines of a map that are no entries. */
const words = /^(include|hostnames|volatile)$/;

/** What nginx refuses of the maps of a text. */
export function mapFaults(root: NginxDirective): UnresolvedFact[] {
  return all(root, 'map').flatMap((map) => {
    const seen = new Set<string>();
    return childrenOf(map).flatMap((entry) => {
      if (words.test(entry.name) || templateValue.test(entry.name)) return [];
      if (entry.args.length !== 1) return [fault(entry, 'a line of a map has a key and one value.')];
      const key = entry.name.startsWith('~') ? entry.name : entry.name.toLowerCase();
      if (seen.has(key) && !key.startsWith('~')) return [fault(entry, `the map has ${key} twice.`)];
      seen.add(key);
      return [];
    });
  });
}

/** What nginx refuses of locations inside of others. */
export function nestingFaults(root: NginxDirective): UnresolvedFact[] {
  return all(root, 'location').flatMap((outer) => {
    const kind = argument(outer);
    return childrenNamed(outer, 'location').flatMap((inner) => {
      const name = argument(inner);
      if (kind.startsWith('=')) return [fault(inner, 'an exact location holds no other.')];
      if (kind.startsWith('@')) return [fault(inner, 'a named location holds no other.')];
      if (name.startsWith('@'))
        return [fault(inner, `the named location ${name} stands in the server alone.`)];
      return isOutside(outer, inner)
        ? [fault(inner, `location ${name} is outside of location ${kind}, in which it stands.`)]
        : [];
    });
  });
}

/** A prefix inside of a prefix begins with it; expressions may stand anywhere. */
function isOutside(outer: NginxDirective, inner: NginxDirective): boolean {
  const [own, around] = [inner, outer].map(({ args }) => args.map(({ text }) => text));
  if (own[0]?.startsWith('~') || around[0]?.startsWith('~')) return false;
  return !(own.at(-1) ?? '').startsWith(around.at(-1) ?? '');
}
