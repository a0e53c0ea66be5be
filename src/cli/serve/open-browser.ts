import { spawn } from 'node:child_process';

/** The program that opens an address in the browser of the user. */
function openCommand(address: string): readonly [string, ...string[]] {
  if (process.platform === 'darwin') return ['open', address];
  return process.platform === 'win32' ? ['cmd', '/c', 'start', '', address] : ['xdg-open', address];
}

/** Opens an address in the browser of the user, or says on `stderr` that they must. */
export function openInBrowser(address: string, stderr: { write(text: string): unknown }): void {
  const [program, ...words] = openCommand(address);
  const child = spawn(program, words, { stdio: 'ignore', detached: true });
  child.on('error', () => stderr.write(`framescope: ${program} is not there. Open ${address} yourself.\n`));
  child.unref();
}
