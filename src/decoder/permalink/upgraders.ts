import { permalinkVersion } from './schema.ts';

/** A key's value as it stood in the fragment, still percent-encoded, and the character at which it stood. */
export interface LinkField {
  readonly value: string;
  readonly at: number;
}

export type LinkFields = ReadonlyMap<string, LinkField>;

/** Rewrites the keys of one version into those of the next. */
export type Upgrader = (fields: LinkFields) => LinkFields;

/** `upgraders[n]` leads from version n + 1 to n + 2. Version 1 is the first, so there is none yet. */
const upgraders: readonly Upgrader[] = [];

/** The fields as the current version writes them. Never changes what it is given. */
export function upgrade(
  fields: LinkFields,
  version: number,
  steps: readonly Upgrader[] = upgraders,
  target = permalinkVersion,
): LinkFields {
  return steps.slice(version - 1, target - 1).reduce((current, step) => step(current), fields);
}
