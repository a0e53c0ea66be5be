// The decoder behind the worker's door: one capture at a time, and the questions that the page asks about it. The terminal
// and the tests run the same session in their own process.

import { missing } from '../decoder/model/stream-map.ts';
import { PatchedStore, replayConnection, storePatches } from '../decoder/websocket/replay.ts';
import { Capture, type OpenConnection, openConnection } from './capture.ts';
import { diagnoseConnection } from './connection-diagnosis.ts';
import { frameView } from './frame-view.ts';
import { Cancelled, openCapture } from './open.ts';
import { PayloadReader } from './payload.ts';
import type { CaptureView, Handlers } from './protocol.ts';
import { repairView } from './repair.ts';
import { filtered, rowOf, rowView } from './rows.ts';
import { save, share } from './sharing.ts';
import { captureView } from './views.ts';

export { Cancelled };

const mostRows = 2000;

/** The handlers of all operations, on a session of their own. */
export function createSession(): Handlers {
  let original: Capture | null = null;
  let shown: Capture | null = null;
  let payloads = new PayloadReader();

  function current(): Capture {
    if (shown === null) throw new Error('Nothing is open.');
    return shown;
  }

  function connectionAt(id: number): OpenConnection {
    const open = current().connections[id];
    if (open === undefined) throw new Error(`There is no connection ${id}.`);
    return open;
  }

  /** The connection, which must have the frame. */
  function connectionWith(frame: number, id: number): OpenConnection {
    const open = connectionAt(id);
    if (!(frame >= 0 && frame < open.connection.frames.length))
      throw new Error(`There is no frame ${frame}.`);
    return open;
  }

  async function diagnoseAll(
    capture: Capture,
    signal: { readonly cancelled: boolean },
  ): Promise<CaptureView> {
    for (const open of capture.connections) {
      if (signal.cancelled) throw new Cancelled();
      await diagnoseConnection(open, capture.notes);
    }
    return captureView(capture);
  }

  /** The same capture with one connection or all of them decoded anew. */
  async function derive(
    from: Capture,
    decode: (open: OpenConnection) => Promise<OpenConnection>,
    change: Partial<Pick<Capture, 'assumptions' | 'edited'>>,
  ): Promise<Capture> {
    const next = new Capture(from.name, from.store, change.assumptions ?? from.assumptions);
    next.notes.push(...from.notes);
    next.description = from.description;
    next.format = from.format;
    next.formatName = from.formatName;
    next.alternatives = from.alternatives;
    next.bytes = from.bytes;
    next.marks = from.marks;
    next.otherConnections = from.otherConnections;
    next.complete = true;
    next.edited = change.edited ?? false;
    for (const open of from.connections) next.connections.push(await decode(open));
    return next;
  }

  return {
    async open(input, context) {
      original = null;
      shown = null;
      payloads = new PayloadReader();
      let begun: Capture | null = null;
      try {
        // The first frames can be looked at while the rest is read.
        const capture = await openCapture(input, context, (reading) => {
          begun = reading;
          shown = reading;
        });
        original = capture;
        shown = capture;
        return await diagnoseAll(capture, context.signal);
      } catch (error) {
        // Cancelled: what was read so far is let go, unless another input has been opened meanwhile.
        if (shown === begun) shown = null;
        if (original === begun) original = null;
        throw error;
      }
    },

    async assume({ assumptions }, context) {
      const from = original ?? current();
      const next = await derive(
        from,
        async (open) => {
          if (open.connection.fidelity !== 'bytes') return open;
          const decoder = await replayConnection(
            open.connection,
            open.store,
            assumptions,
            open.decoder.opening.roles === 'known',
            () => context.signal.cancelled,
          );
          if (decoder === null) throw new Cancelled();
          return openConnection(decoder);
        },
        { assumptions },
      );
      original = next;
      shown = next;
      return diagnoseAll(next, context.signal);
    },

    async edit({ connection: id, patches }, context) {
      const from = original ?? current();
      if (patches.length === 0) {
        shown = from;
        return diagnoseAll(from, context.signal);
      }
      const next = await derive(
        from,
        async (open) => {
          if (open !== from.connections[id] || open.connection.fidelity !== 'bytes') return open;
          const { directions } = open.connection;
          const places = storePatches(
            open.connection,
            patches.map((patch) => ({ ...patch, offset: patch.offset + directions[patch.sender].base })),
          );
          const decoder = await replayConnection(
            open.connection,
            new PatchedStore(open.store, places),
            from.assumptions.sender === null ? { ...from.assumptions, sender: null } : from.assumptions,
            true,
            () => context.signal.cancelled,
          );
          if (decoder === null) throw new Cancelled();
          return openConnection(decoder);
        },
        { edited: true },
      );
      shown = next;
      return diagnoseAll(next, context.signal);
    },

    async filter({ connection, filter }, { signal }) {
      const open = connectionAt(connection);
      const { rows, problem } = await filtered(open, filter, signal);
      return { count: rows === null ? open.connection.frames.length : rows.length, problem };
    },

    async rows({ connection, filter, from, count }, { signal }) {
      const open = connectionAt(connection);
      const { rows } = await filtered(open, filter, signal);
      const total = rows === null ? open.connection.frames.length : rows.length;
      const end = Math.min(total, from + Math.min(count, mostRows));
      const list = [];
      for (let row = Math.max(0, from); row < end; row++) {
        if (signal.cancelled) throw new Cancelled();
        list.push(await rowView(open, rows === null ? row : rows[row]));
      }
      return { from, total, rows: list };
    },

    async locate({ connection, filter, frame, step }, { signal }) {
      const open = connectionAt(connection);
      const { rows } = await filtered(open, filter, signal);
      const { frames } = open.connection;
      const total = rows === null ? frames.length : rows.length;
      const { row, exact } = rowOf(rows, frame);
      if (step === 'here') return exact && row < total ? { row, frame } : { row: -1, frame };
      const direction = step === 'next-finding' ? 1 : -1;
      for (
        let at = direction === 1 && !exact ? row : row + direction;
        at >= 0 && at < total;
        at += direction
      ) {
        const candidate = rows === null ? at : rows[at];
        if (frames.violations(candidate) !== 0) return { row: at, frame: candidate };
      }
      return { row: -1, frame };
    },

    async frame({ connection, frame }) {
      return frameView(connectionWith(frame, connection), frame);
    },

    async payload(request) {
      return payloads.read(connectionWith(request.frame, request.connection), request);
    },

    async frameAt({ connection, sender, offset }) {
      const { frames } = connectionAt(connection).connection;
      let found: number | null = null;
      // Offsets rise with the index within one sender, so the last frame at or before the offset holds it.
      let low = 0;
      let high = frames.length - 1;
      while (low <= high) {
        const middle = (low + high) >> 1;
        let probe = middle;
        while (probe <= high && frames.sender(probe) !== sender) probe++;
        if (probe > high) {
          high = middle - 1;
          continue;
        }
        if (frames.offset(probe) <= offset) {
          found = probe;
          low = probe + 1;
        } else high = middle - 1;
      }
      return { frame: found };
    },

    async bytes({ connection, sender, start, end }) {
      const open = connectionAt(connection);
      const { base, map } = open.connection.directions[sender];
      const from = Math.max(0, base + start);
      const to = Math.min(from + (1 << 20), base + end);
      const holes = [...map.extents(from, to)].filter((piece) => piece.at === missing);
      return {
        start: from - base,
        bytes: await map.read(from, to),
        holes: holes.map((piece) => ({ start: piece.start - base, end: piece.end - base })),
        first: -base,
        last: map.length - base,
      };
    },

    async repair({ connection }) {
      return { repair: await repairView(connectionAt(connection)) };
    },

    async share(request) {
      return share(current(), connectionAt(request.connection), request);
    },

    async save(request) {
      return save(connectionAt(request.connection), request, current().name);
    },
  };
}
