// The verdict of the configuration check against the real program: each text is started, a browser's upgrade is sent
// through it (with Firefox's and with Chrome's Connection header), and what happened is compared with what was said.
// Texts that fail and that the check can mend are started again with its corrected text, and must pass.

import { describe, expect, test } from 'vitest';
import { checkConfiguration } from '../../src/decoder/configuration/check.ts';
import type { ConfigurationKind, ConfigurationReport } from '../../src/decoder/configuration/report.ts';
import { apacheCases } from './configurations/apache.ts';
import { caddyCases } from './configurations/caddy.ts';
import type { ConfigurationCase } from './configurations/case.ts';
import { haproxyCases } from './configurations/haproxy.ts';
import { nginxCases } from './configurations/nginx.ts';
import { freePort, lacks, withFolder } from './harness/process.ts';
import {
  makeCertificate,
  programOf,
  type Started,
  startApache,
  startCaddy,
  startHaproxy,
  startNginx,
} from './harness/servers.ts';
import { askUpgrade, echoes, startBackend } from './harness/wire.ts';

type Start = (text: string, port: number, folder: string) => Promise<Started>;

const programs: [ConfigurationKind, Start, ConfigurationCase[]][] = [
  ['nginx', startNginx, nginxCases],
  ['apache', startApache, apacheCases],
  ['haproxy', startHaproxy, haproxyCases],
  ['caddy', startCaddy, caddyCases],
];

/** True when the started program lets the upgrades of both browsers through; false too when it refuses to start. */
async function reallyPasses(start: Start, text: string, path: string | undefined): Promise<boolean> {
  return withFolder(async (folder) => {
    const secure = text.includes('127.0.0.1:8443') ? await makeCertificate(folder) : undefined;
    const backend = await startBackend({ tls: secure });
    const port = await freePort();
    const filled = text
      .replaceAll('127.0.0.1:8443', `127.0.0.1:${backend.port}`)
      .replaceAll('127.0.0.1:8080', `127.0.0.1:${backend.port}`)
      .replaceAll(':8000', `:${port}`);
    let server: Started | null = null;
    try {
      server = await start(filled, port, folder);
      for (const connection of ['keep-alive, Upgrade', 'Upgrade']) {
        const answer = await askUpgrade(port, { path, connection, limitMs: 2000 });
        const passed = await echoes(answer);
        answer.end();
        if (!passed) {
          return false;
        }
      }
      return true;
    } catch (error) {
      if (/The program ended/.test(String(error))) {
        return false;
      }
      throw error;
    } finally {
      await server?.stop();
      await backend.close();
    }
  });
}

function routeOf(report: ConfigurationReport, one: ConfigurationCase) {
  const route = report.routes.filter((candidate) => candidate.where.includes(one.route)).at(-1);
  if (!route) {
    throw new Error(
      `No route with "${one.route}": ${report.routes.map((candidate) => candidate.where).join(' | ')}`,
    );
  }
  return route;
}

for (const [kind, start, cases] of programs) {
  describe.skipIf(lacks(programOf[kind as keyof typeof programOf]))(kind, () => {
    for (const one of cases) {
      test(one.name, { timeout: 30_000 }, async () => {
        const report = checkConfiguration(one.text);
        expect(report.kind, report.recognised).toBe(kind);
        const route = routeOf(report, one);
        expect(route.findings.map((finding) => finding.id)).toEqual(expect.arrayContaining(one.findings));
        expect(route.verdict, JSON.stringify(route.findings, null, 1)).toBe(one.verdict);
        if (one.verdict === 'cannot judge') {
          return;
        }
        expect(await reallyPasses(start, one.text, one.path)).toBe(one.verdict === 'passes');
        if (one.verdict === 'fails' && one.mended !== false) {
          expect(report.corrected).not.toBeNull();
          const again = checkConfiguration(report.corrected ?? '', undefined, kind);
          expect(routeOf(again, one).verdict, report.corrected ?? '').toBe('passes');
          expect(await reallyPasses(start, report.corrected ?? '', one.path), report.corrected ?? '').toBe(
            true,
          );
        }
      });
    }
  });
}
