import { otherSender } from '../../../model/basics.ts';
import { capital, duration, the } from '../../../model/words.ts';
import type { Cause, CauseMatch } from '../../cause.ts';
import type { DiagnosisContext } from '../../context.ts';
import { closeWords, closingEvidence } from '../../evidence/closing-order.ts';
import { type Ending, endingOf } from '../../evidence/ending.ts';
import { headerPlace } from '../../evidence/frame-place.ts';
import { engineTimers, heartbeatMissed, unansweredHeartbeat } from '../../evidence/heartbeat.ts';
import { proxySeen, stacksOf } from '../../evidence/software-seen.ts';
import { answersNoPing, firstUnanswered, unansweredPing } from '../../evidence/unanswered-ping.ts';

/** Timeouts that programs have by default, in seconds, with the programs. */
const defaults: readonly (readonly [seconds: number, who: string])[] = [
  [10, 'a timeout of 10 s'],
  [15, 'a timeout of 15 s'],
  [20, 'Python websockets (ping_timeout)'],
  [25, 'Engine.IO (pingInterval)'],
  [30, 'Heroku-like routers and many set-ups'],
  [45, 'Engine.IO (pingInterval + pingTimeout)'],
  [50, 'HAProxy as Debian configures it'],
  [55, 'Heroku routers'],
  [60, 'nginx (proxy_read_timeout), Apache (Timeout), AWS ALB'],
  [75, 'nginx (keepalive_timeout)'],
  [90, 'a timeout of 90 s'],
  [100, 'Cloudflare'],
  [120, 'IIS'],
  [180, 'a timeout of 3 min'],
  [230, 'Azure load balancers'],
  [240, 'Azure load balancers'],
  [300, 'Envoy (stream idle timeout)'],
  [350, 'AWS NLB'],
  [600, 'AWS API Gateway, Google Cloud'],
  [900, 'a timeout of 15 min'],
  [1800, 'a timeout of 30 min'],
  [3600, 'a timeout of 1 h'],
];

/** Shorter silences are usual in a connection that is used. In seconds. */
export const minSilence = 9;
/** A silence that fits no known timeout must be longer than this. In seconds. */
const minUnknownSilence = 18;
/** From here on a silence is longer than most applications leave a connection. In seconds. */
const longSilence = 45;
/**
 * How much earlier and later than its timeout a program closes: timers tick late, by seconds or by a share
 * of a long timeout.
 */
const earliness = 0.4;
const lateness = 1.6;
const latenessShare = 0.03;
/** Timeouts below this are met by chance now and then. In seconds. */
const shortTimeout = 20;

/** Confidences: estimates, calibrated on the recorded captures and generated faults (`npm run exam`). */
const confidences = {
  known: 0.82,
  knownShort: 0.72,
  unknownLong: 0.5,
  unknown: 0.35,
  max: 0.93,
} as const;
/** Confidences that the keepalive gave up on a Ping without a Pong, by what ended the connection. */
const keepaliveConfidences = {
  /** A Close that names it or says 1011. */
  closed: 0.92,
  /** FIN or RST of the side that pinged, which sent nothing else meanwhile but Pings. */
  ended: 0.93,
} as const;
/** Confidences that a heartbeat of the application was not answered: above that of a sound connection. */
const heartbeatConfidences = { engine: 0.94, application: 0.91 } as const;
/** A Pong may still be on its way when an application ends for another reason. In seconds. */
const minPongWait = 0.8;
/** As above, when the other endpoint has answered none of several Pings. */
const minPongWaitOfNone = 0.25;
/** A timer of whole seconds ends so close to one, from the last byte on. In seconds. */
const wholeSecondTolerance = 0.1;
/** Shorter silences are near a whole second by chance too often. In seconds. */
const minWholeSilence = 5;
/** What changes them: a server may also send a Close because it wants to; a proxy is where such timers are. */
const closedNormally = -0.45;
const closedWithError = -0.25;
const throughProxy = 0.1;
const endedByClient = -0.15;

