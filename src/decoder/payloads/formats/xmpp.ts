// XMPP over WebSocket (RFC 7395): one XML element a message.

import type { PayloadFormat } from '../format.ts';
import { addXml } from '../xml-elements.ts';

const framing = 'urn:ietf:params:xml:ns:xmpp-framing';
const stanza =
  /^\s*<(?:open|close|message|presence|iq|stream:features|features|auth|success|failure|challenge|response|a|r|sm:\w+|enable|enabled|resume|resumed)\b/;

export const xmppFormat: PayloadFormat = {
  id: 'xmpp',
  name: 'XMPP',
  layer: 'protocol',

  recognise(sample) {
    const { text } = sample;
    if (text === null || !/^\s*</.test(text)) return 'no';
    if (sample.speaks('xmpp')) return 'certain';
    if (text.includes(framing)) return 'certain';
    return stanza.test(text) && /jabber:|urn:ietf:params:xml:ns:xmpp/.test(text) ? 'likely' : 'no';
  },

  parse(tree) {
    addXml(tree);
    const [root] = tree.roots;
    if (root === undefined) return 'empty';
    const words = ['type', 'from', 'to', 'id']
      .flatMap((label) => root.children.filter((one) => one.label === label).slice(0, 1))
      .map(({ label, value }) => `${label} ${value}`);
    const isError = root.label === 'failure' || root.label === 'stream:error';
    const conditions = isError
      ? root.children.flatMap(({ label, value }) => (value === '' ? label : []))
      : [];
    return [root.label, ...conditions, ...words].join(', ').slice(0, 160);
  },
};
