import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { frameOffset } from '../decoder/model/coordinates.ts';
import { createClient, type Runner, type RunnerEvents } from '../worker/client.ts';
import type { SessionHandlers } from '../worker/protocol.ts';
import { sessionRunner } from '../worker/serve.ts';
import { createSession } from '../worker/session.ts';
import { type App, createApp } from './app.ts';
import { faultOf, withoutInput } from './fault.ts';
import { payloadReader, streamReader } from './range-readers.ts';
import { captureOf, currentFault, listLength, patchesOf, selectionOf, sourceOf } from './selectors.ts';

/** The page's store on the real decoder, in this process. */
function realApp(handlers: SessionHandlers = createSession()) {
  const decoder = createClient(sessionRunner(handlers));
  return createApp(decoder, decoder);
}

/** What is on the screen. */
function seen(app: App) {
  const state = app.store.getState();
  const { frame, filter, ...selection } = selectionOf(state);
  return {
    ...selection,
    phase: state.phase.kind,
    source: sourceOf(state),
    capture: captureOf(state),
    patches: patchesOf(state),
    fault: currentFault(state),
    frame: frame?.index ?? null,
    row: frame?.row ?? -1,
    filterProblem: filter.problem,
  };
}

const length = (app: App) => listLength(app.store.getState());

const settle = () => new Promise((next) => setTimeout(next, 20));

// 81 85 37fa213d 7f9f4d5158  text, masked, "Hello"
// 89 80 01020304             ping, masked
// 88 82 01020304 02ea        close 1000, masked
const client = '81 85 37 fa 21 3d 7f 9f 4d 51 58 89 80 01 02 03 04 88 82 01 02 03 04 02 ea';

describe('opening', () => {
  it('shows a paste with its first frame chosen', async () => {
    const app = realApp();
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    const state = seen(app);
    expect(state.phase).toBe('open');
    expect(length(app)).toBe(3);
    expect(state.frame).toBe(0);
    expect(new TextDecoder().decode(state.frameView?.unmasked)).toBe('Hello');
  });

  it('goes to the frame that a link names', async () => {
    const app = realApp();
    const view = { connection: 0, frame: 2, field: 'opcode' };
    await app.actions.open({ kind: 'text', text: client, name: 'link' }, { view });
    expect(seen(app)).toMatchObject({ frame: 2, row: 2, field: 'opcode' });
  });

  it('keeps only the latest of two inputs opened one after the other', async () => {
    const app = realApp();
    const first = app.actions.open({ kind: 'text', text: client, name: 'first' });
    const second = app.actions.open({ kind: 'text', text: '81 00', name: 'second' });
    await Promise.all([first, second]);
    expect(seen(app)).toMatchObject({ phase: 'open', source: { name: 'second' } });
    expect(length(app)).toBe(1);
  });

  it('returns to the empty screen when it is cancelled', async () => {
    const app = realApp();
    const opening = app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    app.actions.cancelOpen();
    await opening;
    expect(seen(app)).toMatchObject({ phase: 'empty', capture: null, fault: null });
  });

  it('reports a fault of ours without quoting the input, and can continue', async () => {
    let broken = true;
    const session = createSession();
    const app = realApp({
      ...session,
      open: async (input, context) => {
        if (broken) throw new Error('No rule for "secret payload" at 48 65 6c 6c 6f 20 77');
        return session.open(input, context);
      },
    });
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    const { fault, phase } = seen(app);
    expect(phase).toBe('failed');
    expect(fault?.report).toContain('opening the input');
    expect(fault?.report).not.toContain('secret payload');
    expect(fault?.report).not.toContain('48 65 6c');
    broken = false;
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    expect(seen(app).fault).toBeNull();
  });

  it('reports the death of the worker, and starts a new one for the next input', async () => {
    let starts = 0;
    const runner: Runner = (events) => {
      starts++;
      if (starts > 1) return sessionRunner(createSession())(events);
      return { post: () => setTimeout(() => events.died('out of memory'), 0), stop: () => {} };
    };
    const decoder = createClient(runner);
    const app = createApp(decoder, decoder);
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    expect(seen(app).fault?.report).toContain('out of memory');
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    expect(seen(app)).toMatchObject({ phase: 'open', fault: null });
  });
});

