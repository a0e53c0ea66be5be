// graphql-ws over ws: a subscription, and a query with a fault.
import { listen, load } from './kit.mjs';

export async function serve() {
  const { buildSchema } = load('graphql');
  const { useServer: serveGraphql } = load('graphql-ws/use/ws');
  const { WebSocketServer } = load('ws');
  const { server, port } = await listen();
  const schema = buildSchema('type Query { hello: String } type Subscription { tick: Int }');
  async function* tick() {
    for (let i = 1; i <= 3; i++) yield { tick: i };
  }
  serveGraphql(
    { schema, roots: { query: { hello: 'world' }, subscription: { tick } } },
    new WebSocketServer({ server, path: '/graphql' }),
  );
  return { address: `ws://127.0.0.1:${port}/graphql`, close: () => server.close() };
}

export async function talk(url) {
  const { createClient } = load('graphql-ws');
  const client = createClient({ url, lazy: false, webSocketImpl: load('ws') });
  const run = (query) =>
    new Promise((resolve) =>
      client.subscribe({ query }, { next: () => {}, error: resolve, complete: resolve }),
    );
  await run('subscription Ticks { tick }');
  await run('{ missing }');
  await client.dispose();
}
