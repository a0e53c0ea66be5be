import { describe, expect, it } from 'vitest';
import type { ConnectionStart, DecodedCapture, FrameView, OpenProgress } from '../worker/protocol.ts';
import { type AppEvent, type FrameWish, reduce } from './reduce.ts';
import {
  captureOf,
  currentFault,
  decodedGeneration,
  isDecoding,
  isProgressive,
  patchesOf,
  rowListOf,
  selectionOf,
} from './selectors.ts';
import { type AppState, initialState } from './state.ts';

const source = { kind: 'text', text: '8100', name: 'pasted' } as const;
const fault = { title: 'Framescope failed.', report: 'no' };

/**
 * Transitions pass capture views and frame views on unchanged: these have only the fields that transitions
 * read.
 */
const frameView = (index: number) => ({ row: { index } }) as unknown as FrameView;
const capture = (frames: number) =>
  ({
    connections: [
      { id: 0, frames },
      { id: 1, frames },
    ],
    marks: null,
  }) as unknown as DecodedCapture['capture'];

function decoded(frames: number, frame = 0, connection = 0): DecodedCapture {
  const start: ConnectionStart = {
    connection,
    frame,
    reason: 'break',
    frameView: frameView(frame),
    repair: null,
  };
  return { capture: capture(frames), start };
}

const progress = (frames: number): OpenProgress => ({
  bytesRead: 1,
  totalBytes: 2,
  bytesPerSecond: 1,
  secondsLeft: 1,
  frames,
  capture: capture(frames),
});

const wish = (index: number): FrameWish => ({ index, row: null, field: null, highlight: null, panel: null });

function play(state: AppState, ...events: readonly AppEvent[]): AppState {
  return events.reduce(reduce, state);
}

const opening = reduce(initialState, { type: 'open-begun', source });
const open = reduce(opening, {
  type: 'open-ended',
  asked: opening.generation,
  decoded: decoded(5, 3),
  target: null,
});

describe('opening', () => {
  it('ends with the content of the answer', () => {
    expect(open.phase.kind).toBe('open');
    expect(selectionOf(open)).toMatchObject({ frame: { index: 3, row: 3 }, frameView: frameView(3) });
    expect(isProgressive(open)).toBe(false);
  });

  it('closes dialogs, and leaves the route', () => {
    const before = play(
      initialState,
      { type: 'route-changed', route: 'check/handshake' },
      { type: 'dialog-shown', dialog: { kind: 'paste' } },
    );
    expect(reduce(before, { type: 'open-begun', source })).toMatchObject({
      route: 'check/handshake',
      dialog: null,
    });
  });

  it('has no effect when another input was opened meanwhile', () => {
    const second = reduce(opening, { type: 'open-begun', source });
    const late = {
      asked: opening.generation,
      decoded: decoded(5),
      target: null,
      fault,
      progress: progress(1),
    };
    for (const type of ['open-ended', 'open-failed', 'open-progressed'] as const) {
      expect(reduce(second, { type, ...late })).toBe(second);
    }
  });

  it('has no effect when it was cancelled', () => {
    const closed = reduce(opening, { type: 'closed', message: null, text: '' });
    const answer = { asked: opening.generation, decoded: decoded(5), target: null } as const;
    expect(reduce(closed, { type: 'open-ended', ...answer })).toBe(closed);
  });

  it('after a failure shows a screen that reports the fault and can be left', () => {
    const failed = reduce(opening, { type: 'open-failed', asked: opening.generation, fault });
    const { phase } = opening;
    const source = phase.kind === 'opening' ? phase.source : null;
    expect(failed.phase).toEqual({ kind: 'failed', fault, source });
    expect(currentFault(failed)).toBe(fault);
    expect(reduce(failed, { type: 'fault-dismissed' }).phase).toEqual({
      kind: 'empty',
      message: null,
      text: '',
    });
  });

  it('keeps a frame that was chosen while the input was read, unless a link names another', () => {
    const asked = opening.generation;
    const reading = play(
      opening,
      { type: 'open-progressed', asked, progress: progress(2) },
      { type: 'frame-chosen', wish: wish(1) },
    );
    expect(captureOf(reading)?.connections[0].frames).toBe(2);
    const ended = (target: { field: string | null } | null) =>
      reduce(reading, { type: 'open-ended', asked, decoded: decoded(5, 3), target });
    expect(selectionOf(ended(null)).frame?.index).toBe(1);
    expect(selectionOf(ended({ field: 'opcode' }))).toMatchObject({ frame: { index: 3 }, field: 'opcode' });
    expect(isProgressive(ended(null))).toBe(true);
  });

  it('makes the rows that were read meanwhile stale', () => {
    expect(rowListOf(open).generation).not.toBe(rowListOf(opening).generation);
    expect(rowListOf(initialState).generation).toBeNull();
  });
});

describe('a frame', () => {
  const chosen = reduce(open, { type: 'frame-chosen', wish: wish(1) });
  const asked = selectionOf(chosen).frame?.asked ?? 0;

  it('stays on the screen until the newly chosen one is read', () => {
    expect(selectionOf(chosen)).toMatchObject({ frame: { index: 1, row: 1 }, frameView: frameView(3) });
    const read = reduce(chosen, { type: 'frame-read', asked, view: frameView(1), located: null });
    expect(selectionOf(read).frameView).toEqual(frameView(1));
  });

  it('that is read late does not replace a frame chosen after it', () => {
    const later = reduce(chosen, { type: 'frame-chosen', wish: wish(2) });
    expect(reduce(later, { type: 'frame-read', asked, view: frameView(1), located: null })).toBe(later);
  });

  it('cannot be chosen when nothing is open', () => {
    expect(reduce(initialState, { type: 'frame-chosen', wish: wish(1) })).toBe(initialState);
    expect(reduce(opening, { type: 'frame-chosen', wish: wish(1) })).toBe(opening);
  });
});

