// Faults around an input: the file changed, shrank or disappeared after it was chosen.

/** Names of the exceptions with which a browser says that a file can no longer be read (File API 5). */
const fileFaults: Readonly<Record<string, string>> = {
  NotFoundError: 'it was moved or deleted',
  NotReadableError: 'it changed, or it can no longer be read',
  NotAllowedError: 'permission to read it was withdrawn',
  SecurityError: 'the browser does not allow to read it',
};

/** What to say of an input that can no longer be read; `null` for any other error. */
export function inputFaultText(error: unknown): string | null {
  const name = typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';
  const reason = Object.hasOwn(fileFaults, name) ? fileFaults[name] : undefined;
  if (reason === undefined) return null;
  return `Expected the file as it was when it was chosen, found that ${reason}. Choose it again to read it as it is now.`;
}
