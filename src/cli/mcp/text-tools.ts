// The tools that judge a text: an error message, a configuration.

import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { judgedPrograms } from '../../decoder/configuration/report.ts';
import { maxTextBytes } from '../../decoder/model/check-limits.ts';
import { checkConfiguration, explain } from '../../library/decoder.ts';
import { InputProblem } from '../input.ts';
import { answer, notice } from './answer.ts';
import type { Captures } from './captures.ts';
import { guarded, readOnly, untrusted } from './tool.ts';

/** Longest error text, in characters. */
const maxErrorText = 100_000;
const errorsShown = 3;
const causesShown = 4;
const routesShown = 20;
const diffLinesShown = 60;

export function addTextTools(server: McpServer, captures: Captures): void {
  addExplain(server);
  addCheck(server, captures);
}

function addExplain(server: McpServer): void {
  server.registerTool(
    'explain_error',
    {
      title: 'Explain an error text',
      description: `Says which program prints an error text about a WebSocket, what it means, and its causes by counted public cases. ${untrusted}`,
      inputSchema: { text: z.string().min(1).max(maxErrorText) },
      outputSchema: {
        errors: z.array(
          z.object({
            implementation: z.string().describe('any: several programs print it'),
            role: z.string().nullable(),
            text: z.string(),
            note: z.string(),
            causes: z.array(
              z.object({
                cause: z.string(),
                title: z.string(),
                share: z.number(),
                how: z.string(),
                check: z.string(),
              }),
            ),
          }),
        ),
        note: z.string().nullable().describe('Says that no implementation is known to print the text'),
        notice: z.string(),
      },
      annotations: readOnly,
    },
    guarded(async ({ text }) => {
      const { errors: known, note: unknown } = explain(text);
      const errors = known
        .slice(0, errorsShown)
        .map(({ implementation, role, text: line, note, causes }) => ({
          implementation,
          role,
          text: line,
          note,
          causes: causes
            .slice(0, causesShown)
            .map(({ cause, title, share, how, check }) => ({ cause, title, share, how, check })),
        }));
      return answer({ errors, note: unknown, notice });
    }),
  );
}

function addCheck(server: McpServer, captures: Captures): void {
  server.registerTool(
    'check_configuration',
    {
      title: 'Check a configuration',
      description: `Judges whether WebSocket connections pass a configuration of ${judgedPrograms}, route by route, and gives the smallest change. Give text or path. ${untrusted}`,
      inputSchema: {
        text: z.string().min(1).max(maxTextBytes).optional(),
        path: z.string().min(1).max(4096).optional().describe('Path of the file, below a root of the server'),
        url: z
          .string()
          .regex(/^wss?:\/\/\S+$/i)
          .optional()
          .describe('URL that is followed through it'),
      },
      outputSchema: {
        recognised: z.string(),
        headline: z.string().nullable().describe('null for a program that is known and not judged'),
        level: z.string().nullable(),
        routes: z.array(
          z.object({
            where: z.string(),
            verdict: z.string(),
            line: z.number(),
            findings: z.array(
              z.object({ id: z.string(), severity: z.string(), text: z.string(), line: z.number() }),
            ),
          }),
        ),
        diff: z.array(z.string()).describe('The smallest change that makes failing routes pass'),
        url: z.object({ verdict: z.string(), reason: z.string() }).nullable(),
        notice: z.string(),
      },
      annotations: readOnly,
    },
    guarded(async ({ text, path, url }) => {
      if ((text === undefined) === (path === undefined))
        throw new InputProblem('Expected text or path, found both or none.');
      const input = text ?? (await captures.text(path ?? '', maxTextBytes));
      const { source, checks } = checkConfiguration(input, url === undefined ? {} : { url });
      const check = checks[0] ?? null;
      return answer({
        recognised: source.recognised,
        headline: check?.title ?? null,
        level: check?.level ?? null,
        routes: (check?.routes ?? []).slice(0, routesShown).map(({ where, verdict, line, findings }) => ({
          where,
          verdict,
          line,
          findings: findings.map((one) => ({
            id: one.id,
            severity: one.severity,
            text: one.text,
            line: one.line,
          })),
        })),
        diff: (check?.diff ?? []).slice(0, diffLinesShown),
        url: check?.url ? { verdict: check.url.verdict, reason: check.url.reason } : null,
        notice,
      });
    }),
  );
}
