// All formats at once: what an input is, and a format by its id.

import type { Importer, InputHint } from '../model/importer.ts';
import { gradeInput, type Sniffed } from './grading.ts';
import { importers } from './registry.ts';

/** Asks every importer for its grade. `head`: the first bytes, up to 64 KiB. */
export function sniffInput(head: Uint8Array, hint: InputHint): Sniffed {
  return gradeInput(importers, head, hint);
}

/** The importer with this id, or `null`. */
export function importerById(id: string): Importer | null {
  return importers.find((importer) => importer.id === id) ?? null;
}
