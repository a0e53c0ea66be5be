// @xmpp/client with a user that Prosody does not know: SASL fails.
import { once } from './kit.mjs';
import { clientOf, serveProsody } from './xmpp.mjs';

export const serve = () => serveProsody('internal_plain');

export async function talk(url) {
  const agent = clientOf(url, { username: 'ada', password: 'wrong' });
  const closed = once(agent, 'disconnect');
  await agent.start().catch(() => {});
  await Promise.race([closed, agent.stop()]);
}
