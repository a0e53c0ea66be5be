import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../arguments.ts';
import { isPageAddress, pageAddress } from '../page-address.ts';
import { parseTapArguments } from '../tap/arguments.ts';
import { lastValue, parseWords } from '../words/parse.ts';
import { completion } from './completion.ts';
import { askedFor, dispatch } from './dispatch.ts';
import { manual, overview } from './help.ts';
import { nearest } from './nearest.ts';
import { commandWords } from './table.ts';

class Gather extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

const plain = { bold: (text: string) => text };
const words = commandWords();

async function run(line: readonly string[]) {
  const stdout = new Gather();
  const stderr = new Gather();
  const status = await dispatch(line, { stdin: Readable.from([]), stdout, stderr, env: {} });
  return { status, out: stdout.text, err: stderr.text };
}

function commandOf(line: readonly string[]): string {
  const asked = askedFor(line);
  return asked.kind === 'run' ? `${asked.command.words.name} ${asked.words.join(' ')}`.trim() : asked.kind;
}

describe('the dispatcher', () => {
  it.each([
    [[], 'serve'],
    [['--port', '0'], 'serve --port 0'],
    [['--open'], 'serve --open'],
    [['inspect', 'a.pcap'], 'inspect a.pcap'],
    [['a.pcap'], 'inspect a.pcap'],
    [['./scan'], 'inspect ./scan'],
    [['C:\\captures\\scan'], 'inspect C:\\captures\\scan'],
    [['inspekt-'], 'problem'],
    [['package.json'], 'inspect package.json'],
    [['-'], 'inspect -'],
    [['--json', '-'], 'inspect --json -'],
    [['--', 'check'], 'inspect -- check'],
    [['#error=RSV1'], 'inspect #error=RSV1'],
    [['http://127.0.0.1:4173/#error=RSV1'], 'inspect http://127.0.0.1:4173/#error=RSV1'],
    [['inspect', '--', '--help'], 'inspect -- --help'],
    [['inspect', '--help'], 'help'],
    [['wss://example.com/ws'], 'problem'],
    [['--version'], 'version'],
  ])('reads %j as %s', (line, expected) => {
    expect(commandOf(line)).toBe(expected);
  });

  it('names the nearest command for an unknown one, with exit status 2', async () => {
    const { status, err } = await run(['insepct']);
    expect(status).toBe(2);
    expect(err).toBe('framescope: Expected a command or a file, found insepct. Did you mean "inspect"?\n');
    expect((await run(['zzzzzzzzzz'])).err).toContain('"framescope --help" lists the commands.');
  });

  it('shows nothing invisible of an unknown word', async () => {
    const { err } = await run(['\u001b[2J\u202ex']);
    expect(err).not.toMatch(/[\u001b\u202e]/);
  });

  it('prints the version of package.json', async () => {
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });
});

describe('the help', () => {
  it('fits 80 columns and ends each text once', () => {
    const texts = [overview(words, plain), ...words.map((one) => manual(one, plain))];
    for (const line of texts.flatMap((text) => text.split('\n'))) {
      expect(line.length, line).toBeLessThanOrEqual(80);
      expect(line).toBe(line.trimEnd());
    }
  });

  it.each(words.map((one) => [one.name, one] as const))('describes %s in every section', (_, one) => {
    const text = manual(one, plain);
    for (const title of ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'EXIT STATUS', 'EXAMPLES']) {
      expect(text).toContain(title);
    }
    expect(one.exits.length).toBeGreaterThan(1);
  });

  it('lists each command', async () => {
    const { out } = await run(['--help']);
    for (const { name, line } of words) expect(out).toContain(`${name.padEnd(10)}  ${line}`);
    expect((await run(['help', 'inspect'])).out).toBe((await run(['inspect', '--help'])).out);
    expect((await run(['help', 'nothing'])).status).toBe(2);
  });
});

describe('the words of a command', () => {
  it('have options that the parsers know', () => {
    const values: Readonly<Record<string, string>> = {
      '--sender': 'client',
      '--frames': '3',
      '--as': 'hex',
      '--url': 'ws://a/b',
      '--page': 'https://a/',
    };
    const parsers = { inspect: parseArguments, tap: parseTapArguments };
    for (const [name, parse] of Object.entries(parsers)) {
      const { options } = words.find((one) => one.name === name) ?? { options: [] };
      expect(options.length).toBeGreaterThan(3);
      for (const option of options) {
        const given = option.value === null ? [] : [values[option.name] ?? '127.0.0.1:80'];
        expect(parse([option.name, ...given, 'ws://127.0.0.1:1'])).not.toHaveProperty('problem');
      }
    }
  });

  it('are parsed with a space or =, up to --', () => {
    const options = [
      { name: '--a', value: 'N', text: '' },
      { name: '--b', value: null, text: '' },
      { name: '--c', value: 'x|y', choices: ['x', 'y'], text: '' },
    ];
    const parsed = parseWords(['1', '--a=2', '--b', '--a', '3', '--c', 'x', '-', '--', '--a'], { options });
    if ('problem' in parsed) throw new Error(parsed.problem);
    expect(parsed.operands).toEqual(['1', '-', '--a']);
    expect([...parsed.options]).toEqual([
      ['--a', ['2', '3']],
      ['--b', []],
      ['--c', ['x']],
    ]);
    expect(lastValue(parsed, '--a')).toBe('3');
    expect(lastValue(parsed, '--d')).toBeNull();
    expect(parseWords(['--d'], { options })).toEqual({
      problem: 'Expected one of --help, --a, --b, --c, found --d.',
    });
    expect(parseWords(['--a'], { options })).toEqual({ problem: 'Expected N after --a, found nothing.' });
    expect(parseWords(['--b=1'], { options })).toEqual({
      problem: 'Expected --b without a value, found --b=1.',
    });
    expect(parseWords(['--c', 'z'], { options })).toEqual({ problem: 'Expected x or y after --c, found z.' });
  });
});

describe('the address of the page', () => {
  it('is that of the option, of the environment, or of framescope serve', () => {
    expect(pageAddress('https://a.example/x', { FRAMESCOPE_URL: 'https://b.example' })).toBe(
      'https://a.example/x',
    );
    expect(pageAddress(null, { FRAMESCOPE_URL: 'https://b.example' })).toBe('https://b.example/');
    expect(pageAddress(null, { FRAMESCOPE_URL: 'https://b.example/#x' })).toBe('https://b.example/');
    expect(pageAddress(null, {})).toBe('http://127.0.0.1:4173/');
    expect(pageAddress(null, { FRAMESCOPE_URL: 'javascript:alert(1)' })).toBe('http://127.0.0.1:4173/');
    expect(isPageAddress('https://')).toBe(false);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish'])('of %s names each command and option', async (shell) => {
    const stdout = new Gather();
    expect(await completion([shell], words, { stdout, stderr: new Gather() })).toBe(0);
    for (const { name, options } of words) {
      expect(stdout.text).toContain(name);
      for (const option of options) expect(stdout.text).toContain(option.name.slice(2));
    }
  });

  it('of another shell is refused', async () => {
    const stderr = new Gather();
    expect(await completion(['csh'], words, { stdout: new Gather(), stderr })).toBe(2);
    expect(stderr.text).toContain('Expected bash, zsh, fish, found csh.');
  });
});

it('finds the nearest word', () => {
  expect(nearest('chekc', ['check', 'tap'])).toBe('check');
  expect(nearest('xyz', ['check', 'tap'])).toBeNull();
});
