import { afterSilence, type Guide } from '../guide.ts';

const ran = { notRun: 'It runs at AWS alone; checked against its documentation.' };
const quotas =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html';

/** WebSocket APIs of Amazon API Gateway. */
export const awsApiGatewayGuide: Guide = {
  stack: 'aws-api-gateway',
  name: 'AWS API Gateway',
  versions: 'Quotas as documented in 2026.',
  fixes: [
    {
      id: 'frame-size',
      causes: ['message-too-large'],
      title: 'Frames up to 32 KB, messages up to 128 KB',
      wrong: {
        language: 'js',
        text: `ws.send(JSON.stringify(report)); // 300 KB
`,
      },
      right: {
        language: 'js',
        text: `const text = JSON.stringify(report);
const size = 24 * 1024;
for (let at = 0; at < text.length; at += size) {
  ws.send(JSON.stringify({ id, last: at + size >= text.length, part: text.slice(at, at + size) }));
}
`,
      },
      why: 'A larger frame or message is answered by close code 1009. Browsers send a message as one frame, so 32 KB is the limit for them: send parts, or an address in S3.',
      confirm: 'Send a message of 100 KB in parts: no close with 1009 may come.',
      ran,
      source: quotas,
    },
    {
      id: 'idle-timeout',
      causes: ['idle-timeout', 'abnormal-close'],
      conditions: afterSilence,
      title: 'Send something every few minutes, and connect anew after two hours',
      wrong: {
        language: 'js',
        text: `const ws = new WebSocket(url);
`,
      },
      right: {
        language: 'js',
        text: `function open() {
  const ws = new WebSocket(url);
  const beat = setInterval(() => ws.send('{"action":"ping"}'), 5 * 60_000);
  ws.onclose = () => { clearInterval(beat); setTimeout(open, 1000 + Math.random() * 4000); };
}
open();
`,
      },
      why: 'A connection is closed after 10 min of silence and after 2 h in any case; neither can be raised. Browsers cannot send pings, so the message must be one of your own.',
      confirm: 'A connection must be open after 15 min without use.',
      ran,
      source: quotas,
    },
    {
      id: 'connect-route',
      causes: ['upgrade-refused'],
      conditions: { 'upgrade-refused': { statuses: [401, 403, 410, 500, 502], tunnel: false } },
      title: 'Answer 200 from the $connect route',
      wrong: {
        language: 'js',
        text: `export const connect = async (event) => {
  await save(event.requestContext.connectionId);
};
`,
      },
      right: {
        language: 'js',
        text: `export const connect = async (event) => {
  await save(event.requestContext.connectionId);
  return { statusCode: 200 };
};
`,
      },
      why: 'What the integration of $connect answers decides the handshake: without a statusCode of 200 the client gets 502 or 500; with 401 or 403 it is refused.',
      confirm: 'wscat -c wss://ID.execute-api.REGION.amazonaws.com/STAGE\nmust print: Connected',
      ran,
      source:
        'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html',
    },
  ],
};
