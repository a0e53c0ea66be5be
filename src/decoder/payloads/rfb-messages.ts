// Messages of RFB (RFC 6143, 7.5 and 7.6, and the extensions that noVNC uses).

import { count } from '../model/words.ts';
import { FieldReader } from './fields.ts';
import type { RfbHandshake } from './rfb-handshake.ts';
import { PayloadTree } from './tree.ts';

const clientMessages: Readonly<Record<number, string>> = {
  0: 'SetPixelFormat',
  2: 'SetEncodings',
  3: 'FramebufferUpdateRequest',
  4: 'KeyEvent',
  5: 'PointerEvent',
  6: 'ClientCutText',
  150: 'EnableContinuousUpdates',
  248: 'ClientFence',
  250: 'xvp',
  251: 'SetDesktopSize',
  255: 'QEMU extended key event',
};
const serverMessages: Readonly<Record<number, string>> = {
  0: 'FramebufferUpdate',
  1: 'SetColourMapEntries',
  2: 'Bell',
  3: 'ServerCutText',
  150: 'EndOfContinuousUpdates',
  248: 'ServerFence',
};
const encodingWords: Readonly<Record<number, string>> = {
  0: 'Raw',
  1: 'CopyRect',
  2: 'RRE',
  5: 'Hextile',
  6: 'zlib',
  7: 'Tight',
  16: 'ZRLE',
  '-223': 'DesktopSize',
  '-224': 'LastRect',
  '-239': 'Cursor',
  '-240': 'X cursor',
  '-258': 'QEMU extended key events',
  '-260': 'TightPNG',
  '-307': 'DesktopName',
  '-308': 'ExtendedDesktopSize',
  '-309': 'xvp',
  '-312': 'Fence',
  '-313': 'ContinuousUpdates',
  '-316': 'extended mouse buttons',
  '-314': 'cursor with alpha',
};
const area = ['x', 'y', 'width', 'height'];

function numbers(reader: FieldReader, labels: readonly string[], size = 2): void {
  for (const label of labels) reader.number(null, label, size);
}

function readKey(reader: FieldReader, name: string, downSize: number): string {
  const isDown = reader.number(null, 'down', downSize);
  if (downSize === 1) reader.bytes(null, 'padding', 2);
  const key = reader.number(null, 'key', 4);
  if (downSize === 2) reader.number(null, 'scan code', 4);
  return `${name} 0x${(key ?? 0).toString(16)} ${isDown ? 'down' : 'up'}`;
}

function readFence(reader: FieldReader): void {
  reader.bytes(null, 'padding', 3);
  reader.bytes(null, 'flags', 4);
  reader.bytes(null, 'content', reader.number(null, 'length', 1) ?? 0);
}

function readCutText(reader: FieldReader): void {
  reader.bytes(null, 'padding', 3);
  const length = reader.number(null, 'length', 4, { isSigned: true }) ?? 0;
  reader.textOrBytes(null, 'text', Math.abs(length));
}

function readEncodings(reader: FieldReader): number {
  reader.bytes(null, 'padding', 1);
  const encodings = reader.number(null, 'number of encodings', 2) ?? 0;
  for (let i = 0; i < encodings && !reader.failed && !reader.tree.isFull; i++) {
    reader.number(null, 'encoding', 4, { isSigned: true, words: encodingWords });
  }
  return encodings;
}

function readDesktopSize(reader: FieldReader): void {
  reader.bytes(null, 'padding', 1);
  numbers(reader, ['width', 'height']);
  const screens = reader.number(null, 'screens', 1) ?? 0;
  reader.bytes(null, 'padding', 1);
  reader.bytes(null, 'screens', screens * 16);
}

