// Connects the WebSocket that is built into Node.js to each URL on the command line; prints one JSON object a line.
for (const url of process.argv.slice(2)) {
  const text = await new Promise((resolve) => {
    let message = null;
    const socket = new WebSocket(url);
    const timer = setTimeout(() => resolve(message), 1500);
    socket.onerror = (event) => {
      message ??= event.message || event.error?.message || '(no message)';
    };
    socket.onclose = () => {
      clearTimeout(timer);
      resolve(message);
    };
  });
  console.log(JSON.stringify({ url, text }));
}
process.exit(0);
