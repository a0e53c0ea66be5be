// RFC 6455 5.2 and the IANA WebSocket opcode registry.

export const opcode = {
  continuation: 0x0,
  text: 0x1,
  binary: 0x2,
  close: 0x8,
  ping: 0x9,
  pong: 0xa,
} as const;

const names = [
  'continuation',
  'text',
  'binary',
  'reserved 3',
  'reserved 4',
  'reserved 5',
  'reserved 6',
  'reserved 7',
  'close',
  'ping',
  'pong',
  'reserved B',
  'reserved C',
  'reserved D',
  'reserved E',
  'reserved F',
] as const;

/** The name of an opcode, `reserved N` for those without one. */
export function opcodeName(value: number): string {
  return names[value & 15];
}

/** Opcodes 8-F: never fragmented, at most 125 bytes. */
export function isControl(value: number): boolean {
  return (value & 8) !== 0;
}

/** Text and binary: the opcodes of the first frame of a message. */
export function opensMessage(value: number): boolean {
  return value === opcode.text || value === opcode.binary;
}

/** Opcodes 3-7 and B-F. */
export function isReservedOpcode(value: number): boolean {
  return (value & 7) > 2;
}
