// Time that this process spent computing. Other programs on the machine do not add to it, so limits hold under load.

/** Milliseconds of processor time since the process began. */
export function cpuTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
