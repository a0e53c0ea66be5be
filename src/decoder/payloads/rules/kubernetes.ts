// Kubernetes: a stream that ends with a failure of the server, and channels that the agreed version has not.

import { decodeText } from '../../bytes/utf8.ts';
import type { ContentFault, ContentMessage, ContentRule } from '../content-rule.ts';
import { quoted } from '../fields.ts';
import { recordOf } from '../json-messages.ts';
import { kubernetesChannels, kubernetesSubprotocol } from '../kubernetes-channels.ts';
import { unpackBase64 } from '../unpack.ts';

const section = 'Kubernetes remote command';
const errorChannel = 3;
const closeChannel = 255;
const zero = 0x30;

/** A command that ran and ended with another code than 0 is no failure of the stream. */
function failureOf(content: Uint8Array): ContentFault | null {
  const status = recordOf(decodeText(content));
  if (status?.status !== 'Failure' || status.reason === 'NonZeroExitCode') return null;
  const reason = typeof status.reason === 'string' ? `${status.reason}: ` : '';
  const message = typeof status.message === 'string' ? status.message.slice(0, 200) : '';
  return {
    rule: 'kubernetes-failure',
    severity: 'warning',
    section,
    text: `Expected the status Success, found Failure, ${reason}${quoted(message)}.`,
    range: null,
  };
}

function channelFault(channel: number, subprotocol: string): ContentFault | null {
  const hasClose = subprotocol.startsWith('v5.');
  if (kubernetesChannels[channel] !== undefined && (channel !== closeChannel || hasClose)) return null;
  const word = channel === closeChannel ? ' (close), which v5.channel.k8s.io alone has' : '';
  return {
    rule: 'kubernetes-unknown-channel',
    severity: 'warning',
    section,
    text: `Expected a channel of ${subprotocol}: 0 to 4${hasClose ? ', or 255' : ''}, found ${channel}${word}.`,
    range: { start: 0, end: 1 },
  };
}

export const kubernetesRule: ContentRule = {
  ids: ['kubernetes-failure', 'kubernetes-unknown-channel'],

  check({ subprotocol: agreed, path }) {
    const subprotocol = agreed?.trim() ?? '';
    // Port forwarding counts its channels by ports.
    if (!kubernetesSubprotocol.test(subprotocol) || !/\/(?:exec|attach)\b/.test(path ?? '')) return null;
    const isBase64 = subprotocol.includes('base64.');
    return {
      message({ sender, bytes }: ContentMessage) {
        if (bytes.length === 0) return [];
        const channel = isBase64 ? bytes[0] - zero : bytes[0];
        const content = isBase64 ? unpackBase64(bytes, 1, bytes.length)?.bytes : bytes.subarray(1);
        const isStatus = sender === 'server' && channel === errorChannel && content !== undefined;
        const fault = channelFault(channel, subprotocol) ?? (isStatus ? failureOf(content) : null);
        return fault === null ? [] : [fault];
      },
    };
  },
};
