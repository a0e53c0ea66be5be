// A program for Node (20 or later) that plays one side of a recorded connection: one file, no packages. It sends the
// recorded bytes with the recorded pauses, and prints what the other side says.

import { formatHex } from '../../bytes/hex.ts';
import { commentText, linesOf } from '../byte-lines.ts';
import type { Output } from '../output.ts';
import { clientLines, commonLines, serverLines } from '../programs/node-program.ts';
import { maxPause, patience, type ReplayScript, type ReplayStep, shortWait } from '../replay-steps.ts';

/** Bytes of a line of hex digits. */
const lineBytes = 48;

/** Bytes as an array of strings of hex digits. */
function hexLines(bytes: Uint8Array): string {
  const lines = linesOf(bytes, lineBytes, (part) => `'${formatHex(part)}'`);
  if (lines.length < 2) return `[${lines.join('')}]`;
  return `[\n    ${lines.join(',\n    ')},\n  ]`;
}

function stepLine(step: ReplayStep): string {
  switch (step.kind) {
    case 'head':
      return "  ['head'],";
    case 'wait':
      return `  ['wait', ${step.bytes}],`;
    case 'open':
    case 'send':
      return `  // ${commentText(step.what)}\n  ['${step.kind}', ${step.pause}, ${hexLines(step.bytes)}],`;
    case 'end':
    case 'reset':
      return `  ['${step.kind}', ${step.pause}],`;
  }
}

export const nodeOutput: Output = {
  id: 'node',
  kind: 'reproduction',
  write({ role, about, steps, head, accept, extension, subprotocol }: ReplayScript) {
    const usage =
      role === 'server'
        ? 'node reproduction.cjs [PORT] [--once]   and connect your client to ws://127.0.0.1:PORT/ (8080)'
        : 'node reproduction.cjs [URL]   with the URL of your server (ws://127.0.0.1:8080/)';
    return [
      ...about.map((line) => `// ${commentText(line)}`),
      `// Plays the ${role}: ${usage}`,
      "'use strict';",
      '',
      "const { createHash, randomBytes } = require('node:crypto');",
      "const net = require('node:net');",
      "const tls = require('node:tls');",
      '',
      '// The recorded HTTP head of this side; null: the program makes one.',
      `const head = ${head === null ? 'null' : `bytesOf(${hexLines(head)})`};`,
      ...(role === 'server'
        ? [
            '// The part of it that depends on the key of the client.',
            `const accept = ${JSON.stringify(accept)};`,
          ]
        : []),
      `const extension = ${JSON.stringify(extension)};`,
      `const subprotocol = ${JSON.stringify(subprotocol)};`,
      '',
      '// What this side does, in order. send, open: pause in ms, bytes. wait: bytes of the other side after its head.',
      'const steps = [',
      ...steps.map(stepLine),
      '];',
      '',
      `const maxWait = ${2 * maxPause}; // ms`,
      `const shortWait = ${shortWait}; // ms, once the other side did not send what was recorded`,
      `const patience = ${patience}; // ms to listen after the last step`,
      '',
      ...commonLines,
      ...(role === 'server' ? serverLines : clientLines),
      '',
    ].join('\n');
  },
};