describe('a filter', () => {
  const filtered = reduce(open, { type: 'filter-changed', text: 'opcode:close' });
  const { asked } = selectionOf(filtered).filter;

  it('is counted, and places the chosen frame', () => {
    const state = play(
      filtered,
      { type: 'filter-counted', asked, count: 2, shortened: 0, problem: null },
      { type: 'filter-located', asked, frame: 3, row: 1 },
    );
    expect(selectionOf(state)).toMatchObject({ filter: { count: 2 }, frame: { index: 3, row: 1 } });
  });

  it('ignores the count of an earlier filter', () => {
    const later = reduce(filtered, { type: 'filter-changed', text: 'opcode:ping' });
    expect(reduce(later, { type: 'filter-counted', asked, count: 2, shortened: 0, problem: null })).toBe(
      later,
    );
    expect(reduce(later, { type: 'filter-located', asked, frame: 3, row: 1 })).toBe(later);
  });

  it('that is removed leaves every frame at its index', () => {
    const state = reduce(filtered, { type: 'filter-changed', text: '' });
    expect(selectionOf(state)).toMatchObject({ frame: { row: 3 }, filter: { text: '', count: null } });
  });
});

describe('a connection', () => {
  const chosen = play(
    open,
    { type: 'filter-changed', text: 'x' },
    { type: 'connection-chosen', connection: 1 },
  );
  const { asked } = selectionOf(chosen);
  const start = decoded(5, 4, 1).start as ConnectionStart;

  it('is shown from its first frame of interest, without the filter', () => {
    expect(selectionOf(chosen)).toMatchObject({ connection: 1, frame: null, filter: { text: '' } });
    const read = reduce(chosen, { type: 'connection-read', asked, start });
    expect(selectionOf(read)).toMatchObject({ connection: 1, frame: { index: 4 }, frameView: frameView(4) });
  });

  it('that is read late keeps the frame that was chosen in it', () => {
    const state = play(
      chosen,
      { type: 'frame-chosen', wish: wish(2) },
      { type: 'connection-read', asked, start },
    );
    expect(selectionOf(state).frame?.index).toBe(2);
  });

  it('that is read late does not replace another one', () => {
    const back = reduce(chosen, { type: 'connection-chosen', connection: 0 });
    expect(reduce(back, { type: 'connection-read', asked, start })).toBe(back);
  });
});

describe('decoding again', () => {
  const patch = { sender: 'client', offset: 0, original: 0x81, value: 0xc1 } as const;
  const edited = reduce(open, { type: 'decode-begun', patches: [patch] });
  const asked = edited.generation;

  it('leaves the old view on the screen until its answer arrives', () => {
    expect(isDecoding(edited)).toBe(true);
    expect(patchesOf(edited)).toEqual([patch]);
    expect(selectionOf(edited)).toEqual(selectionOf(open));
    const done = reduce(edited, { type: 'decode-ended', asked, decoded: decoded(2, 1) });
    expect(isDecoding(done)).toBe(false);
    expect(selectionOf(done)).toMatchObject({ frame: { index: 1 }, frameView: frameView(1) });
    expect(decodedGeneration(done)).not.toBe(decodedGeneration(open));
  });

  it('counts the filter again', () => {
    const filtered = play(edited, { type: 'filter-changed', text: 'rsv:1' });
    const done = reduce(filtered, { type: 'decode-ended', asked, decoded: decoded(2, 1) });
    expect(selectionOf(done)).toMatchObject({ filter: { text: 'rsv:1', asked }, frame: { row: null } });
  });

  it('keeps a frame that was chosen meanwhile, or the last frame when there are fewer', () => {
    const moved = reduce(edited, { type: 'frame-chosen', wish: wish(4) });
    const ended = (frames: number) =>
      selectionOf(reduce(moved, { type: 'decode-ended', asked, decoded: decoded(frames, 0) }));
    expect(ended(5).frame?.index).toBe(4);
    expect(ended(2).frame?.index).toBe(1);
    expect(ended(0).frame).toBeNull();
  });

  it('has no effect when a later one has begun', () => {
    const later = reduce(edited, { type: 'decode-begun', patches: [] });
    expect(reduce(later, { type: 'decode-ended', asked, decoded: decoded(1) })).toBe(later);
    expect(reduce(later, { type: 'decode-failed', asked, fault })).toBe(later);
  });

  it('can be undone and redone, and a new edit forgets what was undone', () => {
    const second = { ...patch, offset: 1 };
    const both = reduce(edited, { type: 'decode-begun', patches: [patch, second] });
    const undone = reduce(both, { type: 'decode-begun', patches: [patch], step: 'undo' });
    expect(undone.phase).toMatchObject({ past: [[]], future: [[patch, second]] });
    const redone = reduce(undone, { type: 'decode-begun', patches: [patch, second], step: 'redo' });
    expect(redone.phase).toMatchObject({ past: [[], [patch]], future: [] });
    const other = reduce(undone, { type: 'decode-begun', patches: [] });
    expect(other.phase).toMatchObject({ past: [[], [patch]], future: [] });
  });

  it('that fails leaves the capture open', () => {
    const failed = reduce(edited, { type: 'decode-failed', asked, fault });
    expect(failed.phase.kind).toBe('open');
    expect(currentFault(failed)).toBe(fault);
    expect(isDecoding(failed)).toBe(false);
  });

  it('does not begin when nothing is open', () => {
    expect(reduce(opening, { type: 'decode-begun', patches: [patch] })).toBe(opening);
  });
});
