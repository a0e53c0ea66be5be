// Action Cable of Rails (`actioncable-v1-json`). Identifiers, and the data of a command, are JSON in a text.

import { encodeText } from '../../bytes/utf8.ts';
import type { PayloadFormat } from '../format.ts';
import { addMessageJson, joinWords, shown } from '../json-messages.ts';
import type { OpenNode, PayloadTree } from '../tree.ts';

const types = new Set(['welcome', 'ping', 'disconnect', 'confirm_subscription', 'reject_subscription']);
const commands = new Set(['subscribe', 'unsubscribe', 'message']);

/** Decodes the JSON inside a text of the message. */
function addInside(tree: PayloadTree, node: OpenNode | undefined, value: unknown): void {
  if (node === undefined || typeof value !== 'string' || !/^[[{]/.test(value)) return;
  const { start, end } = node;
  tree.addUnpacked(node, {
    bytes: encodeText(value),
    by: 'reading the text',
    isExact: false,
    locate: () => ({ start, end }),
  });
}

export const actionCableFormat: PayloadFormat = {
  id: 'action-cable',
  name: 'Action Cable',
  layer: 'protocol',

  recognise(sample) {
    const message = sample.object;
    if (message === null) return 'no';
    const { type, command, identifier } = message;
    const hasIdentifier = typeof identifier === 'string' && identifier.startsWith('{"channel"');
    const isKnown =
      (typeof type === 'string' && types.has(type)) ||
      (typeof command === 'string' && commands.has(command)) ||
      (identifier !== undefined && 'message' in message);
    if (!isKnown) return 'no';
    if (sample.speaks('actioncable-v1-json')) return 'certain';
    return hasIdentifier ? 'likely' : sample.asksFor(/\/cable\b/) ? 'likely' : 'possible';
  },

  parse(tree, sample) {
    const node = addMessageJson(tree);
    const message = sample.object ?? {};
    for (const name of ['identifier', 'data']) {
      addInside(
        tree,
        node?.children.find(({ label }) => label === name),
        message[name],
      );
    }
    const what = message.type ?? message.command ?? 'message';
    return joinWords(
      String(what).slice(0, 60),
      message.identifier === undefined ? '' : shown(message.identifier),
      message.type === 'disconnect' && message.reason !== undefined ? shown(message.reason) : '',
    );
  },
};
