// The operations that read bytes back from the input: frames, payloads, runs of a stream, links and saved
// files.

import { frameView } from './frame-view.ts';
import type { Handlers } from './protocol.ts';
import { readLink } from './read-link.ts';
import type { SessionState } from './session-state.ts';
import { save, share } from './sharing.ts';
import { startOf } from './start.ts';
import { streamBytes } from './stream-bytes.ts';

type ByteOperations =
  | 'show'
  | 'frame'
  | 'payload'
  | 'contents'
  | 'schema'
  | 'buildFrame'
  | 'bytes'
  | 'share'
  | 'save'
  | 'readLink'
  | 'handOver';

/** Handlers of the operations that read bytes back. */
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

    async contents(request) {
      const { payloadContents } = await import('./payload-contents.ts');
      return payloadContents(state.connectionWith(request.frame, request.connection), request, state.schema);
    },

    async schema({ files }) {
      if (files.length === 0) {
        state.schema = null;
        return { problem: null, messages: [], missing: [] };
      }
      const { readSchema } = await import('./proto-files.ts');
      const { schema, ...read } = readSchema(files);
      if (schema !== null) state.schema = schema;
      return read;
    },

    async buildFrame(fields) {
      const { buildFrame } = await import('./build-frame.ts');
      return buildFrame(fields);
    },

    async bytes({ connection, sender, start, end }) {
      return streamBytes(state.connection(connection).connection, sender, { start, end });
    },

    async share(request) {
      return share(state.current(), state.connection(request.connection), request);
    },

    async handOver(request) {
      const open = state.connection(request.connection);
      const { handOver } = await import('./hand-over.ts');
      return handOver(state.current(), open, request);
    },

    async save(request) {
      return save(state.connection(request.connection), request, state.current().name);
    },

    async readLink(request) {
      return readLink(request);
    },
  };
}
