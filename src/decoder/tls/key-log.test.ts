import { describe, expect, it } from 'vitest';
import { secretKindOf } from '../model/secret-text.ts';
import { KeyLog } from './key-log.ts';

const random = 'ab'.repeat(32);
const master = 'cd'.repeat(48);
const line = `CLIENT_RANDOM ${random} ${master}`;

function problemsOf(text: string): string[] {
  const log = new KeyLog();
  log.add(text);
  return log.problems.map(({ line, text }) => `${line}: ${text}`);
}

describe('a key log', () => {
  it('gives the secrets of a client random', () => {
    const log = new KeyLog();
    log.add(`# comment\r\n${line}\r\nEXPORTER_SECRET ${random} ${random}\n`);
    expect(log.problems).toEqual([]);
    expect(log.connectionCount).toBe(1);
    expect(log.secretsOf(new Uint8Array(32).fill(0xab))?.get('CLIENT_RANDOM')).toEqual(
      new Uint8Array(48).fill(0xcd),
    );
    expect(log.secretsOf(new Uint8Array(32))).toBeNull();
  });

  it.each([
    ['a label that is not one', `CLIENT_RANDON ${random} ${master}`, 'Expected a label'],
    ['a truncated random', `CLIENT_RANDOM ${random.slice(2)} ${master}`, 'found 62'],
    ['a truncated last line', line.slice(0, -10), 'truncated here'],
    ['no secret', `CLIENT_RANDOM ${random}`, 'found the end of the line'],
    ['a character that is not hexadecimal', line.replace('cd', 'xd'), 'hex digits'],
  ])('%s', (_, text, part) => {
    expect(problemsOf(`${line}\n${text}`)).toEqual([expect.stringContaining(`2: `)]);
    expect(problemsOf(text).join()).toContain(part);
  });
});

describe('the master secret of a session', () => {
  const id = '12'.repeat(32);
  const texts = [
    `RSA Session-ID:${id} Master-Key:${master}`,
    `SSL-Session:\n    Protocol  : TLSv1.2\n    Session-ID: ${id.toUpperCase()}\n    Session-ID-ctx: \n    Master-Key: ${master}\n    Verify return code: 0 (ok)\n---\n`,
  ];

  it.each(texts)('%s', (text) => {
    const log = new KeyLog();
    log.add(text);
    expect(log.problems).toEqual([]);
    expect(log.connectionCount).toBe(1);
    expect(log.masterOfSession(new Uint8Array(32).fill(0x12))).toEqual(new Uint8Array(48).fill(0xcd));
    expect(log.masterOfSession(new Uint8Array(32))).toBeNull();
  });

  it('stands beside lines of a key log', () => {
    const log = new KeyLog();
    log.add(`${texts[1]}${line}\nCLIENT_RANDOM ${random}\n`);
    expect(log.connectionCount).toBe(2);
    expect(log.secretsOf(new Uint8Array(32).fill(0xab))).not.toBeNull();
    expect(log.problems).toEqual([
      { line: 9, text: expect.stringContaining('Expected a client random and a secret') },
    ]);
  });

  it('is recognised in one line', () => {
    expect(secretKindOf(texts[0])).toBe('tls-key-log');
  });
});

describe('what a key log lacks', () => {
  it('has a premaster secret in a line with the old label RSA', () => {
    const log = new KeyLog();
    log.add(`RSA 0123456789abcdef ${master}\n`);
    expect(log).toMatchObject({ connectionCount: 1, isTruncated: false });
  });

  it('notes a truncated last line', () => {
    const log = new KeyLog();
    log.add(`${line}\n${line.slice(0, -7)}`);
    expect(log).toMatchObject({ connectionCount: 1, isTruncated: true });
  });
});

describe('a text', () => {
  it.each([line, `# SSL/TLS secrets log file\n${line}\n`, `CLIENT_TRAFFIC_SECRET_0 ${random} ${random}`])(
    'is a key log: %#',
    (text) => expect(secretKindOf(text)).toBe('tls-key-log'),
  );

  it.each(['', 'CLIENT_RANDOM', '81 05 48 65', `an error\nanother\nand then ${line}`])(
    'is something else: %#',
    (text) => expect(secretKindOf(text)).toBeNull(),
  );
});

describe('premaster secrets', () => {
  const premaster = '03'.repeat(48);

  it('by client random, and by the first bytes of the encrypted form', () => {
    const log = new KeyLog();
    log.add(`PMS_CLIENT_RANDOM ${random} ${premaster}\nRSA 0102030405060708 ${premaster}\n`);
    expect(log.problems).toEqual([]);
    expect(log.premasterOf(new Uint8Array(32).fill(0xab))).toEqual(new Uint8Array(48).fill(3));
    expect(log.premasterOfRsa(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9))).toEqual(new Uint8Array(48).fill(3));
    expect(log.premasterOfRsa(Uint8Array.of(1, 2))).toBeNull();
  });
});
