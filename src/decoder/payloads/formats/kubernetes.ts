// Kubernetes streams (`channel.k8s.io`, `v2` to `v5`, and their base64 forms): the first byte of a message is its
// channel. Port forwarding has two channels a port, and begins each with the number of the port.

import { count } from '../../model/words.ts';
import { FieldReader } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import { kubernetesChannels, kubernetesSubprotocol } from '../kubernetes-channels.ts';
import type { PayloadSample } from '../sample.ts';
import type { PayloadTree } from '../tree.ts';
import { unpackBase64 } from '../unpack.ts';
import { addJson } from '../values/json.ts';

const zero = 0x30;

function isForward(sample: PayloadSample): boolean {
  return sample.asksFor(/\/portforward\b/);
}

function channelWords(sample: PayloadSample): (channel: number) => string {
  if (!isForward(sample)) return (channel) => kubernetesChannels[channel] ?? '';
  return (channel) =>
    channel % 2 === 0 ? `data of port ${channel / 2}` : `errors of port ${(channel - 1) / 2}`;
}

function isBase64(sample: PayloadSample): boolean {
  return sample.facts.subprotocol?.includes('base64.') === true;
}

function addContent(tree: PayloadTree, channel: number, sample: PayloadSample): string {
  const { length } = tree.bytes;
  if (length === 1) return 'empty';
  if (channel === 255) {
    const closed = tree.bytes[1];
    tree.add(null, 'closed channel', `${closed} (${kubernetesChannels[closed] ?? 'unknown'})`, 1, 2);
    return kubernetesChannels[closed] ?? String(closed);
  }
  const isJson = !isForward(sample) && (channel === 3 || channel === 4) && tree.bytes[1] === 0x7b;
  if (isJson) {
    const node = addJson(tree, null, 'content', 1, length);
    const words = node?.children.filter(({ label }) =>
      ['status', 'reason', 'message', 'Width', 'Height'].includes(label),
    );
    return words?.map(({ label, value }) => `${label} ${value}`).join(', ') ?? '';
  }
  const reader = new FieldReader(tree, 1);
  reader.textOrBytes(null, 'content', length - 1);
  return count(length - 1, 'byte');
}

export const kubernetesFormat: PayloadFormat = {
  id: 'kubernetes',
  name: 'Kubernetes channels',
  layer: 'protocol',

  recognise(sample) {
    const { bytes, facts } = sample;
    if (facts.kind === 'control' || bytes.length === 0) return 'no';
    if (!kubernetesSubprotocol.test(facts.subprotocol?.trim() ?? '')) return 'no';
    const channel = isBase64(sample) ? bytes[0] - zero : bytes[0];
    return isForward(sample) || kubernetesChannels[channel] !== undefined ? 'certain' : 'possible';
  },

  parse(tree, sample) {
    if (tree.bytes.length === 0) return 'empty';
    const words = channelWords(sample);
    const isText = isBase64(sample);
    const channel = isText ? tree.bytes[0] - zero : tree.bytes[0];
    const name = words(channel);
    tree.add(null, 'channel', name === '' ? String(channel) : `${channel} (${name})`, 0, 1);
    if (!isText) return `${name || `channel ${channel}`}, ${addContent(tree, channel, sample)}`;
    const unpacked = unpackBase64(tree.bytes, 1, tree.bytes.length);
    const node = tree.add(null, 'content', '', 1, tree.bytes.length);
    if (unpacked === null)
      node.problem = 'Expected base64 after the channel, found other characters, at 0x1.';
    else if (unpacked.bytes.length > 0) tree.addUnpacked(node, unpacked);
    return `${name || `channel ${channel}`}, ${count(unpacked?.bytes.length ?? 0, 'byte')}`;
  },
};
