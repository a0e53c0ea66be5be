import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { noAssumptions } from '../decoder/model/assumptions.ts';
import { frameOffset } from '../decoder/model/coordinates.ts';
import { Cancelled } from './cancelled.ts';
import { openCapture } from './open.ts';
import type { CallContext, OperationName, Operations } from './protocol.ts';
import { createSession } from './session.ts';

const sample = new URL('../../public/samples/healthy.pcapng', import.meta.url);
const file = new File([readFileSync(sample)], 'healthy.pcapng');
const input = { kind: 'file', file, name: file.name, format: null, assumptions: noAssumptions } as const;
const quiet = <K extends OperationName>(): CallContext<K> => ({
  signal: { cancelled: false },
  progress: () => undefined,
});

afterEach(() => vi.restoreAllMocks());

describe('open', () => {
  /**
   * Every look at the clock is a second later than the one before, so that progress is reported after each
   * chunk.
   */
  function hurry(): void {
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      time += 1000;
      return time;
    });
  }

  it('gives the first rows while the rest is read', async () => {
    hurry();
    const session = createSession();
    let early: Promise<Operations['rows']['out']> | null = null;
    const sections = new File(Array(40).fill(readFileSync(sample)), 'long.pcapng');
    await session.open(
      { ...input, file: sections, name: sections.name },
      {
        ...quiet(),
        progress: ({ capture }) => {
          if (capture) early ??= session.rows({ connection: 0, filter: '', from: 0, count: 4 }, quiet());
        },
      },
    );
    expect((await (early as unknown as Promise<Operations['rows']['out']>)).rows.length).toBe(4);
  });

  it('shows a file of one chunk once, when all is known', async () => {
    hurry();
    const early: unknown[] = [];
    await createSession().open(input, {
      ...quiet(),
      progress: ({ capture }) => {
        if (capture) early.push(capture);
      },
    });
    expect(early).toEqual([]);
  });

  it('releases what was read when it is cancelled', async () => {
    hurry();
    const session = createSession();
    const signal = { cancelled: false };
    const opening = session.open(input, {
      signal,
      progress: () => {
        signal.cancelled = true;
      },
    });
    await expect(opening).rejects.toThrow();
    await expect(session.rows({ connection: 0, filter: '', from: 0, count: 4 }, quiet())).rejects.toThrow(
      'Nothing is open.',
    );
  });
});

describe('a WebSocket inside HTTP/2', () => {
  const folder = new URL('../../e2e/fixtures/netlog/', import.meta.url);
  const firstCauses = async (name: string) => {
    const own = new File([readFileSync(new URL(name, folder))], name);
    const { capture: view } = await createSession().open({ ...input, file: own, name }, quiet());
    return Object.fromEntries(
      view.connections.map(({ url, handshake, diagnosis }) => {
        const failed = handshake?.checks.filter(({ ok }) => !ok).map(({ id }) => id) ?? [];
        return [new URL(url ?? '').pathname, [diagnosis[0].cause, ...failed]];
      }),
    );
  };

  it('is sound without Upgrade, Key and 101', async () => {
    const refused = ['upgrade-refused', 'status'];
    expect(await firstCauses('http2-sound.json')).toEqual({
      '/echo': ['healthy'],
      '/deflate': ['healthy'],
      '/refused': refused,
    });
    expect(await firstCauses('http2-haproxy.json')).toEqual({ '/deflate': ['healthy'], '/nowhere': refused });
  });

  it('breaks for the same causes as any other', async () => {
    expect(await firstCauses('http2-broken.json')).toEqual({
      '/rsv1': ['reserved-bits'],
      '/http': ['http-response-on-websocket'],
      '/masked': ['server-masked-frame'],
      '/reset': ['abnormal-close'],
    });
  });
});

