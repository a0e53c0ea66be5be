// The reproduction for Python 3.8 or later, with the standard library alone: the same steps as for Node.

import { formatHex } from '../../bytes/hex.ts';
import { commentText, linesOf } from '../byte-lines.ts';
import type { Output } from '../output.ts';
import { clientLines, commonLines, serverLines } from '../programs/python-program.ts';
import { maxPause, patience, type ReplayScript, type ReplayStep, shortWait } from '../replay-steps.ts';

/** Bytes of a line of hex digits. */
const lineBytes = 48;

/** Bytes as literals of hex digits beside each other, which are one. */
function hexLines(bytes: Uint8Array): string {
  const lines = linesOf(bytes, lineBytes, (part) => `'${formatHex(part)}'`);
  if (lines.length < 2) return lines[0] ?? "''";
  return `(\n        ${lines.join('\n        ')})`;
}

function stepLine(step: ReplayStep): string {
  switch (step.kind) {
    case 'head':
      return "    ('head', 0, ''),";
    case 'wait':
      return `    ('wait', ${step.bytes}, ''),`;
    case 'open':
    case 'send':
      return `    # ${commentText(step.what)}\n    ('${step.kind}', ${step.pause}, ${hexLines(step.bytes)}),`;
    case 'end':
    case 'reset':
      return `    ('${step.kind}', ${step.pause}, ''),`;
  }
}

/** A string of printable ASCII, or `None`. */
const literal = (text: string | null): string => (text === null ? 'None' : JSON.stringify(text));

export const pythonOutput: Output = {
  id: 'python',
  kind: 'reproduction',
  write({ role, about, steps, head, accept, extension, subprotocol }: ReplayScript) {
    const usage =
      role === 'server'
        ? 'python3 reproduction.py [PORT] [--once]   and connect your client to ws://127.0.0.1:PORT/ (8080)'
        : 'python3 reproduction.py [URL]   with the URL of your server (ws://127.0.0.1:8080/)';
    return [
      ...about.map((line) => `# ${commentText(line)}`),
      `# Plays the ${role}: ${usage}`,
      'import base64, hashlib, os, re, select, socket, ssl, struct, sys, time',
      'from urllib.parse import urlsplit',
      '',
      '# The recorded HTTP head of this side; None: the program makes one.',
      `HEAD = ${head === null ? 'None' : `bytes.fromhex(${hexLines(head)})`}`,
      ...(role === 'server'
        ? ['# The part of it that depends on the key of the client.', `ACCEPT = ${literal(accept)}`]
        : []),
      `EXTENSION = ${literal(extension)}`,
      `SUBPROTOCOL = ${literal(subprotocol)}`,
      '',
      '# What this side does, in order. send, open: pause in ms, bytes. wait: bytes of the other side after its head.',
      'STEPS = [',
      ...steps.map(stepLine),
      ']',
      '',
      `MAX_WAIT = ${(2 * maxPause) / 1000}  # seconds`,
      `SHORT_WAIT = ${shortWait / 1000}  # seconds, once the other side did not send what was recorded`,
      `PATIENCE = ${patience / 1000}  # seconds to listen after the last step`,
      '',
      ...commonLines,
      ...(role === 'server' ? serverLines : clientLines),
      '',
    ].join('\n');
  },
};
