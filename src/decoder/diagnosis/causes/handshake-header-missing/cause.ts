import { headerValue } from '../../../model/http.ts';
import type { Cause } from '../../cause.ts';
import { headsAreCut, stacksOf } from '../../evidence/software-seen.ts';

const answerChecks = ['upgrade', 'connection', 'accept'];
const requestChecks = ['request-upgrade', 'request-connection', 'key', 'version', 'method'];

/** A 101 without, or with a wrong, Upgrade, Connection or Accept; a request without a proper Key or Version. */
export const handshakeHeaderMissing: Cause<'handshake-header-missing'> = {
  id: 'handshake-header-missing',
  group: 'handshake',
  title: 'The handshake lacks a header',
  section: 'RFC 6455 4.2',
  level: 'broken',
  leadsTo: ['upgrade-refused', 'abnormal-close'],
  stacks: ['node-ws', 'php', 'esp32', 'haproxy', 'nginx'],
  reports: {
    'missing-upgrade-header': 0.6,
    'missing-handshake-header': 0.85,
    'accept-value': 0.2,
    'upgrade-header-value': 0.85,
  },
  confirm:
    'curl -i -N with the upgrade headers: compare the answer with Upgrade: websocket, Connection: Upgrade, Sec-WebSocket-Accept.',
  match(context) {
    const { handshake } = context.connection;
    if (handshake === null) return null;
    const { request, response } = handshake;
    const failed = handshake.checks.filter(({ ok }) => !ok);
    // Header lines that the capture cut off are not missing.
    if (headsAreCut(context)) return null;
    if (response?.status === 101) {
      const wrong = failed.filter(({ id }) => {
        if (id === 'accept') return headerValue(response, 'sec-websocket-accept') === null;
        return answerChecks.includes(id);
      });
      if (wrong.length > 0) {
        return {
          confidence: 0.98,
          title: `The 101 is not a proper one: ${wrong.map(({ title }) => title).join(', ')}`,
          claim: `The server answered 101, but ${wrong.map(({ title }) => title).join(' and ')} ${wrong.length === 1 ? 'is' : 'are'} missing or wrong, so clients refuse it.`,
          evidence: wrong.map(({ text, place }) => ({ text, place })),
          against:
            'The status is 101, so the server meant to upgrade; what it wrote is incomplete, or a proxy took it away.',
          stacks: stacksOf(context),
        };
      }
    }
    if (request === null) return null;
    // A request that never asked for a WebSocket of this version is another matter.
    const version = headerValue(request, 'sec-websocket-version');
    if (version !== null && version !== '13') return null;
    if (headerValue(request, 'sec-websocket-key1') !== null) return null;
    const wrong = failed.filter(({ id }) => requestChecks.includes(id));
    if (wrong.length === 0) return null;
    const keyless = wrong.some(({ id }) => id === 'key' || id === 'version');
    // With a key but without Upgrade or Connection it is a proxy's doing.
    return {
      confidence: keyless ? (response?.status === 101 ? 0.9 : 0.96) : 0.2,
      title: `The upgrade request is not a proper one: ${wrong.map(({ title }) => title).join(', ')}`,
      claim: `The client's request asks for a WebSocket, but ${wrong.map(({ title }) => title).join(' and ')} ${wrong.length === 1 ? 'is' : 'are'} missing or wrong.`,
      evidence: [
        ...wrong.map(({ text, place }) => ({ text, place })),
        ...(response ? [{ text: `The answer is “${response.startLine}”.`, place: null }] : []),
      ],
      against:
        'Every browser and library writes these headers; a hand-written client or a filter on the way is the likely author.',
      stacks: stacksOf(context),
    };
  },
};
