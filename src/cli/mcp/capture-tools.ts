// The tools that look at a capture: what is wrong with it, its frames, its bytes, a link to it.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { formatHex } from '../../decoder/bytes/hex.ts';
import { type FrameOffset, frameOffset } from '../../decoder/model/coordinates.ts';
import { worstFirst } from '../../decoder/model/finding.ts';
import { opcodeName } from '../../decoder/model/opcode.ts';
import { conclusionOf } from '../../library/report.ts';
import type { Client } from '../../worker/client.ts';
import type { CaptureView, ConnectionView } from '../../worker/protocol.ts';
import { answer, notice } from './answer.ts';
import { type Captures, connectionOf } from './captures.ts';
import { guarded, readOnly, untrusted } from './tool.ts';

/** Connections in one answer of `diagnose`. */
const connectionsShown = 5;
const causesShown = 3;
const evidenceShown = 5;
const fixesShown = 6;
const groupsShown = 10;
const notesShown = 10;
/** Frames in one answer. */
const maxFrames = 100;
const usualFrames = 50;
/** Bytes in one answer. */
const maxBytes = 1024;
const usualBytes = 256;
const removedShown = 20;

const path = z.string().min(1).max(4096).describe('Path of the capture, below a root of the server');
const keylog = z.string().max(4096).optional().describe('Path of a TLS key log that decrypts it');
const connection = z.number().int().min(0).describe('Number of the connection, from diagnose');
const sender = z.enum(['client', 'server']);
const place = {
  sender: sender.nullable(),
  offset: z.number().nullable().describe("Counts that sender's bytes after its handshake"),
  length: z.number().nullable(),
};

/** What the tools of a capture work with. */
export interface CaptureTools {
  readonly server: McpServer;
  readonly captures: Captures;
  /** Address that links begin with. */
  readonly page: string;
}

export function addCaptureTools(tools: CaptureTools): void {
  addDiagnose(tools);
  addFrames(tools);
  addBytes(tools);
  addLink(tools);
}

/** The worst first, in the order of the capture where they are equal. */
function worstConnections({ connections }: CaptureView): ConnectionView[] {
  const rank = ({ level }: ConnectionView) => worstFirst.indexOf(level);
  return [...connections].sort((a, b) => rank(a) - rank(b) || a.id - b.id);
}

async function diagnosed(client: Client, view: ConnectionView) {
  const { verdict, diagnosis } = conclusionOf(view);
  const causes = diagnosis.slice(0, causesShown).map((one) => ({
    cause: one.cause,
    confidence: one.confidence,
    title: one.title,
    claim: one.claim,
    evidence: one.evidence.slice(0, evidenceShown),
    fixes: one.fixes.slice(0, fixesShown).map(({ stack, title }) => ({ stack, title })),
  }));
  const breaks = await Promise.all(
    view.breaks.map(async ({ sender: who, offset }) => {
      const { frame } = await client.call('frameAt', { connection: view.id, sender: who, offset });
      return { sender: who, offset: Number(offset), frame };
    }),
  );
  const { id, client: from, server: to, url, frames } = view;
  return { connection: id, client: from, server: to, path: url, frames, ...verdict, breaks, causes };
}

const cause = z.object({
  cause: z.string(),
  confidence: z.number().describe('Probability that the cause is right'),
  title: z.string(),
  claim: z.string(),
  evidence: z.array(z.object({ text: z.string(), ...place })),
  fixes: z.array(z.object({ stack: z.string(), title: z.string() })),
});

function addDiagnose({ server, captures }: CaptureTools): void {
  server.registerTool(
    'diagnose',
    {
      title: 'Diagnose a capture',
      description: `Decodes a capture, a log or a dump of WebSocket traffic and names the cause of what broke, with evidence and offsets; the worst connections first, ${connectionsShown} at a time. ${untrusted}`,
      inputSchema: {
        path,
        keylog,
        from: z
          .number()
          .int()
          .min(0)
          .default(0)
          .describe('First connection of the answer: `next` of the one before'),
      },
      outputSchema: {
        format: z.string(),
        bytes: z.number(),
        notes: z.array(z.string()),
        total: z.number().describe('Connections in the capture'),
        groups: z.array(
          z.object({ level: z.string(), cause: z.string(), title: z.string(), count: z.number() }),
        ),
        connections: z.array(
          z.object({
            connection: z.number(),
            client: z.string().nullable(),
            server: z.string().nullable(),
            path: z.string().nullable(),
            frames: z.number(),
            level: z.string(),
            headline: z.string(),
            summary: z.string(),
            breaks: z.array(z.object({ sender, offset: z.number(), frame: z.number().nullable() })),
            causes: z.array(cause),
          }),
        ),
        next: z.number().nullable(),
        notice: z.string(),
      },
      annotations: readOnly,
    },
    guarded(async ({ path: file, keylog: keys, from }, { signal }) => {
      const { client, capture } = await captures.open(file, keys ?? null, signal);
      const shown = worstConnections(capture).slice(from, from + connectionsShown);
      const next = from + shown.length;
      return answer({
        format: capture.formatName || capture.format,
        bytes: capture.bytes,
        notes: capture.notes.slice(0, notesShown).map(({ text }) => text),
        total: capture.connections.length + capture.counted.connections,
        groups: capture.groups
          .slice(0, groupsShown)
          .map(({ level, cause: id, title, count }) => ({ level, cause: id, title, count })),
        connections: await Promise.all(shown.map((view) => diagnosed(client, view))),
        next: next < capture.connections.length ? next : null,
        notice,
      });
    }),
  );
}

