import { afterSilence, confirmUpgrade, type Guide } from '../guide.ts';

const csharp = (text: string) => ({ language: 'csharp' as const, text });
const ran = { notRun: '.NET is not in the test; checked against its documentation.' };
const docs = 'https://learn.microsoft.com/en-us/aspnet/core/fundamentals/websockets';

/** ASP.NET Core and ClientWebSocket. */
export const dotnetGuide: Guide = {
  stack: 'dotnet',
  name: '.NET: ASP.NET Core',
  versions: 'Documented for .NET 8 and 9.',
  fixes: [
    {
      id: 'use-websockets',
      causes: ['upgrade-refused', 'http-response-on-websocket'],
      conditions: { 'upgrade-refused': { statuses: [200, 400, 404, 405], tunnel: false } },
      title: 'UseWebSockets before what answers',
      wrong: csharp(`var app = builder.Build();
app.MapFallbackToFile("index.html");
app.Map("/ws", async context =>
{
    using var ws = await context.WebSockets.AcceptWebSocketAsync();
    await Echo(ws);
});
`),
      right: csharp(`var app = builder.Build();
app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(20) });
app.Map("/ws", async context =>
{
    if (!context.WebSockets.IsWebSocketRequest)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return;
    }
    using var ws = await context.WebSockets.AcceptWebSocketAsync();
    await Echo(ws);
});
app.MapFallbackToFile("index.html");
`),
      why: 'Without the middleware IsWebSocketRequest is false and AcceptWebSocketAsync throws; the client gets 400, 404 or 500. The handler must run until the WebSocket ends: when it returns, the connection is closed.',
      confirm: confirmUpgrade('http://localhost:5000/ws'),
      ran,
      source: docs,
    },
    {
      id: 'one-send',
      causes: ['concurrent-writes'],
      title: 'One SendAsync at a time',
      wrong:
        csharp(`await Task.WhenAll(messages.Select(m => ws.SendAsync(m, WebSocketMessageType.Text, true, token)));
`),
      right: csharp(`await gate.WaitAsync(token); // one SemaphoreSlim(1, 1) for each WebSocket
try
{
    await ws.SendAsync(message, WebSocketMessageType.Text, true, token);
}
finally
{
    gate.Release();
}
`),
      why: 'One send and one receive may be under way at once, not more. Otherwise the WebSocket throws and is aborted.',
      confirm: 'Send from ten tasks at once: all messages must arrive whole.',
      ran,
      source: 'https://learn.microsoft.com/en-us/dotnet/api/system.net.websockets.websocket.sendasync',
    },
    {
      id: 'end-of-message',
      causes: ['valid-bytes-receiver-at-fault', 'text-not-utf8'],
      title: 'Read until EndOfMessage, then decode',
      wrong: csharp(`var buffer = new byte[4096];
var result = await ws.ReceiveAsync(buffer, token);
var text = Encoding.UTF8.GetString(buffer, 0, result.Count);
`),
      right: csharp(`var buffer = new byte[4096];
using var message = new MemoryStream();
WebSocketReceiveResult result;
do
{
    result = await ws.ReceiveAsync(buffer, token);
    message.Write(buffer, 0, result.Count);
} while (!result.EndOfMessage);
var text = Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
`),
      why: 'A message can come in several reads whatever its frames are. If each read is decoded alone, a character across two reads becomes garbage, and an echo makes two messages of one.',
      confirm: 'Send 10,000 characters of "ß": the same must come back as one message.',
      ran,
      source: docs,
    },
    {
      id: 'keep-alive',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Ping more often than the proxy waits',
      wrong: csharp(`app.UseWebSockets();
`),
      right: csharp(`app.UseWebSockets(new WebSocketOptions
{
    KeepAliveInterval = TimeSpan.FromSeconds(20),
    KeepAliveTimeout = TimeSpan.FromSeconds(20), // .NET 9
});
`),
      why: 'The interval is 2 min when not set, longer than the 60 s of most proxies. With KeepAliveTimeout (.NET 9) the frames are pings and a dead peer is noticed; without it they are unsolicited pongs.',
      confirm: 'A control frame (89 00 or 8a 00) must come every 20 s.',
      ran,
      source:
        'https://learn.microsoft.com/en-us/dotnet/api/microsoft.aspnetcore.builder.websocketoptions.keepaliveinterval',
    },
  ],
};
