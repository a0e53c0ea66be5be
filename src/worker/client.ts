// The page's side of the worker. Every call ends in exactly one of: a value, `CallFailed`, `CallCancelled`.

import type { OperationName, Operations, Reply, ReplyOf, Request } from './protocol.ts';

/** What a runner tells the client. */
export interface RunnerEvents {
  reply(reply: Reply): void;
  /** It will never answer again; `message` says why. */
  died(message: string): void;
}

/** A running other side. */
export interface RunnerHandle {
  post(request: Request): void;
  stop(): void;
}

/** Starts the other side: a Worker in the page, the session itself in tests and in the terminal. */
export type Runner = (events: RunnerEvents) => RunnerHandle;

/** The other side threw, or died. A fault of ours, never of the input. */
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

/** The caller's signal was aborted and the other side stopped. */
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
  /** Starts the other side before it is wanted, so that nothing is asked from the network later. */
  warm(): void;
  /**
   * Fails what is pending; the next call starts a fresh other side, which knows nothing of what was opened.
   */
  restart(): void;
}

interface Pending {
  readonly operation: OperationName;
  /** Takes a value that its operation gave. */
  readonly take: (reply: Reply) => void;
  readonly failed: (reason: Error) => void;
}

function isReplyOf<K extends OperationName>(reply: Reply, operation: K): reply is Reply & ReplyOf<K> {
  return (reply.kind === 'done' || reply.kind === 'progress') && reply.operation === operation;
}

/** A client of `runner`, which is started by the first call and again by the first call after its death. */
export function createClient(runner: Runner): Client {
  const pending = new Map<number, Pending>();
  let handle: RunnerHandle | null = null;
  let lastId = 0;

  function settle(id: number): Pending | undefined {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  }

  function failAll(message: string): void {
    const calls = [...pending.values()];
    pending.clear();
    for (const call of calls) call.failed(new CallFailed(call.operation, message, null));
  }

  function onReply(reply: Reply): void {
    switch (reply.kind) {
      case 'progress':
        pending.get(reply.id)?.take(reply);
        return;
      case 'done':
        settle(reply.id)?.take(reply);
        return;
      case 'cancelled':
        settle(reply.id)?.failed(new CallCancelled());
        return;
      case 'failed': {
        const call = settle(reply.id);
        call?.failed(new CallFailed(call.operation, reply.message, reply.stack));
        return;
      }
    }
  }

  function start(): RunnerHandle {
    let alive = true;
    let own: RunnerHandle | null = null;
    const started = runner({
      reply: (reply) => {
        if (alive) onReply(reply);
      },
      died: (message) => {
        if (!alive) return;
        alive = false;
        if (handle === own) handle = null;
        failAll(message);
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
    call(operation, input, options = {}) {
      return new Promise((resolve, reject) => {
        const { signal, onProgress } = options;
        if (signal?.aborted) {
          reject(new CallCancelled());
          return;
        }
        const id = ++lastId;
        const abort = () => handle?.post({ kind: 'cancel', id });
        const leave = () => signal?.removeEventListener('abort', abort);
        pending.set(id, {
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
        signal?.addEventListener('abort', abort);
        try {
          handle ??= start();
          // The compiler does not see that an operation and its input belong together.
          handle.post({ kind: 'call', id, operation, input } as Request);
        } catch (error) {
          // No Worker in this browser, or an input that cannot be copied to it.
          const message = error instanceof Error ? error.message : String(error);
          settle(id)?.failed(new CallFailed(operation, message, null));
        }
      });
    },
    warm() {
      try {
        handle ??= start();
      } catch {
        // The first call says why.
      }
    },
    restart() {
      handle?.stop();
      handle = null;
      failAll('The decoder was restarted.');
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