/**
 * Whether a Close may come from a timer: with 1001 or 1011, or 1000 from the server. Other codes have a
 * reason of their own.
 */
function mayBeTimer({ how, close, first }: Ending): boolean {
  if (how !== 'close') return true;
  const code = close?.code ?? null;
  return code === 1001 || code === 1011 || (code === 1000 && first === 'server');
}

/** FIN or RST a whole number of seconds after the last byte, which a crash keeps to by chance alone. */
function isWholeSeconds({ how, silence }: Ending): boolean {
  const late = silence - Math.floor(silence);
  return how !== 'close' && silence >= minWholeSilence && late <= wholeSecondTolerance;
}

function knownTimeout(silence: number): readonly [seconds: number, who: string] | null {
  const fits = ([seconds]: readonly [number, string]): boolean =>
    silence > seconds - earliness && silence < seconds + Math.max(lateness, seconds * latenessShare);
  return defaults.find(fits) ?? null;
}

function confidenceOf(ending: Ending, timeout: number | null, hasProxy: boolean): number {
  const isAbrupt = ending.how !== 'close';
  const known = timeout !== null && timeout < shortTimeout ? confidences.knownShort : confidences.known;
  const unknown = ending.silence > longSilence ? confidences.unknownLong : confidences.unknown;
  const closed = ending.close?.code === 1000 ? closedNormally : closedWithError;
  return Math.min(
    confidences.max,
    (timeout === null ? unknown : known) +
      (isAbrupt ? 0 : closed) +
      (hasProxy && isAbrupt ? throughProxy : 0) +
      (ending.first === 'client' ? endedByClient : 0),
  );
}

/** How the connection was ended, to go after "the client's side ended the connection". */
function endedHow({ how, close }: Ending): string {
  if (how === 'close') return ` with Close ${close?.code ?? ''}`.trimEnd();
  return ` with ${how === 'rst' ? 'RST' : 'FIN'} and no Close frame`;
}

/** What to look for at an endpoint that did not answer. */
function whyNotReading(silent: string): string {
  return `Find out why ${silent} was not reading: a blocked event loop, a sleeping device or a lost network. Then compare the interval and the timeout of its Pings or heartbeats.`;
}

/** The endpoint that ended the connection without a Close had sent a Ping, and no Pong came in a long while. */
function keepaliveEnded(
  context: DiagnosisContext,
  { how, first, time, anyClose }: Ending,
): CauseMatch | null {
  const { connection } = context;
  const { frames } = connection;
  if (how === 'close' || anyClose) return null;
  const ping = unansweredPing(connection, first, frames.length);
  const silent = otherSender(first);
  if (ping === null || connection.directions[silent].missing > 0) return null;
  const waited = time - frames.time(ping);
  const earliest = firstUnanswered(connection, first);
  if (earliest > ping) return null;
  const since = time - frames.time(earliest);
  const isMute = answersNoPing(connection, first);
  if (!(since >= (isMute ? minPongWaitOfNone : minPongWait))) return null;
  return {
    confidence: keepaliveConfidences.ended,
    title: `The keepalive of ${the(first)} gave up: ${the(silent)} did not answer a Ping`,
    claim: `The framing is sound. ${capital(the(first))} sent a Ping that got no Pong in ${duration(since)}, and ended the connection with ${how === 'rst' ? 'RST' : 'FIN'} and no Close frame.`,
    evidence: [
      { text: 'No Pong follows this Ping.', place: headerPlace(context, earliest) },
      ...(ping === earliest
        ? []
        : [{ text: `Nor this one, ${duration(waited)} before the end.`, place: headerPlace(context, ping) }]),
      {
        text: `${capital(the(silent))} sent nothing after it, and ${the(first)} ended the connection.`,
        place: null,
      },
    ],
    against: 'A crash would not wait for a Pong; a proxy that times out sends no Ping.',
    confirm: whyNotReading(the(silent)),
    stacks: stacksOf(context),
  };
}

