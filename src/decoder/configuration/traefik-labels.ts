// Docker labels of Traefik (`traefik.http.routers.app.rule=Host(...)`) as the tree that its YAML files have.

import { entriesOf, itemsOf, textOf, walk, type YamlNode } from './parse/yaml-tree.ts';

/** The tree of all `traefik.` labels in a compose file; empty when there are none. Places are those of the labels. */
export function labelTree(document: YamlNode): YamlNode[] {
  const root: YamlNode = { kind: 'map', start: document.start, end: document.end, entries: [], flow: true };
  for (const { node, path } of walk(document)) {
    if (path.at(-1) !== 'labels') {
      continue;
    }
    for (const item of node.kind === 'list' ? itemsOf(node) : []) {
      const text = textOf(item) ?? '';
      const at = text.indexOf('=');
      if (at > 0) {
        put(root, text.slice(0, at), text.slice(at + 1), item);
      }
    }
    for (const { key, value } of entriesOf(node)) {
      put(root, key, textOf(value) ?? '', value);
    }
  }
  return root.entries.length > 0 ? [root] : [];
}

function put(root: YamlNode, label: string, value: string, at: YamlNode): void {
  const keys = label.split('.');
  if (keys[0] !== 'traefik' || (keys[1] !== 'http' && keys[1] !== 'tcp')) {
    return;
  }
  let node = root;
  for (const [index, key] of keys.slice(1).entries()) {
    if (node.kind !== 'map') {
      return;
    }
    const last = index === keys.length - 2;
    let entry = node.entries.find((one) => one.key.toLowerCase() === key.toLowerCase());
    if (!entry) {
      const child: YamlNode = last
        ? leaf(keys, value, at)
        : { kind: 'map', start: at.start, end: at.end, entries: [], flow: true };
      entry = { key, keyStart: at.start, keyEnd: at.start, value: child };
      node.entries.push(entry);
    }
    node = entry.value;
  }
}

// Lists are written with commas: `middlewares=auth,compress`.
function leaf(keys: string[], value: string, at: YamlNode): YamlNode {
  const scalar = (text: string): YamlNode => ({ kind: 'scalar', start: at.start, end: at.end, value: text });
  return keys.at(-1)?.toLowerCase() === 'middlewares'
    ? {
        kind: 'list',
        start: at.start,
        end: at.end,
        items: value.split(',').map((one) => scalar(one.trim())),
        flow: true,
      }
    : scalar(value);
}
