// A WebSocket server on Bun (uWebSockets) or Deno: PORT MODE [CODE REASON].
const args = globalThis.Deno ? Deno.args : process.argv.slice(2);
const [port, mode, code, reason] = args;
const hello = JSON.stringify({ hello: globalThis.Deno ? 'deno' : 'bun', city: 'Zürich' });

if (globalThis.Deno) {
  Deno.serve({ port: Number(port), hostname: '127.0.0.1', onListen() {} }, (request) => {
    if (mode === 'refuse') return new Response('{"error":"token expired"}', { status: 401 });
    const { socket, response } = Deno.upgradeWebSocket(request, {
      idleTimeout: mode === 'keepalive' ? 2 : 0,
    });
    let count = 0;
    socket.onopen = () => socket.send(hello);
    socket.onmessage = ({ data }) => {
      socket.send(`echo: ${data}`);
      if (++count !== 2) return;
      if (mode === 'close') socket.close(Number(code), reason);
      if (mode === 'exit') setTimeout(() => Deno.exit(1), 30);
    };
    return response;
  });
} else {
  Bun.serve({
    port: Number(port),
    hostname: '127.0.0.1',
    fetch(request, server) {
      if (mode === 'refuse') return new Response('{"error":"token expired"}', { status: 401 });
      if (mode === 'forgot') return new Response('Welcome to Bun!');
      return server.upgrade(request, { data: { count: 0 } })
        ? undefined
        : new Response('no upgrade', { status: 500 });
    },
    websocket: {
      ...(mode === 'limit' ? { maxPayloadLength: 2000 } : {}),
      ...(mode === 'keepalive' ? { idleTimeout: 8, sendPings: true } : {}),
      ...(mode === 'deflate' ? { perMessageDeflate: true } : {}),
      open(socket) {
        socket.send(hello);
      },
      message(socket, text) {
        socket.send(`echo: ${text}`, mode === 'deflate');
        if (++socket.data.count !== 2) return;
        if (mode === 'close') socket.close(Number(code), reason);
        if (mode === 'terminate') socket.terminate();
      },
    },
  });
}
