// The timeline in words: its summary, and what happened in order, for a table that everybody can read.

import { isoTime } from '../../decoder/model/iso-time.ts';
import { capital, count, duration, the } from '../../decoder/model/words.ts';
import type { TimelineMark, TimelineView } from '../../worker/protocol.ts';

/** One line of the table. */
export interface TimelineEvent {
  /** Seconds from the first byte, or `null`. */
  readonly time: number | null;
  readonly text: string;
  /** The frame to show, or `null`. */
  readonly frame: number | null;
}

export function markWord({ kind, code }: TimelineMark): string {
  switch (kind) {
    case 'close':
      return code === null ? 'Close' : `Close ${code}`;
    case 'break':
      return 'break';
    case 'fin':
      return 'FIN';
    case 'rst':
      return 'RST';
  }
}

function markText(mark: TimelineMark): string {
  const who = capital(the(mark.sender));
  switch (mark.kind) {
    case 'close':
      return `${who} sends ${markWord(mark)}.`;
    case 'break':
      return `The bytes of ${the(mark.sender)} stop being valid frames.`;
    case 'fin':
      return `${who} ends its side of the connection (FIN).`;
    case 'rst':
      return `${who} resets the connection (RST).`;
  }
}

/** What happened, in order of time. */
export function eventsOf({ silences, pings, marks }: TimelineView): TimelineEvent[] {
  return [
    ...silences.map(({ from, to, after, before }) => ({
      time: from,
      text: `Nobody sends a frame for ${duration(to - from)}${before === null ? ', up to the end' : ''}.`,
      frame: before ?? after,
    })),
    ...pings.unanswered.map(({ time, sender, frame }) => ({
      time,
      text: `No Pong answers the Ping of ${the(sender)}.`,
      frame,
    })),
    ...marks.map((mark) => ({ time: mark.time, text: markText(mark), frame: mark.frame })),
  ].sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
}

/** A duration below a second with the digits that a round trip needs: `0.8 ms`. */
function roundTrip(seconds: number): string {
  return seconds < 0.01 ? `${(seconds * 1000).toFixed(1)} ms` : duration(seconds);
}

function pingText({ count: sent, paired, answered, median, longest }: TimelineView['pings']): string {
  if (sent === 0) return '';
  const lacking = paired - answered;
  const answers = lacking === 0 ? 'answered' : `${lacking} without a Pong`;
  const times =
    median === null || longest === null
      ? ''
      : `, round trip ${roundTrip(median)} (median), ${roundTrip(longest)} at most`;
  const which = paired < sent ? ` (of the first ${paired})` : '';
  return `${count(sent, 'Ping')}${which}: ${answers}${times}`;
}

/** The sentences above the chart. */
export function summaryOf(view: TimelineView): string[] {
  const longest = view.silences.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  return [
    view.date === null ? '' : `began ${clockOf(view.date)}`,
    `lasts ${duration(view.duration)}`,
    longest === 0 ? '' : `longest silence ${duration(longest)}`,
    pingText(view.pings),
  ].filter((part) => part !== '');
}

/** An instant as ISO 8601 in UTC, to milliseconds: what logs are searched for. */
export function clockOf(seconds: number): string {
  return isoTime(seconds, 3) ?? '';
}
