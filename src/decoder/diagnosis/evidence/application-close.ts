// A Close that the application, not the framing, decided on: by its code, or by a reason that names a failure.

import type { DiagnosisContext } from '../context.ts';
import { closingOrder, type SentClose } from './closing-order.ts';

/** What a code says of the one who sends it, to go after "closed on purpose:", and what to do. */
export interface ApplicationClose {
  readonly close: SentClose;
  readonly why: string;
  readonly confirm: string;
}

interface CodeWords {
  readonly why: string;
  readonly confirm: string;
}

const askItsLog = 'Look at the log of the side that closed, at this second.';

const byCode: Readonly<Record<number, CodeWords>> = {
  1003: {
    why: 'it does not take messages of this kind',
    confirm:
      'Send the kind of message that it takes: text where it refuses binary, binary where it refuses text.',
  },
  1008: {
    why: 'a rule of its own was broken',
    confirm: `${askItsLog} Check token, origin, rate and rights.`,
  },
  1010: {
    why: 'the server did not agree to an extension that the client needs',
    confirm: 'Turn the extension on at the server, or off at the client.',
  },
  1011: { why: 'it met a condition that it did not expect', confirm: `${askItsLog} An exception is there.` },
  1012: {
    why: 'it restarts',
    confirm: 'Connect again after a random pause, so that not all clients come at once.',
  },
  1013: {
    why: 'it is overloaded',
    confirm: 'Connect again later, with growing pauses; look at the load of the server.',
  },
  1014: {
    why: 'the server that it asked gave no proper answer',
    confirm: 'Look at the log of the server that it passes requests to.',
  },
};
const ofLibrary: CodeWords = {
  why: 'for a reason that a library or framework has registered',
  confirm: 'Look the code up in the documentation of the protocol that is spoken here.',
};
const ofApplication: CodeWords = {
  why: 'for a reason of its own',
  confirm: 'Look the code up in the documentation of the application, and look at its log at this second.',
};
const byReason: CodeWords = { why: 'its reason names a failure', confirm: askItsLog };

/** Words of a reason that stands for a failure, whatever the code. */
const failureWords =
  /\b(error|exception|fail(ed|ure)?|invalid|illegal|unauthori[sz]ed|forbidden|denied|expired|timed? ?out|timeout|overload(ed)?|quota|rate limit|too (many|large|slow)|not (allowed|permitted|found|supported|authenticated)|unavailable|refused|rejected|kicked|banned|duplicate|missing|bad|gone)\b|^[45]\d\d [A-Z]/i;

const ofContent: CodeWords = {
  why: 'its reason is about what a message says, and not about the framing',
  confirm:
    'Compare the last message before the Close with what the protocol of the application allows: the reason names the rule.',
};

/** Close codes that speak of illegal bytes, and that applications use for the content of a message as well. */
const codesOfBytes: readonly (number | null)[] = [1002, 1007];
/** What a WebSocket library speaks of when it refuses bytes. */
const framingWords =
  /utf-?8|unicode|encod|decod|mask|rsv|op-?code|frame|fragment|continu|control|reserved|protocol error|web ?socket|sequence|close (code|status)|status code|io ?exception|inflat|deflat|compress|extension|length|bytes?\b/i;

/** Whether a Close 1002 or 1007 says in its reason that a message was refused for what it says. */
export function isAboutContent({ code, reason }: SentClose): boolean {
  return codesOfBytes.includes(code) && /\w{3}/.test(reason) && !framingWords.test(reason);
}

function wordsOf(close: SentClose): CodeWords | null {
  const { code, reason } = close;
  if (isAboutContent(close)) return ofContent;
  if (code !== null && byCode[code] !== undefined) return byCode[code];
  if (code !== null && code >= 4000 && code < 5000) return ofApplication;
  if (code !== null && code >= 3000 && code < 4000) return ofLibrary;
  return (code === 1000 || code === 1001) && failureWords.test(reason) ? byReason : null;
}

/** The Close that decided the end of the connection, if it was sent on purpose and for a failure. */
export function applicationClose(context: DiagnosisContext): ApplicationClose | null {
  const close = closingOrder(context)?.decision ?? null;
  const words = close === null ? null : wordsOf(close);
  return close === null || words === null ? null : { close, ...words };
}
