import { duration, the } from '../../../model/words.ts';
import type { Cause } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { endingOf } from '../../evidence/ending.ts';
import { proxySeen, stacksOf } from '../../evidence/software-seen.ts';

/** Time-outs that programs have by default, in seconds, with the programs. */
const defaults: readonly (readonly [seconds: number, who: string])[] = [
  [10, 'a time-out of 10 s'],
  [15, 'a time-out of 15 s'],
  [20, 'Python websockets (ping_timeout)'],
  [25, 'Engine.IO (pingInterval)'],
  [30, 'Heroku-like routers and many set-ups'],
  [45, 'Engine.IO (pingInterval + pingTimeout)'],
  [50, 'HAProxy as Debian configures it'],
  [55, 'Heroku routers'],
  [60, 'nginx (proxy_read_timeout), Apache (Timeout), AWS ALB'],
  [75, 'nginx (keepalive_timeout)'],
  [90, 'a time-out of 90 s'],
  [100, 'Cloudflare'],
  [120, 'IIS'],
  [180, 'a time-out of 3 min'],
  [230, 'Azure load balancers'],
  [240, 'Azure load balancers'],
  [300, 'Envoy (stream idle time-out)'],
  [350, 'AWS NLB'],
  [600, 'AWS API Gateway, Google Cloud'],
  [900, 'a time-out of 15 min'],
  [1800, 'a time-out of 30 min'],
  [3600, 'a time-out of 1 h'],
];

/** Closed after a silence that fits a known default. */
export const idleTimeout: Cause<'idle-timeout'> = {
  id: 'idle-timeout',
  group: 'connection',
  title: 'The connection was closed for being idle',
  section: 'RFC 6455 5.5.2',
  level: 'warning',
  leadsTo: ['abnormal-close'],
  stacks: ['nginx', 'apache', 'haproxy', 'aws-alb', 'cloudflare'],
  reports: { 'connection-reset': 0.15 },
  confirm: 'Send a Ping every 20 s: if the connection then stays, the time-out was the matter.',
  match(context) {
    const { connection, first } = context;
    const upgraded =
      connection.handshake === null ? connection.frames.length > 0 : connection.handshake.accepted;
    if (!upgraded || (first !== null && !first.overrun)) return null;
    const ending = endingOf(context);
    if (ending === null || !(ending.silence >= 9)) return null;
    const code = ending.close?.code ?? null;
    // A Close with a code of its own has its own reason; 1000 is somebody's wish, and so is the client's leave.
    if (
      ending.how === 'close' &&
      code !== 1001 &&
      code !== 1011 &&
      !(code === 1000 && ending.first === 'server')
    )
      return null;
    const { silence } = ending;
    const known = defaults.find(
      ([seconds]) => silence > seconds - 0.4 && silence < seconds + Math.max(1.6, seconds * 0.03),
    );
    const proxy = proxySeen(context);
    const abrupt = ending.how !== 'close';
    if (!known && silence < 18) return null;
    let confidence = known ? (known[0] < 20 ? 0.72 : 0.82) : silence > 45 ? 0.5 : 0.35;
    if (!abrupt) confidence -= code === 1000 ? 0.45 : 0.25;
    if (proxy !== null && abrupt) confidence += 0.1;
    if (ending.first === 'client') confidence -= 0.15;
    return {
      confidence: Math.min(0.93, confidence),
      title: `The connection was closed after ${duration(silence)} of silence`,
      claim: `Nothing was sent for ${duration(silence)}, then ${the(ending.first)}'s side ended the connection${abrupt ? ` with ${ending.how === 'rst' ? 'RST' : 'FIN'} and no Close frame` : ` with Close ${code ?? ''}`.trimEnd()}${known ? `; ${known[0]} s is a known time-out (${known[1]})` : ''}.`,
      evidence: [
        {
          text: `The last byte before the end lies ${silence.toFixed(3)} s earlier.`,
          place: lastPlace(context, ending.lastFrame),
        },
        {
          text: `${the(ending.first)[0].toUpperCase()}${the(ending.first).slice(1)}'s side ended it first, ${duration(ending.lasted)} after it began.`,
          place: null,
        },
        ...(proxy ? [{ text: `A proxy stands on the way: ${proxy.name}.`, place: null }] : []),
      ],
      against: abrupt
        ? 'A crash or a restart would not keep to a round time-out after the last byte.'
        : 'A server may also close in this way of its own will.',
      stacks: stacksOf(context),
    };
  },
};

function lastPlace(context: DiagnosisContext, frame: number | null) {
  if (frame === null) return null;
  const { frames } = context.connection;
  return {
    sender: frames.sender(frame),
    offset: frames.offset(frame),
    length: Math.max(1, frames.headerLength(frame)),
  };
}
