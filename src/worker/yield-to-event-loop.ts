/**
 * Lets the event loop run, so that a waiting message, such as a request to cancel, is handled. Long
 * computations and reads from a buffer would otherwise never give it the chance.
 */
export function yieldToEventLoop(): Promise<void> {
  // A message port, since a timer would wait at least 4 ms.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
