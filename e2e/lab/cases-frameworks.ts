// Ends that frameworks and protocols on npm give a connection: Fastify, Express, Primus, MQTT (aedes), GraphQL over
// WebSocket, Hocuspocus.
import { npmExtra, npmFolder, scriptPath } from './build.ts';
import { none } from './further-servers.ts';
import { type ClientLog, wsClient } from './kit.ts';
import { type Lab, type LabCase, npm, pause, type Truth } from './lab.ts';

const servers = {
  fastify: npmExtra('@fastify/websocket'),
  express: npmExtra('express-ws'),
  primus: npmExtra('primus'),
  aedes: npmExtra('aedes'),
  graphql: npmExtra('graphql-ws'),
  hocuspocus: npmExtra('@hocuspocus/server'),
} as const;

interface Plan {
  name: string;
  cause: string;
  also?: string[];
  story: string;
  server: keyof typeof servers;
  mode: string;
  code?: string[];
  path?: string;
  protocols?: string[];
  /** What the client sends, each after a pause. */
  send?: (string | Buffer)[];
  /** The client closes at the end. */
  closes?: boolean;
  truth?: (lab: Lab, port: number) => Promise<Truth>;
}

async function speak(client: ClientLog, { send = [], closes }: Plan): Promise<void> {
  await client.opened;
  for (const one of send) {
    await pause(120);
    if (client.socket.readyState === 1) client.socket.send(one);
  }
  await pause(250);
  if (closes) client.socket.close(1000);
}

const caseOf = (plan: Plan): LabCase => ({
  name: plan.name,
  cause: plan.cause,
  ...(plan.also === undefined ? {} : { also: plan.also }),
  software: [servers[plan.server], npm('ws')],
  story: plan.story,
  async run(lab) {
    const port = await lab.port();
    const all = [
      scriptPath('js/protocol_servers.cjs'),
      plan.server,
      String(port),
      plan.mode,
      ...(plan.code ?? []),
    ];
    await lab.serve(port, process.execPath, all, {
      env: { ...process.env, NODE_PATH: npmFolder(), HOME: lab.folder },
    });
    await lab.record(port);
    const client = wsClient(lab, `ws://127.0.0.1:${port}${plan.path ?? '/'}`, plan.protocols ?? [], {
      perMessageDeflate: false,
    });
    await speak(client, plan).catch(() => {});
    await Promise.race([client.ended, pause(4000)]);
    const truth = await (plan.truth?.(lab, port) ?? none);
    client.socket.terminate();
    return truth;
  },
});

const texts = ['{"op":"one","text":"Grüße"}', '{"op":"two","list":[1,2,3]}'];
/** MQTT: CONNECT of client "lab", SUBSCRIBE to "a", PUBLISH "23.5" to "a". */
const mqtt = [
  Buffer.from('100f00044d5154540402003c00036c6162', 'hex'),
  Buffer.from('8206000100016100', 'hex'),
  Buffer.from('300700016132332e35', 'hex'),
];
const subprotocol = ['graphql-transport-ws'];
const init = '{"type":"connection_init"}';
const subscribe = '{"id":"1","type":"subscribe","payload":{"query":"subscription { tick }"}}';

