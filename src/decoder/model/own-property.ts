/**
 * The entry of a table with this name. Only its own: every object inherits `constructor` and others, and a user may
 * bring these words.
 */
export function ownProperty<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
