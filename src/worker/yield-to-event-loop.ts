/** Lets waiting messages in: long work, and reads that are served from a buffer, never leave room for a cancel. */
export function yieldToEventLoop(): Promise<void> {
  // A timer would wait 4 ms at least.
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
