// The address of a listener (`10.1.2.3:8080`).

/** The IPv4 address when one stands there; nothing for names, ports alone and addresses that mean every one. */
export function addressOf(text: string): { address?: string } {
  const address = /^(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/.exec(text)?.[1];
  return address === undefined || address === '0.0.0.0' ? {} : { address };
}
