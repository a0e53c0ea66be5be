// The configuration check on files that belong together.

import { otherConfiguration } from '../decoder/configuration/other/other.ts';
import { type ConfigurationFile, joinedLines, joinFiles } from '../decoder/configuration/paste/join-files.ts';
import type { Asker } from '../decoder/configuration/program.ts';
import { configurationNames } from '../decoder/recognise/judged-programs.ts';
import { checksForJson } from './checks.ts';
import type { ConfigurationResult } from './results.ts';
import { type CheckedPart, checkedConfiguration } from './run-checks.ts';

/** What the check says of files. */
export interface CheckedFiles {
  /** `null` for a program that is known and not judged. */
  readonly part: CheckedPart | null;
  /** How the text was recognised, in words. */
  readonly recognised: string;
  /** The same as plain data. */
  readonly result: ConfigurationResult;
}

/** Checks one file or several. A text that is no configuration gives a sentence that says so. */
export function checkFiles(
  files: readonly ConfigurationFile[],
  url: string | null,
  asker: Asker = {},
): CheckedFiles | { readonly problem: string } {
  const text = joinFiles(files);
  if (text.includes('\0')) return { problem: 'Expected a configuration, found bytes that are not text.' };
  const checked = checkedConfiguration(
    { text, name: files[0].name, url, asker },
    'configuration',
    joinedLines(text),
  );
  const { kind, recognised } = checked.configuration ?? { kind: null, recognised: '' };
  if (kind === null && otherConfiguration(text, files[0].name) === null) return { problem: recognised };
  const part = kind === null ? null : { ...checked, name: configurationNames[kind] };
  const source = { kind: 'configuration' as const, files: files.map(({ name }) => name), recognised };
  return { part, recognised, result: { source, checks: part === null ? [] : checksForJson([part]) } };
}
