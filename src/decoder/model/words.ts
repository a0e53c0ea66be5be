// How values are written in sentences and labels, the same on the page and in the terminal.

import type { InflateFault } from './fault-detail.ts';

/** An offset as people read it in a hex dump: `0x1f4`, negative inside the handshake. */
export function hexOffset(offset: number): string {
  return offset < 0 ? `-0x${(-offset).toString(16)}` : `0x${offset.toString(16)}`;
}

/** `1,234,567`. Not `Intl`, which takes 40 ms to start. */
export function formatCount(n: number): string {
  return Number.isInteger(n) ? String(n).replace(/\B(?=(\d{3})+$)/g, ',') : n.toLocaleString('en');
}

/** `1 byte`, `2 bytes`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${formatCount(n)} ${n === 1 ? one : many}`;
}

/** The number of the line that holds an offset of a text, from 1. */
export function lineNumber(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

const byteUnits = ['KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes in units of 1,024: `84 bytes`, `2.1 MiB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return count(bytes, 'byte');
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1024 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${byteUnits[unit]}`;
}

/** A duration in words: `350 ms`, `60.0 s`, `1 h 0 min`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

/** The server, the client: for the start and the middle of a sentence. */
export function the(sender: 'client' | 'server'): string {
  return sender === 'client' ? 'the client' : 'the server';
}

/** The same words at the start of a sentence. */
export function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

/** Why inflating failed, to follow a colon. */
export const inflateFaultText: Readonly<Record<InflateFault, string>> = {
  'block-type': 'invalid block type',
  'stored-length': 'invalid stored block lengths',
  'code-lengths': 'invalid code lengths',
  code: 'invalid literal, length or distance code',
  distance: 'distance too far back',
  truncated: 'ends inside a block',
};

/** The legs of a connection through a proxy: of the client, and of the server. */
export const legWords = { front: 'between client and proxy', back: 'between proxy and server' } as const;
