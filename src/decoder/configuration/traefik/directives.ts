// Traefik's names for the rules.

import type { Program } from '../program.ts';
import { adaptTraefik } from './adapt.ts';

/** Traefik: static and dynamic files, IngressRoutes and labels of Docker, as YAML. */
export const traefik: Program = {
  names: {
    name: 'Traefik',
    ids: {
      'http-2': 'h2c',
      'early-redirect': 'redirect',
      code: 'plugin',
      authentication: 'auth',
      'proxy-header-sent': 'proxy-protocol',
    },
    fixes: {
      redirect: 'traefik/redirect',
      'early-redirect': 'traefik/redirect',
      'request-header-changed': 'traefik/headers',
      'http-2': 'traefik/h2c',
      'proxy-header-sent': 'traefik/proxy-protocol',
    },
  },
  // The intents of Traefik's findings are the same for every program.
  read: (text) => ({ model: adaptTraefik(text), programEdits: () => [] }),
};
