// Links and files that hold a connection.

import type { HandoverRequest, HandoverResult, ShareRequest, ShareResult } from '../worker/protocol.ts';
import type { ActionContext } from './action-context.ts';
import { decodedGeneration } from './selectors.ts';

/** A file for the browser's downloads. */
export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ShareActions {
  /** A link that holds the requested bytes; `null` after a fault. */
  share(request: ShareRequest): Promise<ShareResult | null>;
  /** The same as a file that opens here again; `null` after a fault. */
  save(request: ShareRequest): Promise<SavedFile | null>;
  /** The connection in another form, or why not; `null` after a fault. */
  handOver(request: HandoverRequest): Promise<HandoverResult | null>;
}

/** Actions that share. */
export function shareActions({ client, state, failIfCurrent }: ActionContext): ShareActions {
  async function answer<T>(doing: string, call: () => Promise<T>): Promise<T | null> {
    const decoded = decodedGeneration(state());
    try {
      return await call();
    } catch (error) {
      failIfCurrent(error, doing, decoded);
      return null;
    }
  }

  return {
    share: (request) => answer('making a link', () => client.call('share', request)),
    save: (request) => answer('writing a file', () => client.call('save', request)),
    handOver: (request) => answer('handing over a connection', () => client.call('handOver', request)),
  };
}
