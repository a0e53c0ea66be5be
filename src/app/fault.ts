import { CallFailed } from '../worker/client.ts';
import type { Fault } from './state.ts';

/** The decoder died, and a new one has read the input again. */
export const recoveredFault: Fault = {
  title:
    'The browser ended the decoder, most often because memory ran out. A new decoder has read your input again; changed bytes are as captured.',
  report: '',
};

/**
 * A report of a fault of ours. Messages of exceptions may quote input, so the report has only their first
 * line, without digits and long runs of hex; stacks name only our own code.
 */
export function faultOf(error: unknown, doing: string): Fault {
  if (error instanceof CallFailed && error.by === 'input') return { title: error.message, report: '' };
  const remote = error instanceof CallFailed ? error.remoteStack : null;
  const stack = remote ?? (error instanceof Error ? error.stack : null) ?? '';
  const message = error instanceof Error ? error.message : String(error);
  const where = stack
    .split('\n')
    .filter((line) => /^\s*at |@/.test(line))
    .slice(0, 12)
    .map((line) => line.trim().replace(/https?:\/\/[^/]+/g, ''));
  if (error instanceof CallFailed && error.by === 'death') {
    return {
      title: `The browser ended the decoder while ${doing}, most often because memory ran out. What you opened is kept: open it again here, or a smaller part of it.`,
      report: `The decoder ended while ${doing}: ${withoutInput(message)}`,
    };
  }
  return {
    title: `Framescope failed while ${doing}. This is a fault of Framescope, not of your capture.`,
    report: [
      `Framescope failed while ${doing}.`,
      `Message: ${withoutInput(message)}`,
      ...where,
      `Browser: ${typeof navigator === 'undefined' ? 'none' : navigator.userAgent}`,
    ].join('\n'),
  };
}

/** The first line, quoted text and long runs of digits replaced. */
export function withoutInput(message: string): string {
  return message
    .split('\n')[0]
    .replace(/"[^"]*"|'[^']*'|“[^”]*”|`[^`]*`/g, '"…"')
    .replace(/(?:[0-9a-f]{2}[\s:,]?){6,}/gi, '… ')
    .slice(0, 200);
}
