// What a text says of masks beside the bytes that it shows: an error of a program, the fields of a packet with its
// ports, the words of a person. It tells who sent bytes that say so nowhere else.

import type { MaskReport } from '../model/capture-sink.ts';
import { clientByPorts } from '../network/roles.ts';
import type { ErrorText } from './errors.ts';
import type { Recognition } from './recognition.ts';

/** A frame without a mask, as a thing to remark: a frame of a server has none. */
const saysUnmasked =
  /\b(?:(?:is|are|was|were|being) (?:not|n't) masked|(?:is|are|was|were)n['’]t masked|not masked|(?:un|non-?)masked (?:frames?|messages?)|frames? (?:is|are|was|were|arrives?|arrived|sent) unmasked|without (?:a |any |the )?mask(?:ing)?(?: key| bit)?|no mask(?:ing)?(?: key| bit)?|mask(?:ing)? (?:key |bit )?(?:is |was )?(?:missing|not set|unset)|missing mask(?:ing)?|must (?:be masked|set the mask|mask (?:its|every|all) frames?)|nicht maskiert|unmaskiert|ohne Maske|(?:non|pas) masquée?s?|sans masque|(?:sin|no) enmascarad[oa]s?|sin máscara)\b|не замаскирован|без маски|未(?:加)?掩码|没有掩码|未被掩码|マスクされていな|マスクなし/iu;
/** What somebody wrote behind a few bytes of a header says what they are. */
const explainedBytes =
  /^[ \t]*(?:(?:0x)?[\da-f]{2}[ ,]{0,2}){1,4}(?:[ ]{2,}|\t|[ ]*(?:\/\/|#|;|--|<-|=))[^\n]*$/gim;
/** Frames with and without a mask in a list, each in a line of its own: no fault, but what the items are. */
const unmaskedItem = /^[^.!?\n]*\bunmasked (?:\w+ ){0,2}(?:frames?|messages?)\b[^.!?\n]*$/gim;
const maskedItem = /^[^.!?\n]*(?<!un|non-|not )\bmasked (?:\w+ ){0,2}(?:frames?|messages?)\b[^.!?\n]*$/im;
/** The same of a server, where it is in order. */
const ofServer =
  /\b(?:server(?:['’]s)?|from the server|backend)\s+(?:frames?|messages?|data|replies|responses?|bytes)\b[^.\n]{0,40}(?:not masked|unmasked|without)/i;
const saysMasked =
  /\b(?:must not (?:be masked|mask)|should not be masked|unexpected(?:ly)? masked|masked frames? from (?:the |a )?server|server (?:frames?|messages?) (?:is|are|was|were) masked|server masks)\b/i;
/** Longer texts say many things. */
const maxProse = 4000;

/** The value of a field of a packet, as Wireshark and tshark write it. */
const maskField =
  /^[ \t]*[01.]{4}(?: [01.]{4})* = Mask: (True|False)\b|^[ \t]*"?websocket\.mask"?[:=]\s*"?(1|0|True|False)\b/im;
const portsField = /\bSrc Port: (\d{1,5}), Dst Port: (\d{1,5})/;

/** A fault of masking that the fields of a packet show with its ports. */
function reportOfPacket(tree: string): MaskReport[] {
  const mask = maskField.exec(tree);
  const ports = portsField.exec(tree);
  if (mask === null || ports === null) return [];
  const { isA, roles } = clientByPorts(Number(ports[1]), Number(ports[2]), true);
  if (roles !== 'likely') return [];
  const isMasked = /^(?:true|1)$/i.test(mask[1] ?? mask[2]);
  if (isA && !isMasked) return ['unmasked-client-frame'];
  return !isA && isMasked ? ['masked-server-frame'] : [];
}

const isMaskReport = (rule: string): rule is MaskReport =>
  rule === 'unmasked-client-frame' || rule === 'masked-server-frame';

/** Faults of masking that the text reports. */
export function reportedMasks(
  text: string,
  { parts }: Recognition,
  errors: readonly ErrorText[],
): MaskReport[] {
  const reports = new Set<MaskReport>();
  for (const rule of errors.flatMap(({ violations }) => violations))
    if (isMaskReport(rule)) reports.add(rule);
  for (const { kind, start, end } of parts)
    if (kind === 'packet-tree') for (const one of reportOfPacket(text.slice(start, end))) reports.add(one);
  if (text.length <= maxProse) {
    const unexplained = text.replace(explainedBytes, '');
    const others = unexplained.replace(unmaskedItem, '');
    const prose = maskedItem.test(others) ? others : unexplained;
    if (saysUnmasked.test(prose) && !ofServer.test(text)) reports.add('unmasked-client-frame');
    if (saysMasked.test(text)) reports.add('masked-server-frame');
  }
  return [...reports];
}