/** Reads one message of the client. Returns its words; `null` where its type is not known. */
function readClient(reader: FieldReader): string | null {
  const type = reader.tree.bytes[reader.at];
  const name = clientMessages[type];
  if (name === undefined) return null;
  reader.number(null, 'type', 1, { words: clientMessages });
  switch (type) {
    case 0:
      reader.bytes(null, 'padding', 3);
      reader.bytes(null, 'pixel format', 16);
      return name;
    case 2:
      return `${name}, ${readEncodings(reader)}`;
    case 3:
      numbers(reader, ['incremental'], 1);
      numbers(reader, area);
      return name;
    case 4:
      return readKey(reader, name, 1);
    case 5: {
      reader.number(null, 'buttons', 1);
      const x = reader.number(null, 'x', 2);
      return `${name} ${x}, ${reader.number(null, 'y', 2)}`;
    }
    case 6:
      readCutText(reader);
      return name;
    case 150:
      numbers(reader, ['enabled'], 1);
      numbers(reader, area);
      return name;
    case 248:
      readFence(reader);
      return name;
    case 250:
      numbers(reader, ['padding', 'version', 'code'], 1);
      return name;
    case 251:
      readDesktopSize(reader);
      return name;
    default:
      return reader.number(null, 'kind', 1) === 0 ? readKey(reader, name, 2) : null;
  }
}

/** Adds the messages of the client; `null` where the bytes are not a run of whole messages. */
export function addClientMessages(tree: PayloadTree, from = 0): string[] | null {
  const reader = new FieldReader(tree, from);
  const names: string[] = [];
  while (reader.left > 0 && !tree.isFull) {
    const name = readClient(reader);
    if (name === null || reader.failed) return null;
    names.push(name);
  }
  return names;
}

/** Whether bytes are the head of an update with a rectangle that fits the screen. */
function isUpdate({ bytes }: PayloadTree, at: number, screen: RfbHandshake['screen']): boolean {
  if (bytes.length < at + 16 || bytes[at] !== 0 || bytes[at + 1] !== 0) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, 16);
  const encoding = view.getInt32(12);
  if (encodingWords[encoding] === undefined) return false;
  if (encoding < 0 || screen === null) return true;
  const [x, y, width, height] = [4, 6, 8, 10].map((offset) => view.getUint16(offset));
  return x + width <= screen.width && y + height <= screen.height;
}

/** Length of a message of the server whose end is known; `null` where it is not, or not all of it is there. */
function lengthAt({ bytes }: PayloadTree, at: number): number | null {
  const left = bytes.length - at;
  const type = bytes[at];
  let length: number | null = null;
  if (type === 2 || type === 150) length = 1;
  if (type === 248 && left >= 9) length = 9 + bytes[at + 8];
  if (type === 3 && left >= 8) length = 8 + u32At(bytes, at + 4);
  return length !== null && length <= left ? length : null;
}

/**
 * Adds the messages of the server up to the pixels of an update, which are not decoded: what comes after them is not
 * found.
 */
export function addServerMessages(tree: PayloadTree, from: number, screen: RfbHandshake['screen']): string[] {
  const reader = new FieldReader(tree, from);
  const names: string[] = [];
  while (reader.left > 0 && !tree.isFull) {
    const { at, left } = reader;
    const type = tree.bytes[at];
    const isHead = type === 0 && isUpdate(tree, at, screen);
    if (!isHead && lengthAt(tree, at) === null) {
      reader.bytes(null, 'bytes', left);
      names.push(`${count(left, 'byte')} of the stream`);
      break;
    }
    reader.number(null, 'type', 1, { words: serverMessages });
    if (type === 248) readFence(reader);
    if (type === 3) readCutText(reader);
    if (!isHead) {
      names.push(serverMessages[type]);
      continue;
    }
    reader.bytes(null, 'padding', 1);
    const rectangles = reader.number(null, 'rectangles', 2) ?? 0;
    numbers(reader, area);
    reader.number(null, 'encoding', 4, { isSigned: true, words: encodingWords });
    if (reader.left > 0) reader.bytes(null, 'rectangles and pixels', reader.left);
    names.push(`${serverMessages[0]}, ${count(rectangles, 'rectangle')}`);
  }
  return names;
}

function u32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0);
}

/** Whether bytes are a run of whole messages of the client. */
export function areClientMessages(bytes: Uint8Array): boolean {
  return addClientMessages(new PayloadTree(bytes)) !== null;
}
