/** The checks that need no capture, by the route of their page. */
export const checkPages = {
  'check/configuration': { name: 'Configuration', title: 'Check a proxy configuration' },
  'check/handshake': { name: 'Handshake', title: 'Check a handshake' },
} as const;

export type CheckRoute = keyof typeof checkPages;

/** What the window is called on a route; `null`: it is no check. */
export function checkTitle(route: string): string | null {
  return Object.hasOwn(checkPages, route) ? checkPages[route as CheckRoute].title : null;
}
