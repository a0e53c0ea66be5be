// Frames of STOMP 1.0 to 1.2 (stomp.github.io): a command, headers, a blank line, a body, and a NUL.

import { count, hexOffset } from '../model/words.ts';
import { hexOf, isPrintable, quoted } from './fields.ts';
import type { OpenNode, PayloadTree } from './tree.ts';

const lineFeed = 0x0a;
const commands = [
  'CONNECT',
  'STOMP',
  'CONNECTED',
  'SEND',
  'SUBSCRIBE',
  'UNSUBSCRIBE',
  'ACK',
  'NACK',
  'BEGIN',
  'COMMIT',
  'ABORT',
  'DISCONNECT',
  'MESSAGE',
  'RECEIPT',
  'ERROR',
];
/** A text that begins with a command and its line end. */
export const stompPattern = new RegExp(`^(?:${commands.join('|')})\\r?\\n`);

/** A frame as it was read. */
export interface StompFrame {
  readonly command: string;
  readonly start: number;
  readonly end: number;
  readonly headers: ReadonlyMap<string, string>;
  /** The beginning of its body as text. */
  readonly body: string;
  /** The frame has its NUL. */
  readonly isWhole: boolean;
}

/** The end of a line: the place of its LF, and of its text without CR. */
function lineAt(tree: PayloadTree, at: number): { text: number; next: number } {
  const { bytes } = tree;
  const found = bytes.indexOf(lineFeed, at);
  const end = found < 0 ? bytes.length : found;
  tree.work += end - at + 1;
  return { text: bytes[end - 1] === 0x0d && end > at ? end - 1 : end, next: found < 0 ? end : end + 1 };
}

/** The value of a header with its escapes replaced (STOMP 1.2). */
function headerValue(text: string): string {
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', c: ':', '\\': '\\' };
  return text.replace(/\\([nrc\\])/g, (_, letter: string) => escapes[letter]);
}

/** Adds the frames of a message. Line ends between frames are heartbeats. */
export function readStomp(tree: PayloadTree): readonly StompFrame[] {
  const { bytes } = tree;
  const frames: StompFrame[] = [];
  for (let at = 0; at < bytes.length && !tree.isFull; ) {
    if (bytes[at] === lineFeed || bytes[at] === 0x0d) {
      const from = at;
      while (bytes[at] === lineFeed || bytes[at] === 0x0d) at++;
      tree.work += at - from;
      if (frames.length === 0) tree.add(null, 'heartbeat', '', from, at);
      continue;
    }
    const frame = readFrame(tree, at);
    frames.push(frame);
    at = frame.end;
  }
  return frames;
}

function readFrame(tree: PayloadTree, start: number): StompFrame {
  const { bytes } = tree;
  const commandLine = lineAt(tree, start);
  const command = tree.text(start, commandLine.text);
  const node = tree.add(null, command, '', start, bytes.length);
  if (!commands.includes(command)) {
    node.problem = `Expected a STOMP command, found ${quoted(command.slice(0, 40))}, at ${hexOffset(start)}.`;
  }
  const headers = new Map<string, string>();
  const headerNode = tree.add(node, 'headers', '', commandLine.next, commandLine.next);
  let at = commandLine.next;
  while (at < bytes.length && !tree.isFull) {
    const line = lineAt(tree, at);
    if (line.text === at) {
      at = line.next;
      break;
    }
    addHeader(tree, headerNode, headers, { start: at, end: line.text });
    at = line.next;
  }
  headerNode.end = at;
  headerNode.value = count(headers.size, 'header');
  return addBody(tree, node, { command, start, headers, at });
}

function addHeader(
  tree: PayloadTree,
  parent: OpenNode,
  headers: Map<string, string>,
  { start, end }: { start: number; end: number },
): void {
  const colon = tree.bytes.subarray(start, end).indexOf(0x3a);
  if (colon < 0) {
    const node = tree.add(parent, tree.text(start, end), '', start, end);
    node.problem = `Expected a colon in the header, found none, at ${hexOffset(start)}.`;
    return;
  }
  const name = tree.text(start, start + colon);
  const raw = tree.text(start + colon + 1, end);
  const isSecret = name === 'passcode';
  const value = headerValue(raw);
  // The first of several headers with one name counts.
  if (!headers.has(name)) headers.set(name, value);
  tree.add(parent, name, isSecret ? count(raw.length, 'character') : value, start, end);
}

function addBody(
  tree: PayloadTree,
  node: OpenNode,
  { command, start, headers, at }: Pick<StompFrame, 'command' | 'start' | 'headers'> & { at: number },
): StompFrame {
  const { bytes } = tree;
  const declared = headers.get('content-length')?.trim();
  const isCounted = declared !== undefined && /^\d{1,9}$/.test(declared);
  const nul = isCounted ? at + Number(declared) : bytes.indexOf(0, at);
  const isWhole = nul >= 0 && nul < bytes.length && bytes[nul] === 0;
  const end = isWhole ? nul : bytes.length;
  tree.work += end - at;
  if (!isWhole) {
    node.problem ??= isCounted
      ? `Expected a NUL after ${declared} bytes of body, as content-length says, at ${hexOffset(Math.min(nul, bytes.length))}.`
      : `Expected a NUL at the end of the frame, found the end of the message, at ${hexOffset(bytes.length)}.`;
  }
  let body = '';
  if (end > at) {
    const isText = isPrintable(tree, at, end);
    body = isText ? tree.text(at, end) : '';
    const bodyNode = tree.add(node, 'body', '', at, end);
    if (isText && /^\s*[[{]/.test(body.slice(0, 40))) {
      const locate = (from: number, to: number) => ({ start: at + from, end: at + to });
      tree.addUnpacked(bodyNode, {
        bytes: bytes.subarray(at, end),
        by: 'the headers',
        isExact: true,
        locate,
      });
    } else bodyNode.value = isText ? quoted(body) : hexOf(bytes.subarray(at, end));
  }
  node.end = isWhole ? end + 1 : end;
  const where = headers.get('destination') ?? headers.get('message') ?? '';
  node.value = where;
  return { command, start, end: node.end, headers, body, isWhole };
}
