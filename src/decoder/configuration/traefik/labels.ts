// Docker labels of Traefik (`traefik.http.routers.app.rule=Host(...)`) as the tree that its YAML files have.

import { entriesOf, itemsOf, textOf, walk, type YamlMap, type YamlNode } from '../parse/yaml-tree.ts';

/**
 * The tree of all `traefik.` labels in a compose file; empty when it has none. Places are those of the
 * labels.
 */
export function labelTree(document: YamlNode): YamlNode[] {
  const root = emptyMap(document);
  for (const { node, path } of walk(document)) {
    if (path.at(-1) !== 'labels') continue;
    for (const item of node.kind === 'list' ? itemsOf(node) : []) {
      const text = textOf(item) ?? '';
      const at = text.indexOf('=');
      if (at > 0) putLabel(root, text.slice(0, at), text.slice(at + 1), item);
    }
    for (const { key, value } of entriesOf(node)) putLabel(root, key, textOf(value) ?? '', value);
  }
  return root.entries.length > 0 ? [root] : [];
}

function emptyMap({ start, end }: YamlNode): YamlMap {
  return { kind: 'map', start, end, entries: [], flow: true };
}

function putLabel(root: YamlMap, label: string, value: string, at: YamlNode): void {
  const [first, ...keys] = label.split('.');
  if (first !== 'traefik' || (keys[0] !== 'http' && keys[0] !== 'tcp')) return;
  let map = root;
  for (const [index, key] of keys.entries()) {
    const isLast = index === keys.length - 1;
    const known = map.entries.find((one) => one.key.toLowerCase() === key.toLowerCase())?.value;
    const node = known ?? (isLast ? leafOf(key, value, at) : emptyMap(at));
    if (!known) map.entries.push({ key, keyStart: at.start, keyEnd: at.start, value: node });
    if (node.kind !== 'map') return;
    map = node;
  }
}

/** The value of a label. Lists are written with commas: `middlewares=auth,compress`. */
function leafOf(key: string, value: string, { start, end }: YamlNode): YamlNode {
  const scalar = (text: string): YamlNode => ({ kind: 'scalar', start, end, value: text });
  return key.toLowerCase() === 'middlewares'
    ? { kind: 'list', start, end, items: value.split(',').map((one) => scalar(one.trim())), flow: true }
    : scalar(value);
}
