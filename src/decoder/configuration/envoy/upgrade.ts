// `upgrade_configs` of a connection manager and of a route, and the edits that turn it on.

import type { EditIntent, UpgradeSwitch } from '../model.ts';
import { indentAt, lineStartBefore } from '../parse/text.ts';
import { firstLineOf, itemsOf, textOf, under, type YamlNode } from '../parse/yaml-tree.ts';

const expected = 'upgrade_configs with upgrade_type: websocket in the connection manager or the route';
const consequence = 'Without it Envoy responds with 403.';

/** The entry for websocket in the `upgrade_configs` of a node, or null. */
export function webSocketUpgrade(node: YamlNode | null): YamlNode | null {
  const listed = itemsOf(under(node, 'upgrade_configs'));
  return listed.find((one) => /^websocket$/i.test(textOf(under(one, 'upgrade_type')) ?? '')) ?? null;
}

/** The switch of a connection manager. */
export function managerSwitch(text: string, manager: YamlNode): UpgradeSwitch {
  const listed = webSocketUpgrade(manager);
  const common = { kind: 'switch', expected, consequence } as const;
  if (listed === null) {
    const edits = listingEdits(text, manager);
    return { ...common, span: firstLineOf(text, manager), state: 'absent', found: '', edits };
  }
  return { ...common, ...stateOf(text, listed) };
}

/** What a route says of its own; null when it leaves it to the connection manager. */
export function routeSwitch(text: string, route: YamlNode): UpgradeSwitch | null {
  const listed = webSocketUpgrade(under(route, 'route'));
  return listed && { kind: 'switch', expected, consequence, ...stateOf(text, listed) };
}

function stateOf(text: string, listed: YamlNode): Pick<UpgradeSwitch, 'span' | 'state' | 'found' | 'edits'> {
  const enabled = under(listed, 'enabled');
  const isOff = textOf(enabled) === 'false';
  return {
    span: firstLineOf(text, listed),
    state: isOff ? 'off' : 'on',
    found: isOff ? 'websocket with enabled: false' : 'websocket',
    edits: isOff && enabled ? [{ kind: 'replace', span: enabled, text: 'true' }] : [],
  };
}

/** Lists websocket in a connection manager in block style; flow style is left to the writer. */
function listingEdits(text: string, manager: YamlNode): EditIntent[] {
  if (manager.kind !== 'map' || manager.flow) return [];
  const existing = manager.entries.find((entry) => entry.key === 'upgrade_configs')?.value;
  if (existing) {
    if (existing.kind !== 'list' || existing.flow || existing.items.length === 0) return [];
    const { start } = existing.items[0];
    const at = lineStartBefore(text, start);
    const line = `${indentAt(text, start)}- upgrade_type: websocket\n`;
    return [{ kind: 'replace', span: { start: at, end: at }, text: line }];
  }
  const anchor = manager.entries.find((entry) => entry.key === 'stat_prefix') ?? manager.entries[0];
  if (anchor?.value.kind !== 'scalar') return [];
  const indent = ' '.repeat(anchor.keyStart - lineStartBefore(text, anchor.keyStart));
  const offset = Math.max(anchor.keyEnd, anchor.value.end - 1);
  const lines = [`${indent}upgrade_configs:`, `${indent}- upgrade_type: websocket`];
  return [{ kind: 'insert-lines-after', offset, lines }];
}
