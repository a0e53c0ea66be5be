// Formats values for the page. Each kind of value is formatted in one place, so that it reads the same everywhere.

import type { Sender } from '../../decoder/model/basics.ts';
import type { VerdictLevel } from '../../worker/protocol.ts';

const grouped = new Intl.NumberFormat('en-US');

/** `1234567` as `1,234,567`. */
export function formatCount(value: number): string {
  return grouped.format(value);
}

/** `1 frame`, `2 frames`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Bytes in units of 1,024: `84 bytes`, `2.1 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return plural(bytes, 'byte');
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

/** Seconds left: `3 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Time of a frame in seconds with four decimals; empty when unknown. */
export function formatTime(seconds: number | null): string {
  return seconds === null ? '' : seconds.toFixed(4);
}

/** An offset in hex: `0x1f4`. */
export function formatOffset(offset: number): string {
  return offset < 0 ? `-0x${(-offset).toString(16)}` : `0x${offset.toString(16)}`;
}

/** `↑` from the client, `↓` from the server. Always shown with a letter or word. */
export function arrowOf(sender: Sender): string {
  return sender === 'client' ? '↑' : '↓';
}

/** Confidence in a word. */
export function certainty(confidence: number): string {
  if (confidence >= 0.97) return 'certain';
  if (confidence >= 0.85) return 'very likely';
  if (confidence >= 0.6) return 'likely';
  return 'possible';
}

/** Word of a verdict level. */
export const levelWord: Record<VerdictLevel, string> = {
  broken: 'broken',
  warning: 'warning',
  sound: 'sound',
  unknown: 'not known',
};

/** Text colour class of a verdict level. */
export const levelColor: Record<VerdictLevel, string> = {
  broken: 'text-bad',
  warning: 'text-warn',
  sound: 'text-ok',
  unknown: 'text-dim',
};
