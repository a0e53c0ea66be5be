// Lines that the real programs refuse to load, and lines beside them that they load: the check says the same. The
// heading of each says what the program did; the second test asks the program itself.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkUrl } from '../../src/decoder/configuration/check.ts';
import { needProgram } from '../fixes/harness/process.ts';
import { apacheHead } from './real-run.ts';

const linePrograms = ['nginx', 'haproxy', 'apache', 'caddy'] as const;
type LineProgram = (typeof linePrograms)[number];

interface LineCase {
  readonly name: string;
  readonly isRefused: boolean;
  /** The whole text. */
  readonly text: string;
}

const folder = mkdtempSync(path.join(tmpdir(), 'framescope-lines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const timeouts = 'defaults\n mode http\n timeout connect 5s\n timeout client 5s\n timeout server 5s\n';

/** The text around lines that are no whole text. */
const frames: Readonly<Record<LineProgram, (lines: string) => string>> = {
  nginx: (lines) =>
    /^http \{/m.test(lines)
      ? lines
      : `events {\n}\nhttp {\nserver {\nlisten 127.0.0.1:8099;\nserver_name a;\n${lines}}\n}\n`,
  haproxy: (lines) => {
    if (/^(frontend|listen|backend|global|defaults)\b/m.test(lines)) return `${timeouts}${lines}`;
    const bind = /^bind /m.test(lines) ? '' : 'bind :80\n';
    const server = /^(server|default-server .*\nserver) /m.test(lines) ? '' : 'server s 127.0.0.1:3000\n';
    return `${timeouts}listen a\n${bind}${lines}${server}`;
  },
  apache: (lines) =>
    /<virtualhost/i.test(lines) ? lines : `<VirtualHost *:80>\nServerName a\n${lines}</VirtualHost>\n`,
  caddy: (lines) =>
    /^(\{|\(s\)|(\w+:\/\/)?a\S*[ \n{])/.test(lines) && !/^abort/.test(lines)
      ? lines
      : `http://a {\n${lines}}\n`,
};

function casesOf(program: LineProgram): LineCase[] {
  const file = new URL(`lines/${program}.txt`, import.meta.url);
  return readFileSync(file, 'utf8')
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const at = part.indexOf('\n');
      const [name = '', word] = part.slice(0, at).split(' | ');
      return { name, isRefused: word === 'refused', text: frames[program](part.slice(at + 1)) };
    });
}

/** True when the check says that the program refuses the text, or that a version or a file decides it. */
function isRefusedByCheck(program: LineProgram, text: string): boolean {
  const report = checkUrl(text, 'ws://a/ws', undefined, program);
  return /(will|does|do) not (start|load)|refuses to start/.test(report?.reason ?? '');
}

const commands: Readonly<Record<LineProgram, (file: string) => [string, string[]]>> = {
  nginx: (file) => {
    writeFileSync(file, `pid ${folder}/pid;\nerror_log stderr;\n${readFileSync(file, 'utf8')}`);
    return [needProgram('nginx'), ['-t', '-p', folder, '-c', file]];
  },
  haproxy: (file) => [needProgram('haproxy'), ['-c', '-f', file]],
  apache: (file) => {
    writeFileSync(file, apacheHead(folder) + readFileSync(file, 'utf8'));
    return [needProgram('apache2'), ['-t', '-f', file]];
  },
  caddy: (file) => [needProgram('caddy'), ['validate', '--config', file, '--adapter', 'caddyfile']],
};

describe.each(linePrograms)('%s', (program) => {
  const cases = casesOf(program);
  test('the check refuses what the program refuses', () => {
    const wrong = cases.filter(({ text, isRefused }) => isRefusedByCheck(program, text) !== isRefused);
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });

  test('the program itself', () => {
    const wrong = cases.filter(({ text, isRefused }) => {
      const file = path.join(folder, program);
      writeFileSync(file, text);
      const [command, words] = commands[program](file);
      return (
        (spawnSync(command, words, { cwd: folder, env: { ...process.env, HOME: folder } }).status !== 0) !==
        isRefused
      );
    });
    expect(wrong.map(({ name }) => name)).toEqual([]);
  }, 120_000);
});