const plans: Plan[] = [
  {
    name: 'fastify-echo',
    cause: 'healthy',
    server: 'fastify',
    mode: 'echo',
    send: texts,
    closes: true,
    story: 'A route of Fastify echoes; the client closes.',
  },
  {
    name: 'fastify-handler-rejects',
    cause: 'abnormal-close',
    also: ['abnormal-close'],
    server: 'fastify',
    mode: 'throw',
    story: 'An async WebSocket handler of Fastify rejects; the plugin terminates the socket.',
  },
  {
    name: 'fastify-limit',
    cause: 'message-too-large',
    server: 'fastify',
    mode: 'limit',
    send: ['short', 'x'.repeat(3000)],
    story: 'A message of 3,000 bytes meets a Fastify route whose maxPayload is 2,000.',
  },
  {
    name: 'fastify-hook-401',
    cause: 'upgrade-refused',
    server: 'fastify',
    mode: 'hook',
    story: 'A preValidation hook of Fastify answers 401.',
  },
  {
    name: 'express-ws-middleware-answers',
    cause: 'healthy',
    server: 'express',
    mode: 'middleware',
    also: ['abnormal-close'],
    story:
      'A middleware before an express-ws route answers the request; express-ws closes the open WebSocket.',
  },
  {
    name: 'express-ws-event-stream-lines',
    cause: 'unframed-text',
    server: 'express',
    mode: 'raw',
    send: texts,
    story: 'A handler of express-ws writes lines of an event stream to the socket below the WebSocket.',
    truth: async (lab, port) => ({
      sender: 'server',
      breakOffset: await lab.offsetOf('server', port, 'data: {"tick"'),
    }),
  },
  {
    name: 'primus-authorize-401',
    cause: 'upgrade-refused',
    server: 'primus',
    mode: 'refuse',
    path: '/primus/',
    story: 'The authorize hook of Primus refuses with 401 and JSON.',
  },
  {
    name: 'primus-server-ends',
    cause: 'healthy',
    also: ['abnormal-close'],
    server: 'primus',
    mode: 'end',
    path: '/primus/',
    send: ['"hello"'],
    story: 'Primus ends a spark after one message.',
  },
  {
    name: 'primus-echo',
    cause: 'healthy',
    server: 'primus',
    mode: 'echo',
    path: '/primus/',
    send: ['"hello"', '{"op":2}'],
    closes: true,
    story: 'Primus answers; the client closes.',
  },
  {
    name: 'aedes-mqtt',
    cause: 'healthy',
    server: 'aedes',
    mode: 'echo',
    protocols: ['mqtt'],
    send: [...mqtt, Buffer.from('e000', 'hex')],
    story: 'MQTT over a WebSocket to aedes, ended by DISCONNECT.',
    also: ['abnormal-close'],
  },
  {
    name: 'aedes-broker-killed',
    cause: 'abnormal-close',
    server: 'aedes',
    mode: 'kill',
    protocols: ['mqtt'],
    send: mqtt,
    story: 'An MQTT broker on aedes is killed after a publish.',
  },
  {
    name: 'aedes-not-authorised',
    cause: 'healthy',
    also: ['abnormal-close'],
    server: 'aedes',
    mode: 'refuse',
    protocols: ['mqtt'],
    send: mqtt.slice(0, 1),
    story: 'aedes refuses the CONNECT of a client and ends the connection.',
  },
  {
    name: 'aedes-connect-is-no-mqtt',
    cause: 'abnormal-close',
    also: ['healthy'],
    server: 'aedes',
    mode: 'echo',
    protocols: ['mqtt'],
    send: ['{"op":"hello"}'],
    story: 'A client sends JSON to an MQTT broker, which ends the connection.',
  },
  {
    name: 'graphql-subscription',
    cause: 'healthy',
    server: 'graphql',
    mode: 'echo',
    protocols: subprotocol,
    send: [init, subscribe],
    closes: true,
    story: 'A subscription over graphql-ws completes; the client closes.',
  },
  {
    name: 'graphql-init-timeout-4408',
    cause: 'healthy',
    server: 'graphql',
    mode: 'echo',
    protocols: subprotocol,
    story: 'A client sends no connection_init, and graphql-ws closes with 4408 after 700 ms.',
  },
  {
    name: 'graphql-forbidden-4403',
    cause: 'healthy',
    server: 'graphql',
    mode: 'forbidden',
    protocols: subprotocol,
    send: [init],
    story: 'onConnect of graphql-ws refuses, which closes with 4403.',
  },
  {
    name: 'graphql-invalid-message-4400',
    cause: 'healthy',
    server: 'graphql',
    mode: 'echo',
    protocols: subprotocol,
    send: [init, '{"type":"start"}'],
    story: 'A client speaks the older protocol of subscriptions, and graphql-ws closes with 4400.',
  },
  {
    name: 'graphql-old-subprotocol-4406',
    cause: 'handshake-negotiation',
    server: 'graphql',
    mode: 'echo',
    protocols: ['graphql-ws'],
    send: [init],
    story: 'A client offers the subprotocol graphql-ws alone; graphql-ws closes with 4406.',
    also: ['healthy'],
  },
  {
    name: 'hocuspocus-no-document',
    cause: 'healthy',
    server: 'hocuspocus',
    mode: 'echo',
    send: [Buffer.from('ffffff', 'hex')],
    story: 'A client sends bytes that are no message of Hocuspocus, which closes.',
    also: ['abnormal-close'],
  },
];

export const cases: LabCase[] = plans.map(caseOf);
