// The container of segments, read whole.

import {
  type Segment,
  type SegmentCapture,
  type SegmentOpening,
  SegmentReader,
} from '../decoder/segments/segments.ts';

/** The result of decoding. With damage the value holds everything before it. */
export interface SegmentReading {
  readonly ok: boolean;
  readonly value: SegmentCapture;
  /** Expected, found, where; `null` when all is well. */
  readonly damage: string | null;
}

/** Reads a whole container. Never throws; segments' bytes are views on `bytes`. */
export function decodeSegments(bytes: Uint8Array): SegmentReading {
  const connections: (SegmentOpening & { segments: Segment[] })[] = [];
  const segmentsNow = () => connections[connections.length - 1].segments;
  const reader = new SegmentReader({
    connection: (opening) => connections.push({ ...opening, segments: [] }),
    data: (sender, data, _at, time) =>
      segmentsNow().push({ sender, kind: 'data', time, length: data.length, bytes: data }),
    other: (sender, kind, length, time) =>
      segmentsNow().push({ sender, kind, time, length, bytes: new Uint8Array(0) }),
  });
  reader.push(bytes);
  reader.end();
  return { ok: reader.damage === null, value: { connections }, damage: reader.damage };
}
