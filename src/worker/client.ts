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

/**
 * What failed: the decoder threw, it died (the browser ended it, or it ran out of memory), or the input can no
 * longer be read. The first is a fault of ours.
 */
export type FailedBy = 'decoder' | 'death' | 'input';

/** A call without an answer. */
export class CallFailed extends Error {
  readonly operation: OperationName;
  readonly remoteStack: string | null;
  readonly by: FailedBy;
  constructor(
    operation: OperationName,
    message: string,
    remoteStack: string | null,
    by: FailedBy = 'decoder',
  ) {
    super(message);
    this.name = 'CallFailed';
    this.operation = operation;
    this.remoteStack = remoteStack;
    this.by = by;
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
}

/** Operations that need nothing of what is open: another decoder can answer them. */
const independent: ReadonlySet<OperationName> = new Set<OperationName>([
  'open',
  'checkConfiguration',
  'followUrl',
  'checkHandshake',
]);

/**
 * Milliseconds that a decoder has to leave a cancelled operation of these. One that is busy with a step of its own (an
 * archive, a long line) hears of the cancel too late: it is stopped, and another one started.
 */
const maxCancelWait = 300;

interface Pending {
  readonly operation: OperationName;
  /** The request, to post it again. */
  request(id: number): Request;
  isAborted(): boolean;
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
    for (const call of calls) call.failed(new CallFailed(call.operation, message, null, 'death'));
  }

  has(id: number): boolean {
    return this.#calls.has(id);
  }

  /**
   * The decoder is stopped for a cancelled call: cancels every call but those that another decoder can answer. These
   * are returned, to be posted again.
   */
  cancelAllButIndependent(cancelled: number): Request[] {
    const kept: Request[] = [];
    for (const [id, call] of [...this.#calls]) {
      const isKept = id !== cancelled && independent.has(call.operation) && !call.isAborted();
      if (isKept) kept.push(call.request(id));
      else this.fail(id, () => new CallCancelled());
    }
    return kept;
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
        this.fail(
          reply.id,
          ({ operation }) => new CallFailed(operation, reply.message, reply.stack, reply.by),
        );
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

  /** Stops a decoder that does not leave a cancelled call. A new one answers what was asked next. */
  function takeOver(cancelled: number): void {
    handle?.stop();
    handle = null;
    for (const request of pending.cancelAllButIndependent(cancelled)) {
      handle ??= start();
      handle.post(request);
    }
  }

  return {
    call(operation, input, { signal, onProgress } = {}) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(new CallCancelled());
          return;
        }
        const leave = () => signal?.removeEventListener('abort', abort);
        // The compiler cannot see that an operation and its input belong together.
        const request = (id: number) => ({ kind: 'call', id, operation, input }) as Request;
        const id = pending.add({
          operation,
          request,
          isAborted: () => signal?.aborted ?? false,
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
        const abort = () => {
          handle?.post({ kind: 'cancel', id });
          if (!independent.has(operation)) return;
          const asked = handle;
          setTimeout(() => {
            if (pending.has(id) && handle === asked) takeOver(id);
          }, maxCancelWait);
        };
        signal?.addEventListener('abort', abort);
        try {
          handle ??= start();
          handle.post(request(id));
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
