// RFB, the protocol of VNC (RFC 6143), as noVNC and websockify carry it: a stream that is cut into messages anywhere. A
// message is read by itself: what began in an earlier one cannot be told from it.

import { startsWith } from '../../bytes/starts-with.ts';
import { count } from '../../model/words.ts';
import { FieldReader } from '../fields.ts';
import type { PayloadFormat } from '../format.ts';
import type { PayloadSample } from '../sample.ts';
import { PayloadTree } from '../tree.ts';

const version = 'RFB 00';
const versionLength = 12;

/** Reads one message of the client; `null` where its type is not one. */
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
    case 2: {
      reader.bytes(null, 'padding', 1);
      const encodings = reader.number(null, 'number of encodings', 2) ?? 0;
      for (let i = 0; i < encodings && !reader.failed && !reader.tree.isFull; i++) {
        reader.number(null, 'encoding', 4, { isSigned: true, words: encodingWords });
      }
      return `${name}, ${encodings}`;
    }
    case 3:
      reader.number(null, 'incremental', 1);
      for (const label of ['x', 'y', 'width', 'height']) reader.number(null, label, 2);
      return name;
    case 4: {
      const isDown = reader.number(null, 'down', 1);
      reader.bytes(null, 'padding', 2);
      const key = reader.number(null, 'key', 4);
      return `${name} 0x${(key ?? 0).toString(16)} ${isDown ? 'down' : 'up'}`;
    }
    case 5: {
      reader.number(null, 'buttons', 1);
      const x = reader.number(null, 'x', 2);
      const y = reader.number(null, 'y', 2);
      return `${name} ${x}, ${y}`;
    }
    default: {
      reader.bytes(null, 'padding', 3);
      const length = reader.number(null, 'length', 4, { isSigned: true }) ?? 0;
      reader.textOrBytes(null, 'text', Math.abs(length));
      return name;
    }
  }
}

const clientMessages: Readonly<Record<number, string>> = {
  0: 'SetPixelFormat',
  2: 'SetEncodings',
  3: 'FramebufferUpdateRequest',
  4: 'KeyEvent',
  5: 'PointerEvent',
  6: 'ClientCutText',
};
const serverMessages: Readonly<Record<number, string>> = {
  0: 'FramebufferUpdate',
  1: 'SetColourMapEntries',
  2: 'Bell',
  3: 'ServerCutText',
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
  '-308': 'ExtendedDesktopSize',
};

/** Adds the messages of the client; `null` where the bytes are not a run of whole messages. */
function addClient(tree: PayloadTree): string[] | null {
  const reader = new FieldReader(tree);
  const names: string[] = [];
  while (reader.left > 0 && !tree.isFull) {
    const name = readClient(reader);
    if (name === null || reader.failed) return null;
    names.push(name);
  }
  return names;
}

/** Adds the head of a message of the server. The pixels are not decoded. */
function addServer(tree: PayloadTree): string {
  const reader = new FieldReader(tree);
  const type = tree.bytes[0];
  if (type !== 0 || tree.bytes[1] !== 0) {
    reader.bytes(null, 'bytes', reader.left);
    return `${count(tree.bytes.length, 'byte')} of the stream`;
  }
  reader.number(null, 'type', 1, { words: serverMessages });
  reader.bytes(null, 'padding', 1);
  const rectangles = reader.number(null, 'rectangles', 2) ?? 0;
  if (reader.left >= 12) {
    for (const label of ['x', 'y', 'width', 'height']) reader.number(null, label, 2);
    reader.number(null, 'encoding', 4, { isSigned: true, words: encodingWords });
  }
  if (reader.left > 0) reader.bytes(null, 'rectangles and pixels', reader.left);
  return `FramebufferUpdate, ${count(rectangles, 'rectangle')}`;
}

function isVncRequest(sample: PayloadSample): boolean {
  return sample.asksFor(/\/websockify\b|\/vnc\b/i) || sample.speaks('binary');
}

export const rfbFormat: PayloadFormat = {
  id: 'rfb',
  name: 'RFB (VNC)',
  layer: 'protocol',

  recognise(sample) {
    const { bytes, facts } = sample;
    if (facts.kind !== 'binary' || bytes.length === 0) return 'no';
    if (startsWith(bytes, version) && bytes.length === versionLength) return 'certain';
    const isKnown = facts.opening?.startsWith(version) === true;
    if (!isKnown && !isVncRequest(sample)) return 'no';
    if (facts.sender === 'server') {
      const isUpdate = bytes.length >= 16 && bytes[0] === 0 && bytes[1] === 0 && bytes[2] < 4;
      return isUpdate && isKnown ? 'likely' : 'possible';
    }
    const fits = addClient(new PayloadTree(bytes.subarray(0, 4096))) !== null;
    return fits && isKnown ? 'likely' : fits || isKnown ? 'possible' : 'no';
  },

  parse(tree, sample) {
    if (startsWith(tree.bytes, version)) {
      tree.add(null, 'version', tree.text(0, versionLength - 1), 0, versionLength);
      return `version ${tree.text(4, 11)}`;
    }
    if (sample.facts.sender === 'server') return addServer(tree);
    const names = addClient(tree);
    return names === null ? 'part of the stream' : names.slice(0, 3).join('; ');
  },
};
