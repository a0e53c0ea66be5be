import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBase64Url } from '../bytes/base64.ts';
import { formatHex } from '../bytes/hex.ts';
import { noAssumptions, plainDeflate } from '../model/assumptions.ts';
import { checksum } from './checksum.ts';
import { formatPermalink, withView } from './format.ts';
import { isPermalink, parsePermalink } from './parse.ts';
import { firstView, indexLimit, openLimit, type Permalink, unpackedLimit } from './schema.ts';
import { upgrade } from './upgraders.ts';

const deflate = async (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes));

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

/** The link of a fragment that must be sound. Typed arrays as plain ones, so that their class does not matter. */
function opened(fragment: string): Permalink {
  const parsed = parsePermalink(fragment);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.link;
}

function refused(fragment: string): string {
  const parsed = parsePermalink(fragment);
  if (parsed.ok) throw new Error(`opened: ${fragment}`);
  return parsed.message;
}

function plain(link: Permalink): unknown {
  return JSON.parse(
    JSON.stringify(link, (_key, value) => (value instanceof Uint8Array ? formatHex(value) : value)),
  );
}

describe('links written by hand', () => {
  // 81 05: FIN, text, 5 bytes, "Hello"
  const hello = '810548656c6c6f';

  it('holds hex and its sender', () => {
    expect(plain(opened(`#hex=${hello}&from=server`))).toEqual({
      payload: { kind: 'bytes', notation: 'hex', bytes: hello },
      assumptions: { sender: 'server', deflate: null },
      view: firstView,
    });
  });

  it.each([
    '81 05 48 65 6c 6c 6f',
    '81%2005%2048%2065%206c%206c%206f',
    '81+05+48+65+6C+6C+6F',
    '81:05:48:65:6c:6c:6f',
    '0x81,0x05,0x48,0x65,0x6c,0x6c,0x6f',
  ])('takes the bytes of %s', (hex) => {
    expect(plain(opened(`#hex=${hex}`))).toMatchObject({ payload: { bytes: hello } });
  });

  it.each(['gQVIZWxsbw==', 'gQVIZWxsbw', 'gQVIZWxsbw%3D%3D'])('takes base64 %s', (text) => {
    expect(plain(opened(`#b64=${text}`))).toMatchObject({ payload: { notation: 'base64', bytes: hello } });
  });

  it('keeps the + of base64', () => {
    expect(plain(opened('#b64=+/8='))).toMatchObject({ payload: { bytes: 'fbff' } });
  });

  it('holds both directions', () => {
    expect(plain(opened('#client=8180aabbccdd&server=8100'))).toMatchObject({
      payload: { kind: 'directions', client: '8180aabbccdd', server: '8100' },
    });
  });

  it('holds the filter, which links of before do not have', () => {
    const filter = 'opcode:text (len>125 or "a & b=c")';
    const link: Permalink = {
      payload: { kind: 'bytes', notation: 'hex', bytes: bytesOf(hello) },
      assumptions: noAssumptions,
      view: { ...firstView, filter },
    };
    return formatPermalink(link, deflate).then((fragment) => {
      expect(fragment).toBe(`#hex=810548656c6c6f&filter=${encodeURIComponent(filter)}`);
      expect(opened(fragment ?? '').view.filter).toBe(filter);
      expect(opened('#hex=8100&frame=3').view).toEqual({ connection: 0, frame: 3, field: null });
      expect(withView(fragment ?? '', firstView)).toBe('#hex=810548656c6c6f');
    });
  });

  it.each([
    ['%zz', /another use of %/],
    ['a'.repeat(501), /at most 500 characters/],
  ])('refuses a filter that is none: %s', (filter, problem) => {
    expect(parsePermalink(`#hex=8100&filter=${filter}`)).toMatchObject({
      ok: false,
      message: expect.stringMatching(problem),
    });
  });

  it('holds the view', () => {
    expect(opened('#hex=8100&conn=2&frame=3&field=opcode').view).toEqual({
      connection: 2,
      frame: 3,
      field: 'opcode',
    });
  });

  it.each([
    ['none', 'none'],
    ['on', plainDeflate],
    ['permessage-deflate', plainDeflate],
    ['server_no_context_takeover', { ...plainDeflate, serverNoContextTakeover: true }],
    [
      'permessage-deflate;%20client_max_window_bits=10;+client_no_context_takeover',
      { ...plainDeflate, clientMaxWindowBits: 10, clientNoContextTakeover: true },
    ],
    ['client_max_window_bits', plainDeflate],
  ])('takes deflate=%s', (value, expected) => {
    expect(opened(`#hex=8100&deflate=${value}`).assumptions.deflate).toEqual(expected);
  });

  it('passes over keys that it does not know, and says so', () => {
    expect(parsePermalink('#hex=8100&theme=dark&utm_source=x')).toMatchObject({
      ok: true,
      ignored: ['theme', 'utm_source'],
    });
  });

  it('tells a link from an anchor', () => {
    expect(['', '#', '#top', '#hex=81', 'v=9', '#%00='].map(isPermalink)).toEqual([
      false,
      false,
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('damaged and newer links', () => {
  it.each([
    [
      '#',
      'Expected bytes in the link (hex=, b64=, client=, server= or z=) or an error text (error=), found none: it was cut, or is no link of ours.',
    ],
    ['#error=', 'Expected an error text, found nothing, in error= at character 7 of the link.'],
    ['#hex=', 'Expected at least one byte, found none, in hex= at character 5 of the link.'],
    [
      '#hex=810',
      'Expected two hex digits for each byte, found 3 digits: half a byte is missing, in hex= at character 5 of the link.',
    ],
    ['#hex=81zz', 'Expected hex digits, found "z", in hex= at character 5 of the link.'],
    [
      '#hex=81%2',
      'Expected % and two hex digits where a character is escaped, found another use of %, in hex= at character 5 of the link.',
    ],
    [
      '#b64=a',
      'Expected base64, found something else: the link was cut or altered, in b64= at character 5 of the link.',
    ],
    ['#client=&server=', 'Expected bytes after client= or server= in the link, found none.'],
    [
      '#hex=81&b64=gQ',
      'Expected the bytes once, found both hex= and b64= in the link. Only client= and server= go together.',
    ],
    ['#hex=81&hex=82', 'Expected "hex" once in the link, found it again at character 8.'],
    [
      '#hex=8100&from=proxy',
      'Expected client or server, found "proxy", in from= at character 15 of the link.',
    ],
    [
      '#hex=8100&frame=-1',
      `Expected a number from 0 to ${indexLimit}, found "-1", in frame= at character 16 of the link.`,
    ],
    [
      '#hex=8100&conn=9999999999',
      `Expected a number from 0 to ${indexLimit}, found "9999999999", in conn= at character 15 of the link.`,
    ],
    [
      '#hex=8100&field=<b>',
      'Expected the name of a header field, found "<b>", in field= at character 16 of the link.',
    ],
    [
      '#hex=8100&deflate=maybe',
      'Expected none, on or parameters of permessage-deflate, found "maybe", in deflate= at character 18 of the link.',
    ],
    [
      '#hex=8100&deflate=server_max_window_bits=16',
      'Expected server_max_window_bits from 8 to 15, found "16", in deflate= at character 18 of the link.',
    ],
    [
      '#v=2&hex=8100',
      'Expected a link of version 1 or older, found version 2: it was made by a newer Framescope. Update this one to open it.',
    ],
    ['#v=x&hex=8100', 'Expected a version number, found "x", in v= at character 3 of the link.'],
    ['#v=1&z=AAAA', 'Expected eight hex digits that check the bytes, found none, in sum= of the link.'],
  ])('says what is wrong with %s', (fragment, message) => {
    expect(refused(fragment)).toBe(message);
  });

  it('refuses a link that is too long before it reads it', () => {
    expect(refused(`#hex=${'81'.repeat(openLimit)}`)).toContain(`at most ${openLimit} characters`);
  });

  it('refuses a link that unpacks to more than the limit', async () => {
    const bomb = new Uint8Array(unpackedLimit * 4);
    const fragment = `#v=1&sum=${checksum(bomb)}&z=${formatBase64Url(await deflate(bomb))}`;
    expect(fragment.length).toBeLessThan(openLimit);
    expect(refused(fragment)).toBe(
      `Expected at most ${unpackedLimit} bytes when unpacked, found more, in z= at character 20 of the link.`,
    );
  });

  it('does not pack what could not be unpacked', async () => {
    const link = { payload: { kind: 'packed', container: new Uint8Array(unpackedLimit + 1) } as const };
    expect(
      await formatPermalink({ ...link, assumptions: noAssumptions, view: firstView }, deflate),
    ).toBeNull();
  });

  it('finds every single altered character of a packed link', async () => {
    const container = bytesOf('4653433181054865'.repeat(40));
    const link: Permalink = {
      payload: { kind: 'packed', container },
      assumptions: noAssumptions,
      view: firstView,
    };
    const fragment = (await formatPermalink(link, deflate)) as string;
    const start = fragment.indexOf('z=') + 2;
    for (let i = start; i < fragment.length; i++) {
      const other = fragment[i] === 'A' ? 'B' : 'A';
      const parsed = parsePermalink(fragment.slice(0, i) + other + fragment.slice(i + 1));
      // the unused low bits of the last character may change without changing a byte
      if (parsed.ok) expect(plain(parsed.link)).toEqual(plain(link));
    }
  });
});

describe('checksum', () => {
  it('is the CRC-32 of the check string', () => {
    expect(checksum(new TextEncoder().encode('123456789'))).toBe('cbf43926');
  });
});

describe('upgrading', () => {
  it('takes every step from the version of the link to the current one, in order', () => {
    const rename =
      (from: string, to: string) => (fields: ReadonlyMap<string, { value: string; at: number }>) =>
        new Map([...fields].map(([key, field]) => [key === from ? to : key, field]));
    const steps = [rename('a', 'b'), rename('b', 'c'), rename('c', 'd')];
    const fields = new Map([['b', { value: '1', at: 0 }]]);
    expect([...upgrade(fields, 2, steps, 4).keys()]).toEqual(['d']);
    expect([...upgrade(fields, 2, steps, 3).keys()]).toEqual(['c']);
    expect([...upgrade(fields, 4, steps, 4).keys()]).toEqual(['b']);
  });
});

describe('laws', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
  const windowBits = fc.integer({ min: 8, max: 15 });
  const parameters = fc.record({
    serverNoContextTakeover: fc.boolean(),
    clientNoContextTakeover: fc.boolean(),
    serverMaxWindowBits: windowBits,
    clientMaxWindowBits: windowBits,
  });
  const index = fc.integer({ min: 0, max: indexLimit });
  const view = fc.record({
    connection: index,
    frame: fc.option(index),
    field: fc.option(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/)),
  });
  const deflateChoice = fc.oneof(fc.constant(null), fc.constant('none' as const), parameters);
  const sender = fc.constantFrom(null, 'client' as const, 'server' as const);
  const link: fc.Arbitrary<Permalink> = fc.oneof(
    fc.record({
      payload: fc.oneof(
        fc.record({
          kind: fc.constant('bytes' as const),
          notation: fc.constantFrom('hex' as const, 'base64' as const),
          bytes,
        }),
        fc.record({
          kind: fc.constant('packed' as const),
          container: fc.uint8Array({ minLength: 1, maxLength: 3000 }),
        }),
      ),
      assumptions: fc.record({ sender, deflate: deflateChoice }),
      view,
    }),
    fc.record({
      payload: fc.record({
        kind: fc.constant('directions' as const),
        client: bytes,
        server: fc.uint8Array({ maxLength: 300 }),
      }),
      assumptions: fc.record({ sender: fc.constant(null), deflate: deflateChoice }),
      view,
    }),
  );

  it('reads back what it wrote', async () => {
    await fc.assert(
      fc.asyncProperty(link, async (given) => {
        const fragment = (await formatPermalink(given, deflate)) as string;
        expect(isPermalink(fragment)).toBe(true);
        expect(fragment).toMatch(/^#[\w=&;-]+$/);
        expect(plain(opened(fragment))).toEqual(plain(given));
      }),
    );
  });

  it('looks elsewhere without touching the rest', async () => {
    await fc.assert(
      fc.asyncProperty(link, view, async (given, other) => {
        const fragment = (await formatPermalink(given, deflate)) as string;
        expect(plain(opened(withView(fragment, other)))).toEqual(plain({ ...given, view: other }));
        expect(withView(withView(fragment, other), given.view)).toBe(fragment);
      }),
    );
  });

  it('answers every prefix of a link with a link or a sentence, and a packed one never with fewer bytes', async () => {
    await fc.assert(
      fc.asyncProperty(link, async (given) => {
        const fragment = (await formatPermalink(given, deflate)) as string;
        for (let end = 0; end < fragment.length; end += 1 + Math.floor(fragment.length / 200)) {
          const parsed = parsePermalink(fragment.slice(0, end));
          if (!parsed.ok) expect(parsed.message).toMatch(/^Expected .*[.]$/s);
          else if (given.payload.kind === 'packed') expect(plain(parsed.link)).toEqual(plain(given));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('never throws', () => {
    const key = fc.constantFrom(
      'v',
      'hex',
      'b64',
      'client',
      'server',
      'from',
      'deflate',
      'conn',
      'frame',
      'field',
      'sum',
      'z',
    );
    const value = fc.oneof(
      fc.string(),
      fc.base64String(),
      fc.stringMatching(/^[0-9a-f%+=;]{0,20}$/),
      fc.string({ unit: 'binary' }),
    );
    const built = fc
      .array(fc.tuple(key, value))
      .map((parts) => `#${parts.map((part) => part.join('=')).join('&')}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), built), (text) => {
        const parsed = parsePermalink(text);
        if (!parsed.ok) expect(parsed.message).toMatch(/^Expected .*[.]$/s);
      }),
      { numRuns: 2000 },
    );
  });
});