describe('looking around', () => {
  it('moves by rows of the filtered list', async () => {
    const app = realApp();
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    app.actions.setFilter('opcode:close');
    await settle();
    expect(length(app)).toBe(1);
    expect(seen(app).row).toBe(-1);
    await app.actions.selectRow(0);
    expect(seen(app)).toMatchObject({ frame: 2, row: 0 });
    app.actions.setFilter('');
    expect(seen(app)).toMatchObject({ frame: 2, row: 2 });
    await app.actions.selectRow(99);
    expect(seen(app).frame).toBe(2);
    await app.actions.selectRow(-5);
    expect(seen(app).frame).toBe(0);
  });

  it('reports what is wrong with a filter', async () => {
    const app = realApp();
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    app.actions.setFilter('opcode:tekst');
    await settle();
    expect(seen(app).filterProblem).toContain('tekst');
    expect(length(app)).toBe(0);
  });

  it('jumps to the frame that holds a byte and marks the bytes', async () => {
    const app = realApp();
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    const place = { sender: 'client', offset: frameOffset(23), length: 2 } as const;
    await app.actions.jump(place);
    expect(seen(app)).toMatchObject({ frame: 2, highlight: place, panel: 'frame' });
  });
});

describe('payloads', () => {
  /** The view of frame 0, and a reader of its payload. */
  async function reading(handlers?: SessionHandlers) {
    const app = realApp(handlers);
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    const { frameView } = seen(app);
    if (frameView === null) throw new Error('Expected a frame.');
    return { app, frameView, read: payloadReader(app, frameView, 'unmasked') };
  }

  it('are read in pieces', async () => {
    const { read } = await reading();
    const page = await read(1, 4);
    expect(new TextDecoder().decode(page?.bytes)).toBe('ell');
    expect(page).toMatchObject({ start: 1, total: 5, holes: [] });
  });

  it('and all bytes of a sender are read in pieces', async () => {
    const { app } = await reading();
    const page = await streamReader(app, 'client', 0)(11, 13);
    expect(page).toMatchObject({ start: 11, total: 25, holes: [] });
    expect([...(page?.bytes ?? [])]).toEqual([0x89, 0x80]);
  });

  it('are not mixed with bytes of a later decoding', async () => {
    const { app, read } = await reading();
    const late = read(0, 5);
    await app.actions.flip('client', 0, 1, 0x81);
    expect(await read(0, 5)).toBeNull();
    await late;
    await app.actions.close();
    expect(await read(0, 5)).toBeNull();
    expect(seen(app).fault).toBeNull();
  });

  it('that cannot be read are reported as a fault of ours', async () => {
    const session = createSession();
    const payload = () => Promise.reject(new Error('no'));
    const { app, read } = await reading({ ...session, payload });
    expect(await read(0, 5)).toBeNull();
    expect(seen(app).fault?.report).toContain('reading a payload');
  });

  it('stay when their frame is chosen again, and are read again after another decoding', async () => {
    const { app, frameView } = await reading();
    await app.actions.selectFrame(0, { highlight: { sender: 'client', offset: frameOffset(7), length: 1 } });
    expect(seen(app).frameView).toBe(frameView);
    await app.actions.selectFrame(1);
    await app.actions.selectFrame(0);
    expect(seen(app).frameView).not.toBe(frameView);
    await app.actions.flip('client', 7, 0, 0x9f);
    expect(seen(app).frameView?.unmasked[1]).toBe(0x65 ^ 0x80);
  });
});

describe('flipping bits', () => {
  it('decodes the edited bytes, and restores the original', async () => {
    const app = realApp();
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    const before = seen(app).capture?.connections[0].level;
    await app.actions.flip('client', 0, 1, 0x81);
    let state = seen(app);
    expect(state.capture?.edited).toBe(true);
    expect(state.frameView?.header[0]).toBe(0xc1);
    expect(state.frameView?.findings.length).toBeGreaterThan(0);
    await app.actions.flip('client', 0, 1, 0xc1);
    state = seen(app);
    expect(state.patches).toEqual([]);
    expect(state.capture?.edited).toBe(false);
    expect(state.frameView?.header[0]).toBe(0x81);
    expect(state.capture?.connections[0].level).toBe(before);
  });

  it('keeps a frame selected when an edit leaves fewer frames', async () => {
    const app = realApp();
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    await app.actions.selectFrame(2);
    // Length 5 becomes 69: the first frame swallows the others.
    await app.actions.flip('client', 1, 1, 0x85);
    const { capture, frame, frameView } = seen(app);
    expect(frame).toBeLessThan(capture?.connections[0].frames ?? 0);
    expect(frameView?.row.index).toBe(frame);
  });
});

