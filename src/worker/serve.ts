// Serves requests without a Worker: each request ends with exactly one reply.

import { Cancelled } from './cancelled.ts';
import type { Runner } from './client.ts';
import { inputFaultText } from './input-fault.ts';
import type {
  CallContext,
  Handlers,
  OperationName,
  Operations,
  Reply,
  ReplyOf,
  Request,
} from './protocol.ts';

/** The compiler cannot see that a reply with a generic operation is a `Reply`. */
function typed<K extends OperationName>(reply: ReplyOf<K>): Reply {
  return reply as Reply;
}

/** Answers requests with `handlers`. The function returned takes one request; it never throws. */
export function serve(handlers: Partial<Handlers>, post: (reply: Reply) => void): (request: Request) => void {
  const signals = new Map<number, { cancelled: boolean }>();

  async function run<K extends OperationName>(
    id: number,
    operation: K,
    input: Operations[K]['in'],
  ): Promise<void> {
    const signal = { cancelled: false };
    signals.set(id, signal);
    const context: CallContext<K> = {
      signal,
      progress: (value) => {
        if (!signals.has(id) || signal.cancelled) return;
        post(typed({ kind: 'progress', id, operation, progress: value }));
      },
    };
    let reply: Reply;
    try {
      const handler = handlers[operation];
      if (handler === undefined)
        throw new Error(`Expected an operation that is answered here, found ${operation}.`);
      const output = await handler(input, context);
      reply = signal.cancelled ? { kind: 'cancelled', id } : typed({ kind: 'done', id, operation, output });
    } catch (error) {
      if (signal.cancelled || error instanceof Cancelled) reply = { kind: 'cancelled', id };
      else {
        const input = inputFaultText(error);
        const message = input ?? (error instanceof Error ? error.message : String(error));
        const stack = (error instanceof Error && error.stack) || null;
        reply = { kind: 'failed', id, message, stack, by: input === null ? 'decoder' : 'input' };
      }
    }
    signals.delete(id);
    try {
      post(reply);
    } catch (error) {
      const message = `The answer could not be sent: ${String(error)}`;
      post({ kind: 'failed', id, message, stack: null, by: 'decoder' });
    }
  }

  return (request) => {
    if (request.kind === 'cancel') {
      const signal = signals.get(request.id);
      if (signal) signal.cancelled = true;
    } else void run(request.id, request.operation, request.input);
  };
}

/** A runner without a thread: the handlers in this process. */
export function sessionRunner(handlers: Partial<Handlers>): Runner {
  return (events) => {
    let stopped = false;
    const take = serve(handlers, (reply) => {
      if (!stopped) events.reply(reply);
    });
    return {
      post: take,
      stop: () => {
        stopped = true;
      },
    };
  };
}
