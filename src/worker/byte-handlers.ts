// What is read back from the input: frames, payloads, runs of a stream, links and files that hold a connection.

import { missing } from '../decoder/model/stream-map.ts';
import { frameView } from './frame-view.ts';
import type { Handlers } from './protocol.ts';
import type { SessionState } from './session-state.ts';
import { save, share } from './sharing.ts';
import { startOf } from './start.ts';

/** Bytes of one answer: a stream can be larger than memory. */
const maxStreamBytes = 1 << 20;

type ByteOperations = 'show' | 'frame' | 'payload' | 'bytes' | 'share' | 'save';

/** Handlers of what reads bytes back. */
export function byteHandlers(state: SessionState): Pick<Handlers, ByteOperations> {
  return {
    async show(target) {
      state.connection(target.connection);
      const start = await startOf(state.current(), target);
      if (start === null) throw new Error(`There is no connection ${target.connection}.`);
      return start;
    },

    async frame({ connection, frame }) {
      return frameView(state.connectionWith(frame, connection), frame);
    },

    async payload(request) {
      return state.payloads.read(state.connectionWith(request.frame, request.connection), request);
    },

    async bytes({ connection, sender, start, end }) {
      const open = state.connection(connection);
      const { base, map } = open.connection.directions[sender];
      const from = Math.max(0, base + start);
      const to = Math.min(from + maxStreamBytes, base + end);
      const gaps = [...map.extents(from, to)].filter((extent) => extent.at === missing);
      return {
        start: from - base,
        bytes: await map.read(from, to),
        holes: gaps.map((gap) => ({ start: gap.start - base, end: gap.end - base })),
        first: -base,
        last: map.length - base,
      };
    },

    async share(request) {
      return share(state.current(), state.connection(request.connection), request);
    },

    async save(request) {
      return save(state.connection(request.connection), request, state.current().name);
    },
  };
}
