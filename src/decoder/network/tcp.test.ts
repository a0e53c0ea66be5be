import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ipv4Packet, linesOf, runPackets, type Segment, type Timed } from '../../testing/packets.ts';

// Client's first byte has sequence number 101, the server's 501.
const opening = [
  ipv4Packet({ from: 'client', seq: 100, flags: 'S' }),
  ipv4Packet({ from: 'server', seq: 500, ack: 101, flags: 'SA' }),
  ipv4Packet({ from: 'client', seq: 101, ack: 501 }),
];
const client = (seq: number, data: string, more: Partial<Segment> = {}) =>
  ipv4Packet({ from: 'client', seq, ack: 501, data, flags: 'PA', ...more });
const server = (seq: number, data: string, more: Partial<Segment> = {}) =>
  ipv4Packet({ from: 'server', seq, ack: 101, data, flags: 'PA', ...more });
const ack = (number: number) => ipv4Packet({ from: 'server', seq: 501, ack: number });
const cut = ['client end cut', 'server end cut'];
// The endpoint that was seen first is closed first.
const cutServerFirst = ['server end cut', 'client end cut'];

describe('a whole connection', () => {
  it('gives the bytes in order and the FIN of both directions', () => {
    const lines = linesOf([
      ...opening,
      client(101, 'GET'),
      server(501, 'OK', { ack: 104 }),
      client(104, '', { ack: 503, flags: 'FA' }),
      server(503, '', { ack: 105, flags: 'FA' }),
      client(105, '', { ack: 504 }),
    ]);
    expect(lines).toEqual(['client "GET"', 'server "OK"', 'client end fin', 'server end fin']);
  });

  it('knows the roles from the SYN and names the endpoints', () => {
    const sink = runPackets([...opening, server(501, 'hello')]);
    expect(sink.connections[0].opening).toEqual({
      transport: 'tcp',
      fidelity: 'bytes',
      client: '10.0.0.7:51312',
      server: '10.0.0.1:8080',
      roles: 'known',
    });
  });

  it('knows the roles from SYN and ACK alone', () => {
    const sink = runPackets([opening[1], opening[2], client(101, 'x')]);
    expect(sink.connections[0].opening.roles).toBe('known');
    expect(sink.connections[0].opening.client).toBe('10.0.0.7:51312');
    expect(sink.connections[0].lines).toEqual(['client "x"', ...cutServerFirst]);
  });

  it('takes data that comes with the SYN', () => {
    const lines = linesOf([
      ipv4Packet({ from: 'client', seq: 100, flags: 'S', data: 'fast' }),
      opening[1],
      client(101, 'fast', { id: 9 }),
      client(105, ' open'),
    ]);
    expect(lines).toEqual(['client "fast"', 'event retransmission client 0', 'client " open"', ...cut]);
  });

  it('survives the wrap of sequence numbers', () => {
    const lines = linesOf([
      ipv4Packet({ from: 'client', seq: 0xfffffffd, flags: 'S' }),
      client(0xfffffffe, 'abcd'), // runs over 2^32
      client(6, 'gh'),
      client(2, 'ef--'),
    ]);
    expect(lines.filter((line) => line.startsWith('client "'))).toEqual([
      'client "abcd"',
      'client "ef--"',
      'client "gh"',
    ]);
  });
});

describe('missing starts', () => {
  it('guesses the client by the port and says that the SYN is missing', () => {
    const sink = runPackets([server(700, 'mid'), client(300, 'stream')]);
    expect(sink.connections[0].opening).toMatchObject({ roles: 'likely', client: '10.0.0.7:51312' });
    expect(sink.connections[0].lines).toEqual([
      'event no-syn -',
      'server "mid"',
      'client "stream"',
      ...cutServerFirst,
    ]);
  });

  it('starts the server at what the client acknowledges when SYN and ACK are missing', () => {
    const lines = linesOf([opening[0], opening[2], server(504, 'late'), server(501, 'ver')]);
    expect(lines.slice(0, 3)).toEqual(['event reordered server 0', 'server "ver"', 'server "late"']);
  });

  it('does not show the last packets of a connection without data', () => {
    expect(runPackets([ack(200), client(200, '', { flags: 'FA' })]).connections).toEqual([]);
  });

  it('does not take a keep-alive probe for the first byte', () => {
    expect(runPackets([ack(201), client(200, '\0')]).connections).toEqual([]);
  });
});