/** The endpoint that closed had sent a Ping without a Pong, and its Close says that this is why. */
function keepaliveGaveUp(context: DiagnosisContext, ending: Ending): CauseMatch | null {
  const { how, close, first } = ending;
  if (how !== 'close' || close === null) return keepaliveEnded(context, ending);
  if (close.code !== 1011 && !/ping|pong|keepalive|heartbeat/i.test(close.reason)) return null;
  const ping = unansweredPing(context.connection, first, close.frame);
  if (ping === null) return null;
  const { frames } = context.connection;
  const waited = frames.time(close.frame) - frames.time(ping);
  const after = Number.isFinite(waited) ? ` ${duration(waited)} after it` : '';
  const silent = the(otherSender(first));
  return {
    confidence: keepaliveConfidences.closed,
    title: `The keepalive of ${the(first)} gave up: ${silent} did not answer a Ping`,
    claim: `The framing is sound. ${capital(the(first))} sent a Ping that got no Pong, and closed${after} with ${closeWords(close)}.`,
    evidence: [
      { text: 'No Pong follows this Ping.', place: headerPlace(context, ping) },
      ...closingEvidence(context),
    ],
    against: 'A timeout of a proxy sends no Close with such a reason.',
    confirm: whyNotReading(silent),
    stacks: ['python-websockets', ...stacksOf(context)],
  };
}

/** The one who ended the connection had sent heartbeats of its own that the other did not answer. */
function heartbeatGaveUp(context: DiagnosisContext, ending: Ending): CauseMatch | null {
  const missed = heartbeatMissed(context, ending);
  const timers = engineTimers(context);
  const limits =
    timers === null
      ? ''
      : ` (pingInterval ${duration(timers.interval)}, pingTimeout ${duration(timers.timeout)})`;
  if (missed !== null)
    return {
      confidence: heartbeatConfidences.engine,
      title: 'The Engine.IO client gave up: no heartbeat of the server came',
      claim: `The framing is sound. The client received nothing for ${duration(missed)} and ended the connection: that is the time that the server's timers allow${limits}. Socket.IO calls it “ping timeout”.`,
      evidence: closingEvidence(context),
      against: 'A user who leaves does not keep to these timers.',
      confirm: `${whyNotReading('the server')} Socket.IO's server sends the heartbeat “2” each pingInterval.`,
      stacks: ['socketio'],
      variant: 'heartbeat',
    };
  const heartbeat = unansweredHeartbeat(context, ending);
  if (heartbeat === null) return null;
  const { protocol, text, frames, waited } = heartbeat;
  const [who, silent] = [the(ending.first), the(otherSender(ending.first))];
  return {
    confidence: protocol === null ? heartbeatConfidences.application : heartbeatConfidences.engine,
    title: `${capital(who)} gave up: ${silent} did not answer its ${protocol === null ? '' : `${protocol} `}heartbeat`,
    claim: `The framing is sound. ${capital(who)} sent the heartbeat “${text}”, got nothing in ${duration(waited)}, and ended the connection${endedHow(ending)}${limits}.${protocol === null ? '' : ' Socket.IO calls it “ping timeout”.'}`,
    evidence: [
      ...frames.map((row) => ({
        text: 'No message follows this heartbeat.',
        place: headerPlace(context, row),
      })),
      ...closingEvidence(context),
    ],
    against: 'No rule of RFC 6455 is broken: the heartbeat is a message of the application.',
    confirm: whyNotReading(silent),
    stacks: protocol === null ? stacksOf(context) : ['socketio', ...stacksOf(context)],
    variant: 'heartbeat',
  };
}

/** A reason that names a timer for silence. */
const idleWords = /\b(idle|inactiv(e|ity))\b|no (activity|data|traffic)|timed? ?out.*(waiting|read)/i;

/** A reason that names a timer, which is one for silence when it follows a silence and names no other purpose. */
const timerWords = /\btime(d)?[ -]?out\b/i;
const otherTimers =
  /init|auth|log ?in|handshake|query|upstream|gateway|respon|ack|hello|ping|pong|heartbeat|keep-?alive/i;