describe('reports', () => {
  it('do not contain quoted text and runs of bytes', () => {
    expect(withoutInput('bad "token=abc" here\nmore')).toBe('bad "…" here');
    expect(withoutInput('found 48 65 6c 6c 6f 20 57 at 3')).toBe('found … at 3');
    expect(faultOf('text', 'testing').report).toContain('Message: text');
  });
});

describe('files that are dropped together', () => {
  it('are one capture, and are read again together', async () => {
    const app = realApp();
    const files = ['client', 'server'].map((side) => {
      const bytes = readFileSync(new URL(`../../e2e/fixtures/two-hosts/${side}.pcap`, import.meta.url));
      return new File([bytes], `${side}.pcap`);
    });
    await app.actions.openFiles(files);
    const connections = () => seen(app).capture?.connections.map(({ file, pair }) => [file, pair]);
    const both = [
      ['client.pcap', 1],
      ['server.pcap', 0],
    ];
    expect(connections()).toEqual(both);
    await app.actions.reopen();
    expect(connections()).toEqual(both);
    await app.actions.assume({ sender: null, deflate: null });
    expect(connections()).toEqual(both);
  });
});

describe('a key log', () => {
  const file = (name: string) => {
    const bytes = readFileSync(new URL(`../../e2e/fixtures/tls/${name}`, import.meta.url));
    return new File([bytes], name);
  };
  const keysOf = (app: App) => seen(app).capture?.connections.map(({ tls, frames }) => [tls?.keys, frames]);
  const encrypted = [0, 1, 2].map(() => ['missing', 0]);
  const decrypted = [0, 1, 2].map(() => ['decrypted', 8]);

  it('dropped on an open capture decrypts it', async () => {
    const app = realApp();
    await app.actions.openFiles([file('node.pcap')]);
    expect(keysOf(app)).toEqual(encrypted);
    await app.actions.openFiles([file('node.keys.log')]);
    expect(keysOf(app)).toEqual(decrypted);
  });

  it('pasted on an open capture decrypts it', async () => {
    const app = realApp();
    await app.actions.openFiles([file('node.pcap')]);
    await app.actions.open({ kind: 'text', text: await file('node.keys.log').text(), name: 'pasted' });
    expect(keysOf(app)).toEqual(decrypted);
  });

  it('dropped before the capture waits for it', async () => {
    const app = realApp();
    await app.actions.openFiles([file('node.keys.log')]);
    expect(app.store.getState().phase).toMatchObject({
      kind: 'empty',
      message: expect.stringContaining('key log'),
    });
    await app.actions.openFiles([file('node.pcap')]);
    expect(keysOf(app)).toEqual(decrypted);
  });

  it('is opened with the capture beside it, is not in the state of the page, and is forgotten with it', async () => {
    const app = realApp();
    const log = file('node.keys.log');
    await app.actions.openFiles([log, file('node.pcap')]);
    expect(keysOf(app)).toEqual(decrypted);
    const [secret] = (await log.text()).match(/[0-9a-f]{96}/) ?? [];
    expect(JSON.stringify(app.store.getState())).not.toContain(secret);
    app.actions.close();
    await app.actions.openFiles([file('node.pcap')]);
    expect(keysOf(app)).toEqual(encrypted);
  });
});

describe('a decoder that dies', () => {
  /** A runner whose decoders are real, and end when `die` is called. */
  function mortal() {
    const lives: RunnerEvents[] = [];
    const runner: Runner = (events) => {
      lives.push(events);
      return sessionRunner(createSession())(events);
    };
    return { runner, lives, die: () => lives[lives.length - 1].died('out of memory') };
  }

  it('is replaced, and the new one reads the open input again', async () => {
    const { runner, lives, die } = mortal();
    const decoder = createClient(runner);
    const app = createApp(decoder, decoder);
    await app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    const asked = app.actions.selectFrame(2);
    die();
    await asked;
    await settle();
    expect(lives).toHaveLength(2);
    expect(seen(app).phase).toBe('open');
    expect(seen(app).frame).toBe(2);
    expect(seen(app).fault?.title).toMatch(/A new decoder has read your input again/);
  });

  it('while it opens an input keeps the input, to be opened again', async () => {
    const { runner, die } = mortal();
    const decoder = createClient(runner);
    const app = createApp(decoder, decoder);
    const opening = app.actions.open({ kind: 'text', text: client, name: 'pasted' });
    die();
    await opening;
    expect(seen(app).phase).toBe('failed');
    expect(seen(app).fault?.title).toMatch(/^The browser ended the decoder while opening the input/);
    await app.actions.reopen();
    expect(seen(app).phase).toBe('open');
    expect(length(app)).toBe(3);
  });
});