describe('disorder', () => {
  it('puts reordered segments in order', () => {
    const lines = linesOf([...opening, client(104, 'def'), client(107, 'ghi'), client(101, 'abc')]);
    expect(lines).toEqual([
      'event reordered client 0',
      'client "abc"',
      'client "def"',
      'client "ghi"',
      ...cut,
    ]);
  });

  it('distinguishes a late retransmission that fills a gap from reordering', () => {
    const lines = linesOf([
      ...opening,
      { packet: client(104, 'def'), time: 1 },
      { packet: client(101, 'abc'), time: 1.2 },
    ]);
    expect(lines[0]).toBe('event retransmission client 0');
  });

  it('reports a retransmission once and delivers its bytes once', () => {
    const lines = linesOf([...opening, client(101, 'abc'), client(101, 'abc'), client(104, 'd')]);
    expect(lines).toEqual(['client "abc"', 'event retransmission client 0', 'client "d"', ...cut]);
  });

  it('delivers only the new bytes of a segment that begins with old ones', () => {
    const lines = linesOf([...opening, client(101, 'abc'), client(102, 'bcde')]);
    expect(lines).toEqual(['client "abc"', 'event retransmission client 1', 'client "de"', ...cut]);
  });

  it('reports a retransmission with different bytes, and keeps the first copy', () => {
    const lines = linesOf([...opening, client(101, 'abc'), client(101, 'aXc')]);
    expect(lines).toEqual(['client "abc"', 'event overlap-differs client 1', ...cut]);
    const queued = linesOf([...opening, client(104, 'def'), client(104, 'dXf'), client(101, 'abc')]);
    expect(queued).toContain('event overlap-differs client 4');
    expect(queued.filter((line) => line.startsWith('client "'))).toEqual(['client "abc"', 'client "def"']);
  });

  it('ignores packets that were captured twice', () => {
    const one = client(101, 'abc', { id: 77 });
    const sink = runPackets([...opening, one, one]);
    expect(sink.connections[0].lines).toEqual(['client "abc"', ...cut]);
    expect(sink.noteIds).toEqual(['duplicate-packets']);
  });

  it('reports the second copy of a packet that has other bytes', () => {
    const lines = linesOf([...opening, client(101, 'abc', { id: 77 }), client(101, 'aXc', { id: 77 })]);
    expect(lines).toEqual(['client "abc"', 'event copy-differs client 1', ...cut]);
  });

  it('reports data that an end sends after a RST in its name', () => {
    const reset = ipv4Packet({ from: 'client', seq: 104, ack: 501, flags: 'RA' });
    const lines = linesOf([...opening, client(101, 'abc'), reset, client(104, 'def'), client(107, 'g')]);
    expect(lines.slice(0, 3)).toEqual(['client "abc"', 'client end rst', 'event data-after-reset client 3']);
    const late = linesOf([...opening, client(101, 'abc'), reset, client(101, 'abc')]);
    expect(late).not.toContain('event data-after-reset client 3');
  });

  it('gives the same streams with segments reordered and duplicated', () => {
    const text = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const pieces = Array.from({ length: 12 }, (_, n) => client(101 + 3 * n, text.slice(3 * n, 3 * n + 3)));
    const order = fc
      .array(fc.nat(11), { maxLength: 20 })
      .chain((copies) =>
        fc.shuffledSubarray([...pieces.keys(), ...copies], { minLength: 12 + copies.length }),
      );
    fc.assert(
      fc.property(order, (indices) => {
        const sink = runPackets([...opening, ...indices.map((n) => pieces[n])]);
        expect(sink.text('client')).toBe(text);
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  it('gives the same streams when segments overlap at random', () => {
    const text = 'abcdefghijklmnopqrstuvwxyz0123456789';
    const piece = fc.tuple(fc.nat(35), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const all = [...pieces, [0, 36] as const];
        const sink = runPackets([
          ...opening,
          ...all.map(([from, length]) => client(101 + from, text.slice(from, from + length))),
        ]);
        expect(sink.text('client')).toBe(text);
        expect(sink.connections[0].lines.join()).not.toContain('differs');
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe('what the capture lacks', () => {
  it('is a gap once the receiver has acknowledged it', () => {
    const lines = linesOf([
      ...opening,
      client(101, 'abc'),
      client(108, 'hij'),
      { packet: ack(111), time: 1 },
      { packet: ack(111), time: 1.1 },
      client(111, 'klm'),
    ]);
    expect(lines).toEqual(['client "abc"', 'client gap 4', 'client "hij"', 'client "klm"', ...cut]);
  });

  it('is waited for until the receiver acknowledges it', () => {
    const packets: Timed[] = [...opening, client(108, 'hij')];
    for (let n = 0; n < 100; n++) packets.push({ packet: ack(101), time: n });
    packets.push({ packet: client(101, 'abcdefg'), time: 101 });
    const sink = runPackets(packets);
    expect(sink.text('client')).toBe('abcdefghij');
  });

  it('is a gap at the end of the input', () => {
    expect(linesOf([...opening, client(105, 'efg')])).toEqual(['client gap 4', 'client "efg"', ...cut]);
  });

  it('is a gap before a FIN', () => {
    const lines = linesOf([...opening, client(101, 'abc'), client(109, '', { flags: 'FA' })]);
    expect(lines).toEqual(['client "abc"', 'client gap 5', 'client end fin', 'server end cut']);
  });

  it('is a gap when 4 MiB wait for it', () => {
    const packets: Timed[] = [...opening];
    const block = 'x'.repeat(60000);
    for (let n = 0; n < 80; n++) packets.push(client(201 + n * block.length, block));
    const lines = linesOf(packets);
    expect(lines[0]).toBe('client gap 100');
    expect(lines.filter((line) => line.startsWith('client "'))).toHaveLength(80);
  });

  it('is a gap when the snapshot length cut a packet', () => {
    const whole = client(101, 'abcdef');
    const sink = runPackets([
      ...opening,
      { packet: whole.subarray(0, 43), time: 1, wire: whole.length },
      client(107, 'ghi'),
    ]);
    expect(sink.connections[0].lines).toEqual([
      'event snaplen-cut client 0',
      'client "abc"',
      'client gap 3',
      'client "ghi"',
      ...cut,
    ]);
    expect(sink.noteIds).toEqual(['snaplen']);
  });

  it('is a gap, but no snapshot length, when a packet that was captured whole is shorter than it says', () => {
    const whole = client(101, 'abcdef');
    const sink = runPackets([
      ...opening,
      { packet: whole.subarray(0, 43), time: 1, wire: 43 },
      client(107, 'ghi'),
    ]);
    expect(sink.connections[0].lines.slice(0, 3)).toEqual([
      'event packet-short client 0',
      'client "abc"',
      'client gap 3',
    ]);
    expect(sink.noteIds).toEqual(['short-packets']);
  });

  it('is a gap when three consecutive segments lie outside any window', () => {
    const far = 101 + 0x50000000;
    const lines = linesOf([
      ...opening,
      client(101, 'a'),
      client(far, 'b'),
      client(102, 'c'),
      client(far, 'd'),
      client(far + 1, 'e'),
      client(far + 2, 'f'),
    ]);
    expect(lines.slice(0, 4)).toEqual([
      'client "a"',
      'client "c"',
      `client gap ${far - 103 + 2}`,
      'client "f"',
    ]);
  });
});

describe('segments without data', () => {
  it('keep-alive probes, with and without a byte', () => {
    const lines = linesOf([
      ...opening,
      client(101, 'abc'),
      client(103, ''),
      client(103, '\0'),
      client(104, 'd'),
    ]);
    expect(lines).toEqual([
      'client "abc"',
      'event keep-alive client 3',
      'event keep-alive client 3',
      'client "d"',
      ...cut,
    ]);
  });

  it('the text that a RST carries', () => {
    const lines = linesOf([...opening, client(101, 'abc'), server(501, 'go away', { flags: 'RA' })]);
    expect(lines).toEqual(['client "abc"', 'server end rst', 'client end cut']);
  });

  it('a zero window, reported when it closes', () => {
    const lines = linesOf([
      ...opening,
      client(101, 'abc'),
      ipv4Packet({ from: 'server', seq: 501, ack: 104, window: 0 }),
      ipv4Packet({ from: 'server', seq: 501, ack: 104, window: 0 }),
      ipv4Packet({ from: 'server', seq: 501, ack: 104, window: 512 }),
    ]);
    expect(lines).toEqual(['client "abc"', 'event zero-window server 0', ...cut]);
  });
});

describe('ends and new beginnings', () => {
  it('shows a refused connection', () => {
    const lines = linesOf([opening[0], ipv4Packet({ from: 'server', seq: 0, ack: 101, flags: 'RA' })]);
    expect(lines).toEqual(['server end rst', 'client end cut']);
  });

  it('shows an unanswered SYN', () => {
    const again = ipv4Packet({ from: 'client', seq: 100, flags: 'S' });
    expect(linesOf([opening[0], again, again])).toEqual(cut);
  });

  it('opens another connection when a SYN with another number reuses the ports', () => {
    const sink = runPackets([
      ...opening,
      client(101, 'one'),
      client(104, '', { flags: 'FA' }),
      server(501, '', { ack: 105, flags: 'FA' }),
      ipv4Packet({ from: 'client', seq: 9000, flags: 'S' }),
      ipv4Packet({ from: 'server', seq: 7000, ack: 9001, flags: 'SA' }),
      client(9001, 'two', { ack: 7001 }),
      server(7001, 'deux', { ack: 9004 }),
    ]);
    expect(sink.connections.map(({ lines }) => lines)).toEqual([
      ['client "one"', 'client end fin', 'server end fin'],
      ['client "two"', 'server "deux"', ...cut],
    ]);
  });

  it('opens another connection on the ports of one whose SYN was not captured', () => {
    const sink = runPackets([client(300, 'old'), server(700, 'old'), ...opening, client(101, 'new')]);
    expect(sink.connections.map(({ opening: { roles } }) => roles)).toEqual(['likely', 'known']);
    expect(sink.connections[1].lines).toEqual(['client "new"', ...cut]);
  });

  it('opens another connection for data far from the end of an ended one, but not for late copies', () => {
    const sink = runPackets([
      ...opening,
      client(101, 'one'),
      client(104, '', { flags: 'FA' }),
      server(501, '', { ack: 105, flags: 'FA' }),
      client(105, '', { ack: 502 }),
      client(101, 'one'),
      opening[0],
      opening[1],
      server(0x50000000, 'other'),
    ]);
    expect(sink.connections.map(({ lines }) => lines)).toEqual([
      ['client "one"', 'client end fin', 'server end fin'],
      ['event no-syn -', 'server "other"', ...cut],
    ]);
  });

  it('keeps the connection when the SYN is sent again', () => {
    const lines = linesOf([opening[0], opening[0], opening[1], opening[1], opening[2], client(101, 'x')]);
    expect(lines).toEqual(['client "x"', ...cut]);
  });

  it('keeps connections apart by port', () => {
    const sink = runPackets([
      client(1, 'a', { clientPort: 40001 }),
      client(1, 'b', { clientPort: 40002 }),
      server(9, 'A', { clientPort: 40001 }),
      server(9, 'B', { clientPort: 40002 }),
    ]);
    expect(sink.connections.map(({ opening: o }) => o.client)).toEqual(['10.0.0.7:40001', '10.0.0.7:40002']);
    expect(sink.text('server')).toBe('AB');
  });

  it('keeps many connections apart', () => {
    const packets = Array.from({ length: 5000 }, (_, n) => client(1, `<${n}>`, { clientPort: 20000 + n }));
    const answers = Array.from({ length: 5000 }, (_, n) => server(1, `<${n}>`, { clientPort: 20000 + n }));
    const sink = runPackets([...packets, ...answers]);
    expect(sink.connections).toHaveLength(5000);
    for (const [n, { lines }] of sink.connections.entries()) {
      expect(lines.slice(1, 3)).toEqual([`client "<${n}>"`, `server "<${n}>"`]);
    }
  });
});