/** Shorter silences are usual between two messages. In seconds. */
const minTimerSilence = 1;

/** Whether a reason says that nothing was sent for too long. */
function namesSilence(reason: string, silence: number): boolean {
  if (idleWords.test(reason)) return true;
  return timerWords.test(reason) && !otherTimers.test(reason) && silence >= minTimerSilence;
}

/** The endpoint that closed says in its reason that the connection was idle. */
function saysIdle(
  context: DiagnosisContext,
  { how, close, first, silence, lastFrame }: Ending,
): CauseMatch | null {
  if (how !== 'close' || close === null || !namesSilence(close.reason, silence)) return null;
  const silent = Number.isFinite(silence) ? ` after ${duration(silence)} of silence` : '';
  return {
    confidence: keepaliveConfidences.closed,
    title: `${capital(the(first))} closed the connection for being idle`,
    claim: `The framing is sound. ${capital(the(first))} closed${silent} with ${closeWords(close)}.`,
    evidence: [
      ...closingEvidence(context),
      ...(lastFrame === null
        ? []
        : [{ text: 'This is the last frame before the silence.', place: headerPlace(context, lastFrame) }]),
    ],
    against: 'Its own reason names the timer, so no failure of the application ended it.',
    stacks: stacksOf(context),
  };
}

/** Nothing was sent for so long that a timer of a proxy, server or client ended the connection. */
export const idleTimeout: Cause<'idle-timeout'> = {
  id: 'idle-timeout',
  group: 'connection',
  title: 'The connection was closed for being idle',
  section: 'RFC 6455 5.5.2',
  level: 'warning',
  leadsTo: ['abnormal-close'],
  stacks: ['nginx', 'apache', 'haproxy', 'aws-alb', 'cloudflare'],
  reports: { 'connection-reset': 0.15 },
  confirm: 'Send a Ping every 20 s: if the connection then stays, the timeout was the cause.',
  match(context) {
    const { connection, first } = context;
    const { handshake, frames } = connection;
    const isUpgraded = handshake === null ? frames.length > 0 : handshake.accepted;
    if (!isUpgraded || (first !== null && !first.overrun)) return null;
    const ending = endingOf(context);
    const keepalive = ending === null ? null : keepaliveGaveUp(context, ending);
    if (keepalive !== null) return keepalive;
    const heartbeat = ending === null ? null : heartbeatGaveUp(context, ending);
    if (heartbeat !== null) return heartbeat;
    const idle = ending === null ? null : saysIdle(context, ending);
    if (idle !== null) return idle;
    if (ending === null || !(ending.silence >= minSilence) || !mayBeTimer(ending)) return null;
    const { silence, lastFrame } = ending;
    const known = knownTimeout(silence);
    if (known === null && silence < minUnknownSilence && !isWholeSeconds(ending)) return null;
    const proxy = proxySeen(context);
    const timeout = known === null ? '' : `; ${known[0]} s is a known timeout (${known[1]})`;
    return {
      confidence: confidenceOf(ending, known?.[0] ?? null, proxy !== null),
      title: `The connection was closed after ${duration(silence)} of silence`,
      claim: `Nothing was sent for ${duration(silence)}, then ${the(ending.first)}'s side ended the connection${endedHow(ending)}${timeout}.`,
      evidence: [
        {
          text: `The last byte was sent ${silence.toFixed(3)} s before the end.`,
          place: lastFrame === null ? null : headerPlace(context, lastFrame),
        },
        {
          text: `${capital(the(ending.first))}'s side ended it first, ${duration(ending.lasted)} after it began.`,
          place: null,
        },
        ...(proxy ? [{ text: `A proxy is in between: ${proxy.name}.`, place: null }] : []),
      ],
      against:
        ending.how === 'close'
          ? 'A server may also close in this way because it wants to.'
          : 'A crash or a restart would not keep to a round timeout after the last byte.',
      stacks: stacksOf(context),
    };
  },
};
