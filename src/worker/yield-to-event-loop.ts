/** Runs a function after the messages that wait, in runtimes beside browsers. */
const { setImmediate } = globalThis as { readonly setImmediate?: (then: () => void) => unknown };

/**
 * Lets the event loop run, so that a waiting message, such as a request to cancel, is handled. Long
 * computations and reads from a buffer would otherwise never give it the chance.
 */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    if (setImmediate !== undefined) {
      // Node loads more code for its first message port than for all of a small capture.
      setImmediate(resolve);
      return;
    }
    // A message port, since a timer would wait at least 4 ms.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