function addFrames({ server, captures }: CaptureTools): void {
  server.registerTool(
    'frames',
    {
      title: 'List frames',
      description: `Lists frames of a connection: header facts and offsets, at most ${maxFrames} at a time. With payloads: true also the first characters of each payload. ${untrusted}`,
      inputSchema: {
        path,
        keylog,
        connection,
        from: z.number().int().min(0).default(0).describe('Index of the first frame'),
        count: z.number().int().min(1).max(maxFrames).default(usualFrames),
        payloads: z.boolean().default(false),
      },
      outputSchema: {
        frames: z.array(
          z.object({
            index: z.number(),
            sender,
            offset: z.number(),
            time: z.number().nullable(),
            opcode: z.string(),
            fin: z.boolean(),
            rsv: z.number(),
            masked: z.boolean(),
            headerLength: z.number(),
            payloadLength: z.number(),
            complete: z.boolean(),
            trust: z.string(),
            preview: z.string().optional(),
          }),
        ),
        total: z.number(),
        next: z.number().nullable(),
        notice: z.string(),
      },
      annotations: readOnly,
    },
    guarded(async ({ path: file, keylog: keys, connection: id, from, count, payloads }, { signal }) => {
      const { client, capture } = await captures.open(file, keys ?? null, signal);
      const { frames: total } = connectionOf(capture, id);
      const { records } = await client.call('frameRecords', { connection: id, from, count });
      const rows = payloads
        ? (await client.call('rows', { connection: id, filter: '', from, count })).rows
        : [];
      const frames = records.map(({ opcode, confidence, maskingKey, hasPayload, ...rest }, i) => ({
        ...rest,
        offset: Number(rest.offset),
        opcode: opcodeName(opcode),
        trust: confidence,
        ...(payloads ? { preview: rows[i]?.preview ?? '' } : {}),
      }));
      const next = from + frames.length;
      return answer({ frames, total, next: next < total && frames.length > 0 ? next : null, notice });
    }),
  );
}

function addBytes({ server, captures }: CaptureTools): void {
  server.registerTool(
    'bytes',
    {
      title: 'Read bytes',
      description: `Reads bytes of one sender as hex, as they were captured, at most ${maxBytes} at a time. Offsets count from the first byte after the handshake of that sender; negative ones reach into it, where credentials can be. ${untrusted}`,
      inputSchema: {
        path,
        keylog,
        connection,
        sender,
        offset: z.number().int(),
        length: z.number().int().min(1).max(maxBytes).default(usualBytes),
      },
      outputSchema: {
        start: z.number(),
        hex: z.string(),
        gaps: z
          .array(z.object({ start: z.number(), end: z.number() }))
          .describe('Ranges that the capture lacks: the bytes there mean nothing'),
        first: z.number().describe('Smallest offset of this sender'),
        end: z.number().describe('Offset after its last byte'),
        next: z.number().nullable(),
        notice: z.string(),
      },
      annotations: readOnly,
    },
    guarded(async ({ path: file, keylog: keys, connection: id, sender: who, offset, length }, { signal }) => {
      const { client, capture } = await captures.open(file, keys ?? null, signal);
      connectionOf(capture, id);
      const range = { start: frameOffset(offset), end: frameOffset(offset + length) };
      const piece = await client.call('bytes', { connection: id, sender: who, ...range });
      const start: FrameOffset = piece.start;
      const next = Number(start) + piece.bytes.length;
      return answer({
        start: Number(start),
        hex: formatHex(piece.bytes.subarray(0, maxBytes), ' '),
        gaps: piece.holes.map(({ start: from, end }) => ({ start: Number(from), end: Number(end) })),
        first: piece.first,
        end: piece.last,
        next: piece.bytes.length > 0 && next < piece.last ? next : null,
        notice,
      });
    }),
  );
}

function addLink({ server, captures, page }: CaptureTools): void {
  server.registerTool(
    'link',
    {
      title: 'Make a link',
      description:
        'Makes a link that holds the bytes of a connection, or of a frame and its neighbours, and shows them in the page. Nothing is sent anywhere. Cookies, credentials and tokens are replaced unless redact is false.',
      inputSchema: {
        path,
        keylog,
        connection,
        frame: z.number().int().min(0).optional().describe('Index of a frame; without it the connection'),
        redact: z.boolean().default(true),
      },
      outputSchema: {
        link: z.string().nullable().describe('null where it would be longer than links may be'),
        holds: z.enum(['connection', 'frame']),
        characters: z.number(),
        limit: z.number(),
        removed: z.array(z.string()),
        removedCount: z.number(),
        unsearchedCount: z.number().describe('Messages that were not searched for secrets'),
        notice: z.string(),
      },
      annotations: readOnly,
    },
    guarded(async ({ path: file, keylog: keys, connection: id, frame = null, redact }, { signal }) => {
      const { client, capture } = await captures.open(file, keys ?? null, signal);
      connectionOf(capture, id);
      const request = { connection: id, frame, field: null, blank: false, redact };
      let holds: 'connection' | 'frame' = 'connection';
      let result = await client.call('share', { ...request, scope: holds });
      if (result.fragment === null && frame !== null) {
        holds = 'frame';
        result = await client.call('share', { ...request, scope: holds });
      }
      const { fragment, characters, limit, removed, removedCount, unsearchedCount } = result;
      return answer({
        link: fragment === null ? null : page + fragment,
        holds,
        characters,
        limit,
        removed: removed.slice(0, removedShown).map(({ what }) => what),
        removedCount,
        unsearchedCount,
        notice,
      });
    }),
  );
}
