// The fixed header of a packet of MQTT (MQTT 3.1.1 and 5.0, 2.1).

export interface MqttHeader {
  readonly type: number;
  readonly flags: number;
  /** Offset of the first byte after the header. */
  readonly bodyStart: number;
  /** Bytes after the header. */
  readonly length: number;
}

const maxLengthBytes = 4;
export const publish = 3;
const flagsOfType: Readonly<Record<number, number>> = { 6: 2, 8: 2, 10: 2 };

/** The flags that a type demands; `null` for PUBLISH, which says more in them. */
export function mqttFlagsOf(type: number): number | null {
  return type === publish ? null : (flagsOfType[type] ?? 0);
}

/** The fixed header at a place; `cut` where its bytes end, `null` where it is not one. */
export function mqttHeaderAt(bytes: Uint8Array, at: number): MqttHeader | 'cut' | null {
  const first = bytes[at];
  if (first >> 4 === 0) return null;
  let length = 0;
  for (let i = 0; i < maxLengthBytes; i++) {
    const byte = bytes[at + 1 + i];
    if (byte === undefined) return 'cut';
    length += (byte & 127) * 128 ** i;
    if (byte < 128) return { type: first >> 4, flags: first & 15, bodyStart: at + 2 + i, length };
  }
  return null;
}
