// The frames of HTTP/2 (RFC 9113 4, 6): their types, flags, codes, and how a run of them is recognised.

export const frameHeaderLength = 9;

export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  resetStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goAway: 7,
  windowUpdate: 8,
  continuation: 9,
  priorityUpdate: 16,
} as const;

export const flag = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

/** Settings that matter here (RFC 9113 6.5.2, RFC 8441 3). */
export const setting = {
  headerTableSize: 1,
  initialWindowSize: 4,
  maxFrameSize: 5,
  enableConnectProtocol: 8,
} as const;

/** Error codes of RST_STREAM and GOAWAY (RFC 9113 7). */
const errorNames: readonly string[] = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

/** The name of an error code, or its number. */
export function errorName(code: number): string {
  return errorNames[code] ?? `0x${code.toString(16)}`;
}

/** A client begins with these bytes (RFC 9113 3.4). */
export const http2Preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Whether bytes begin with the preface; fewer bytes than the preface has are compared with its beginning. */
export function startsWithPreface(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, http2Preface.length);
  for (let i = 0; i < length; i++) if (bytes[i] !== http2Preface.charCodeAt(i)) return false;
  return length > 0;
}

/** The 32-bit number at `at`. */
export function numberAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]) >>> 0;
}

/** The stream of the frame whose header is at `at`, without the reserved bit. */
export function streamAt(bytes: Uint8Array, at: number): number {
  return numberAt(bytes, at + 5) & 0x7fffffff;
}

/** Types of frames of the connection (stream 0), and of frames of a stream; WINDOW_UPDATE is of both. */
const connectionTypes = new Set<number>([
  frameType.settings,
  frameType.ping,
  frameType.goAway,
  frameType.priorityUpdate,
]);
const streamTypes = new Set<number>([
  frameType.data,
  frameType.headers,
  frameType.priority,
  frameType.resetStream,
  frameType.pushPromise,
  frameType.continuation,
]);
/** Frames are no longer than this unless SETTINGS said so (RFC 9113 6.5.2); only used to find a beginning. */
const usualLimit = 16384;

/** Whether a type has this length. */
function hasItsLength(type: number, length: number): boolean {
  if (type === frameType.settings) return length % 6 === 0;
  if (type === frameType.ping) return length === 8;
  return (type !== frameType.resetStream && type !== frameType.windowUpdate) || length === 4;
}

/** The frames of a run of bytes that begins with a frame, or `null` for other bytes. */
export function framesOf(bytes: Uint8Array): { readonly type: number; readonly stream: number }[] | null {
  const found: { type: number; stream: number }[] = [];
  let at = 0;
  while (at + frameHeaderLength <= bytes.length) {
    const length = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
    const type = bytes[at + 3];
    const stream = streamAt(bytes, at);
    if (length > usualLimit || bytes[at + 5] > 0x7f) return null;
    const isOfConnection = connectionTypes.has(type);
    const isOfStream = streamTypes.has(type);
    if (!isOfConnection && !isOfStream && type !== frameType.windowUpdate) return null;
    if (stream === 0 ? isOfStream : isOfConnection) return null;
    if (!hasItsLength(type, length)) return null;
    found.push({ type, stream });
    at += frameHeaderLength + length;
  }
  return found.length > 0 ? found : null;
}
