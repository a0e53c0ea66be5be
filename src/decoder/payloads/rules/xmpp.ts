// XMPP over WebSocket: errors that end the stream, a login that fails, and messages that are not one element.

import { agreed, type ContentFault, type ContentRule } from '../content-rule.ts';
import { type PayloadNode, PayloadTree } from '../tree.ts';
import { addXml } from '../xml-elements.ts';

/** The condition of an error, and what it says. */
function conditionOf({ children }: PayloadNode): string {
  const condition =
    children.find(({ label, value }) => value === '' && label !== 'text')?.label ?? 'no condition';
  const text = children.find(({ label }) => label === 'text')?.children.find(({ label }) => label === 'text');
  return text === undefined ? condition : `${condition}: ${text.value}`;
}

function problemOf(nodes: readonly PayloadNode[]): string | null {
  for (const { problem, children } of nodes) {
    const found = problem ?? problemOf(children);
    if (found !== null) return found;
  }
  return null;
}

function faultOf(root: PayloadNode): Omit<ContentFault, 'severity' | 'range'> | null {
  if (root.label === 'stream:error' || root.label === 'error') {
    return {
      rule: 'xmpp-stream-error',
      section: 'RFC 6120, 4.9',
      text: `Expected the stream to go on, found a stream error, ${conditionOf(root)}.`,
    };
  }
  const isSasl = root.children.some(({ value }) => value === '“urn:ietf:params:xml:ns:xmpp-sasl”');
  if (root.label === 'failure' && isSasl) {
    return {
      rule: 'xmpp-authentication-failed',
      section: 'RFC 6120, 6.5',
      text: `Expected success, found a failure of the login, ${conditionOf(root)}.`,
    };
  }
  return null;
}

export const xmppRule: ContentRule = {
  ids: ['xmpp-stream-error', 'xmpp-authentication-failed', 'xmpp-not-well-formed'],

  check(connection) {
    if (!agreed(connection, ['xmpp'])) return null;
    return {
      message({ sender, kind, bytes }) {
        if (kind !== 'text') return [];
        const tree = new PayloadTree(bytes);
        addXml(tree);
        const problem = problemOf(tree.roots);
        if (problem !== null) {
          const section = 'RFC 7395, 3.1';
          return [{ rule: 'xmpp-not-well-formed', severity: 'warning', section, text: problem, range: null }];
        }
        const found = sender === 'server' && tree.roots.length > 0 ? faultOf(tree.roots[0]) : null;
        return found === null ? [] : [{ ...found, severity: 'warning' as const, range: null }];
      },
    };
  },
};
