import { afterSilence, type Guide } from '../guide.ts';

const python = (text: string) => ({ language: 'python' as const, text });
const ran = { with: 'Python 3.11, aiohttp 3.8.4' };
const docs = 'https://docs.aiohttp.org/en/stable/web_reference.html#websocketresponse';

const app = (handler: string): string => `from aiohttp import web

async def websocket(request):
${handler}

app = web.Application()
app.router.add_get("/", websocket)
web.run_app(app, host="127.0.0.1", port=8080)
`;

const echo = (options: string): string =>
  app(`    ws = web.WebSocketResponse(${options})
    await ws.prepare(request)
    async for message in ws:
        if message.type == web.WSMsgType.BINARY:
            await ws.send_bytes(message.data)
    return ws`);

/** Python with aiohttp. */
export const aiohttpGuide: Guide = {
  stack: 'aiohttp',
  name: 'Python: aiohttp',
  versions: 'Run with aiohttp 3.8.4.',
  fixes: [
    {
      id: 'return-ws',
      causes: ['http-response-on-websocket'],
      title: 'Return the WebSocketResponse, nothing else',
      wrong: python(
        app(`    ws = web.WebSocketResponse()
    await ws.prepare(request)
    await ws.send_str("hello")
    return web.Response(text="done")`),
      ),
      right: python(
        app(`    ws = web.WebSocketResponse()
    await ws.prepare(request)
    await ws.send_str("hello")
    await ws.close()
    return ws`),
      ),
      why: 'What the handler returns is written to the connection. A second response puts "HTTP/1.1 200 OK" among the frames: 48 is read as FIN 0, RSV1, opcode 8.',
      confirm: 'After the last frame nothing that begins with HTTP may come.',
      ran,
      source: docs,
    },
    {
      id: 'max-msg-size',
      causes: ['message-too-large'],
      title: 'Raise max_msg_size, or send less at once',
      wrong: python(echo('max_msg_size=1024')),
      right: python(echo('max_msg_size=8 * 1024 * 1024')),
      why: 'A message above max_msg_size (4 MiB when not set) is answered by close code 1009. ws_connect() of the client has the same limit.',
      confirm: 'Send a message of the size that failed: it must be answered, not closed with 1009.',
      ran,
      source: docs,
    },
    {
      id: 'heartbeat',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Set a heartbeat',
      wrong: python(echo('')),
      right: python(echo('heartbeat=20')),
      why: 'aiohttp sends no pings unless heartbeat is set. It also finds clients that are gone.',
      confirm: 'A ping (89 00) must come at least every 20 s.',
      ran,
      source: docs,
    },
  ],
};