describe('the first answer', () => {
  // 81 01 61  text "a"; a1 01 62  RSV2, text "b"; 81 01 63  text "c"
  const text = '81 01 61 a1 01 62 81 01 63';
  const pasted = {
    kind: 'text',
    text,
    name: 'pasted',
    format: null,
    assumptions: { sender: 'server', deflate: null },
  } as const;

  it('holds the frame where the stream breaks, and the repaired view', async () => {
    const { capture, start } = await createSession().open(pasted, quiet());
    expect(start).toMatchObject({ connection: 0, frame: 1, reason: 'break' });
    expect([...(start?.frameView?.header ?? [])]).toEqual([0xa1, 0x01]);
    expect(capture.marks?.map(({ start, end }) => text.slice(start, end))).toEqual([text]);
  });

  it('holds the requested frame, or the last one when there are fewer', async () => {
    const session = createSession();
    const at = async (frame: number) =>
      (await session.open({ ...pasted, target: { connection: 0, frame } }, quiet())).start;
    expect(await at(2)).toMatchObject({ frame: 2, reason: 'target' });
    expect(await at(99)).toMatchObject({ frame: 2, reason: 'target' });
    const { capture } = await session.open({ ...pasted, target: { connection: 0, frame: 99 } }, quiet());
    expect(capture.notes.map(({ text }) => text)).toContain(
      'Expected frame 99, which the link names, found 3 frames, numbered from 0.',
    );
  });
});

describe('edit', () => {
  it('with the same byte changes nothing in a capture that begins in the middle', async () => {
    const folder = new URL('../../e2e/captures/mid-stream-start/', import.meta.url);
    for (const name of readdirSync(folder).filter((one) => !one.endsWith('.json'))) {
      const session = createSession();
      const own = new File([readFileSync(new URL(name, folder))], name);
      const before = await session.open({ ...input, file: own, name }, quiet());
      const { offset, row, header } = before.start?.frameView ?? {};
      if (offset === undefined || row === undefined || header === undefined) throw new Error('No frame.');
      const patch = { sender: row.sender, offset, value: header[0] };
      const after = await session.edit({ connection: 0, patches: [patch], target: null }, quiet());
      expect(after.capture.edited).toBe(true);
      expect(after.capture.connections).toEqual(before.capture.connections);
    }
  });

  it('of a MASK bit does not swap the senders, inferred or assumed', async () => {
    // 81 81 00000000 61: text "a", masked with zeros
    for (const sender of [null, 'client', 'server'] as const) {
      const session = createSession();
      const assumptions = { sender, deflate: null };
      const text = '81 81 00 00 00 00 61';
      await session.open({ kind: 'text', text, name: 'pasted', format: null, assumptions }, quiet());
      const from = sender ?? 'client';
      const patch = { sender: from, offset: frameOffset(1), value: 0x01 };
      const { capture } = await session.edit({ connection: 0, patches: [patch], target: null }, quiet());
      expect(capture.assumptions).toEqual(assumptions);
      expect(capture.connections[0].framesBySender[from]).toBeGreaterThan(0);
      expect(capture.connections[0].framesBySender[from === 'client' ? 'server' : 'client']).toBe(0);
    }
  });

  it('that was followed by another one is cancelled', async () => {
    const session = createSession();
    await session.open(input, quiet());
    const patch = (value: number) => ({
      connection: 0,
      patches: [{ sender: 'client', offset: frameOffset(0), value }] as const,
      target: null,
    });
    const first = session.edit(patch(0x82), quiet());
    const second = session.edit(patch(0x89), quiet());
    await expect(first).rejects.toBeInstanceOf(Cancelled);
    await second;
    const { header } = await session.frame({ connection: 0, frame: 0 }, quiet());
    expect(header[0]).toBe(0x89);
  });
});

describe('secrets', () => {
  it('in a pcapng file and secrets given with it are kept with the capture', async () => {
    const path = new URL('../../e2e/fixtures/network/tls-with-secrets.pcapng', import.meta.url);
    const own = new File([readFileSync(path)], 'tls.pcapng');
    const secrets = [{ kind: 'tls-key-log', text: 'CLIENT_RANDOM 00 00' }] as const;
    const capture = await openCapture({ ...input, file: own, name: own.name, secrets }, quiet());
    expect(capture.secrets[0]).toEqual(secrets[0]);
    expect(capture.secrets[1].text).toContain('SERVER_TRAFFIC_SECRET_0');
    expect(capture.keyNotes.map(({ id }) => id)).toEqual(['key-log-line', 'tls-decrypted']);
    expect(capture.connections[0].connection).toMatchObject({
      transport: 'tls',
      tls: { keys: 'decrypted', version: 'TLS 1.3', suite: 'TLS_AES_256_GCM_SHA384' },
    });
    expect(capture.connections[0].connection.frames.length).toBe(10);
  });
});
