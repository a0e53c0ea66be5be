// The corpus of configurations as people write them: one text file a program, each case with its kind of fault and
// the URLs that are asked; `truth.json` holds what the real programs did with them (`record.ts`).

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const corpusPrograms = [
  'nginx',
  'apache',
  'haproxy',
  'caddy',
  'lighttpd',
  'vite',
  'webpack',
  'node-proxy',
  'varnish',
  'angular',
  'stunnel',
  'hitch',
  'nghttpx',
  'trafficserver',
] as const;
export type CorpusProgram = (typeof corpusPrograms)[number];

/** One configuration and the URLs that are asked of it. */
export interface CorpusCase {
  readonly program: CorpusProgram;
  readonly name: string;
  /** What is wrong with it in a few words, or `sound`. */
  readonly kind: string;
  readonly urls: readonly string[];
  readonly text: string;
}

/** What the real program did with one URL. */
export interface ProbeTruth {
  readonly url: string;
  readonly verdict: 'passes' | 'fails';
  readonly why: string;
  /** Path that the backend was asked for; null when no backend was asked. */
  readonly path: string | null;
  /** Status of a plain GET, or null when nothing was answered. */
  readonly http: number | null;
  /** Seconds after which a connection without a message was closed; null when it stayed open. */
  readonly silentSeconds?: number | null;
}

export interface CaseTruth {
  /** False when the program refuses to load the text. */
  readonly started: boolean;
  /** Last words of the program when it did not start; else empty. */
  readonly says: string;
  readonly probes: readonly ProbeTruth[];
}

/** Key: `nginx/name`. */
export type Truth = Record<string, CaseTruth>;

export const corpusFolder = path.dirname(fileURLToPath(import.meta.url));

/** Texts whose time limits are short, so that the end of a silent connection was waited for. */
export const silenceFolder = path.join(corpusFolder, 'silence');

/** Reads `=== name | kind`, `> url` lines, then the text. A folder need not have a file for every program. */
export function readCorpus(
  programs: readonly CorpusProgram[] = corpusPrograms,
  folder: string = corpusFolder,
): CorpusCase[] {
  return programs.flatMap((program) => {
    const file = path.join(folder, `${program}.txt`);
    if (!existsSync(file)) return [];
    return readFileSync(file, 'utf8')
      .split(/^=== /m)
      .slice(1)
      .map((part): CorpusCase => {
        const [head = '', ...lines] = part.split('\n');
        const [name = '', kind = ''] = head.split(' | ').map((word) => word.trim());
        const first = lines.findIndex((line) => !line.startsWith('> '));
        return {
          program,
          name,
          kind,
          urls: lines.slice(0, first).map((line) => line.slice(2).trim()),
          text: `${lines.slice(first).join('\n').trimEnd()}\n`,
        };
      });
  });
}

export function readTruth(folder: string = corpusFolder): Truth {
  return JSON.parse(readFileSync(path.join(folder, 'truth.json'), 'utf8')) as Truth;
}
