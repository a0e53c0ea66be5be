// What the details of a packet say of its WebSocket frame, in words.

/** The value of a field, as Wireshark writes it after `=`. */
function field(text: string, name: string): string | null {
  return new RegExp(`^[ \\t*-]*(?:[01.]{4} ?)+ = ${name}: (.*)$`, 'm').exec(text)?.[1]?.trim() ?? null;
}

const copying =
  'Copy the bytes: select the TCP or WebSocket line, then Copy, "...as a Hex Stream"; or File, Export Specified Packets as pcap.';

/** Sentences on packet details: the frame that they show, and how to copy its bytes. */
export function treeSummary(text: string): string {
  const opcode = field(text, 'Opcode');
  const mask = field(text, 'Mask');
  const length = field(text, 'Payload length');
  if (opcode === null)
    return `Recognised: Wireshark packet details. They hold no bytes to decode. ${copying}`;
  const isMasked = mask === null ? null : /true/i.test(mask);
  const kind = opcode.replace(/\s*\(\d+\)/, '').toLowerCase();
  const size = length === null ? '' : ` of ${/\d+/.exec(length)?.[0] ?? length} bytes`;
  const masked = isMasked === null ? '' : isMasked ? ', masked' : ', not masked';
  const who =
    isMasked === false
      ? ' If a client sent it, that is the fault: a client must mask every frame (client-unmasked-frame).'
      : isMasked === true
        ? ' If a server sent it, that is the fault: a server must not mask a frame (server-masked-frame).'
        : '';
  return `Recognised: Wireshark packet details of a ${kind} frame${size}${masked}.${who} They hold no bytes to decode. ${copying}`;
}
