// The programs of the system that tests run, and their Debian packages: programs.json. `npm test` installs what
// is missing where it may; the tests of what stays missing are skipped, unless FRAMESCOPE_REQUIRE_PROGRAMS is 1.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './shared.mjs';

const { programs, pythonModules } = JSON.parse(
  readFileSync(new URL('programs.json', import.meta.url), 'utf8'),
);

/** Servers are in folders that the PATH of an ordinary user lacks. */
const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin', '/usr/local/sbin'];

const hasProgram = (name) => folders.some((folder) => existsSync(join(folder, name)));

function hasPythonModule(name) {
  return spawnSync('/usr/bin/python3', ['-c', `import ${name}`], { stdio: 'ignore' }).status === 0;
}

/** Names of what is missing, each with its Debian package. */
export function missingPrograms() {
  return [
    ...Object.entries(programs).filter(([name]) => !hasProgram(name)),
    ...Object.entries(pythonModules)
      .filter(([name]) => !hasPythonModule(name))
      .map(([name, wanted]) => [`Python's ${name}`, wanted]),
  ].map(([name, wanted]) => ({ name, package: wanted }));
}

/** Whether this process may install packages of a Debian. */
export const mayInstall = () =>
  process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** Installs Debian packages. The tests start their own servers, so the packages must not start theirs. */
export async function installPackages(names) {
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = (packages) =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', '--no-remove', ...packages], {
      quiet: true,
      env,
    });
  try {
    await run('apt-get', ['update', '-qq'], { quiet: true, env });
    // A package that this release lacks must not keep the others away.
    if ((await install(names)) !== 0) for (const name of names) await install([name]);
  } finally {
    if (isOurs) rmSync(policy, { force: true });
  }
}

/** Installs the missing programs where that is allowed, and returns what is missing after that. */
export async function providePrograms() {
  const missing = missingPrograms();
  if (missing.length === 0 || !mayInstall()) return missing;
  const packages = [...new Set(missing.map((one) => one.package))];
  console.log(`Installing the programs that tests run: ${packages.join(' ')}`);
  await installPackages(packages);
  return missingPrograms();
}

/** Whether a missing program is a failure: set where all of them must be there. */
export const programsRequired = process.env.FRAMESCOPE_REQUIRE_PROGRAMS === '1';
