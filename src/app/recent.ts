// The last inputs, kept in this browser if the user wants that. Key logs and private keys are never among them.

import type { RecentInput } from './recent-store.ts';
import type { OpenSource } from './state.ts';
import type { Visit } from './visits.ts';

/** Number of inputs that are kept. */
export const maxKept = 8;
/** Larger inputs are not kept. In bytes. */
export const keptLimit = 100e6;

const choice = 'framescope-keep';

/** Whether the user wants inputs to be kept. Nothing is stored before. */
export function keepsInputs(): boolean {
  try {
    return localStorage.getItem(choice) === 'yes';
  } catch {
    return false;
  }
}

/** Keeps inputs from now on, or keeps none and forgets those that were kept. */
export async function setKeepsInputs(keeps: boolean): Promise<void> {
  if (!keeps) await forgetInputs();
  if (keeps) localStorage.setItem(choice, 'yes');
  else localStorage.removeItem(choice);
}

const store = () => import('./recent-store.ts');

/** Size of an input in bytes, of a text in characters. */
function sizeOf(source: OpenSource): number {
  switch (source.kind) {
    case 'text':
      return source.text.length;
    case 'bytes':
      return source.bytes.length;
    case 'file':
      return (source.further ?? []).reduce((sum, { file }) => sum + file.size, source.file.size);
  }
}

let problem: string | null = null;

/** Why the last input was not kept, or `null`. */
export function keepProblem(): string | null {
  return problem;
}

/** Keeps an input, where the user wants that. Never rejects: `keepProblem` says what failed. */
export async function keepInput(id: string, source: OpenSource): Promise<void> {
  if (!keepsInputs()) return;
  if (sizeOf(source) > keptLimit) {
    problem = `“${source.name}” is larger than ${keptLimit / 1e6} MB and was not kept.`;
    return;
  }
  try {
    await (await store()).put({ id, name: source.name, opened: Date.now() }, source, maxKept);
    problem = null;
  } catch (error) {
    problem = `“${source.name}” could not be kept: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** An input that was kept, or `null`. */
export async function keptInput(id: string): Promise<Visit | null> {
  if (!keepsInputs()) return null;
  try {
    const source = await (await store()).get(id);
    return source === undefined ? null : { source };
  } catch {
    return null;
  }
}

/** The inputs that are kept, the last first. */
export async function recentInputs(): Promise<readonly RecentInput[]> {
  if (!keepsInputs()) return [];
  return (await store()).list();
}

/** Forgets all inputs. */
export async function forgetInputs(): Promise<void> {
  await (await store()).clearAll();
  problem = null;
}
