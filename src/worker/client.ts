// The page's side of the worker. Every call ends in exactly one of: a value, `CallFailed`, `CallCancelled`.

import type { OperationName, Operations, Reply, ReplyOf, Request } from './protocol.ts';

/** The events of a runner. */
export interface RunnerEvents {
  reply(reply: Reply): void;
  /** The decoder will never reply again; `message` says why. */
  died(message: string): void;
}

/** A running decoder. */
export interface RunnerHandle {
  post(request: Request): void;
  stop(): void;
}

/** Starts the decoder: in a Worker for the page, in this process for tests and the terminal. */
export type Runner = (events: RunnerEvents) => RunnerHandle;

/** The decoder threw or died. This is a fault of ours, never of the input. */
export class CallFailed extends Error {
  readonly operation: OperationName;
  readonly remoteStack: string | null;
  constructor(operation: OperationName, message: string, remoteStack: string | null) {
    super(message);
    this.name = 'CallFailed';
    this.operation = operation;
    this.remoteStack = remoteStack;
  }
}

/** The caller's signal was aborted and the decoder stopped. */
export class CallCancelled extends Error {
  constructor() {
    super('Cancelled');
    this.name = 'CallCancelled';
  }
}

export interface CallOptions<K extends OperationName> {
  onProgress?(value: Operations[K]['progress']): void;
  signal?: AbortSignal;
}

export interface Client {
  call<K extends OperationName>(
    operation: K,
    input: Operations[K]['in'],
    options?: CallOptions<K>,
  ): Promise<Operations[K]['out']>;
  /** Starts the decoder before it is needed, so that no request to the network follows later. */
  warm(): void;
  /** Fails pending calls; the next call starts a new decoder without an open input. */
  restart(): void;
}

interface Pending {
  readonly operation: OperationName;
  /** Takes a value of its operation. */
  readonly take: (reply: Reply) => void;
  readonly failed: (reason: Error) => void;
}

function isReplyOf<K extends OperationName>(reply: Reply, operation: K): reply is Reply & ReplyOf<K> {
  return (reply.kind === 'done' || reply.kind === 'progress') && reply.operation === operation;
}

/** The calls that have not ended, by the ids of their requests. */
class PendingCalls {
  readonly #calls = new Map<number, Pending>();
  #lastId = 0;

  /** Adds a call and returns its id. */
  add(call: Pending): number {
    const id = ++this.#lastId;
    this.#calls.set(id, call);
    return id;
  }

  fail(id: number, reason: (call: Pending) => Error): void {
    const call = this.#remove(id);
    call?.failed(reason(call));
  }

  failAll(message: string): void {
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.failed(new CallFailed(call.operation, message, null));
  }

  /** Gives a reply to its call. A reply to a call that has ended is ignored. */
  receive(reply: Reply): void {
    switch (reply.kind) {
      case 'progress':
        this.#calls.get(reply.id)?.take(reply);
        return;
      case 'done':
        this.#remove(reply.id)?.take(reply);
        return;
      case 'cancelled':
        this.fail(reply.id, () => new CallCancelled());
        return;
      case 'failed':
        this.fail(reply.id, ({ operation }) => new CallFailed(operation, reply.message, reply.stack));
        return;
    }
  }

  #remove(id: number): Pending | undefined {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    return call;
  }
}

/** A client of `runner`. The first call starts it, and so does the first call after its death. */
export function createClient(runner: Runner): Client {
  const pending = new PendingCalls();
  let handle: RunnerHandle | null = null;

  function start(): RunnerHandle {
    let alive = true;
    let own: RunnerHandle | null = null;
    const started = runner({
      reply: (reply) => {
        if (alive) pending.receive(reply);
      },
      died: (message) => {
        if (!alive) return;
        alive = false;
        if (handle === own) handle = null;
        pending.failAll(message);
      },
    });
    own = {
      post: (request) => started.post(request),
      stop: () => {
        alive = false;
        started.stop();
      },
    };
    return own;
  }

  return {
    call(operation, input, { signal, onProgress } = {}) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(new CallCancelled());
          return;
        }
        const leave = () => signal?.removeEventListener('abort', abort);
        const id = pending.add({
          operation,
          take: (reply) => {
            if (!isReplyOf(reply, operation)) return;
            if (reply.kind === 'progress') {
              onProgress?.(reply.progress);
              return;
            }
            leave();
            resolve(reply.output);
          },
          failed: (reason) => {
            leave();
            reject(reason);
          },
        });
        const abort = () => handle?.post({ kind: 'cancel', id });
        signal?.addEventListener('abort', abort);
        try {
          handle ??= start();
          // The compiler cannot see that an operation and its input belong together.
          handle.post({ kind: 'call', id, operation, input } as Request);
        } catch (error) {
          // No Worker in this browser, or an input that cannot be copied to it.
          const message = error instanceof Error ? error.message : String(error);
          pending.fail(id, () => new CallFailed(operation, message, null));
        }
      });
    },
    warm() {
      try {
        handle ??= start();
      } catch {
        // The first call reports why.
      }
    },
    restart() {
      handle?.stop();
      handle = null;
      pending.failAll('The decoder was restarted.');
    },
  };
}

/** A runner that starts a Worker. */
export function workerRunner(create: () => Worker): Runner {
  return (events) => {
    const worker = create();
    worker.onmessage = (event: MessageEvent<Reply>) => events.reply(event.data);
    worker.onerror = (event) => {
      event.preventDefault();
      worker.terminate();
      events.died(event.message || 'The decoder could not be started.');
    };
    worker.onmessageerror = () => {
      worker.terminate();
      events.died('A reply of the decoder could not be read.');
    };
    return { post: (request) => worker.postMessage(request), stop: () => worker.terminate() };
  };
}
