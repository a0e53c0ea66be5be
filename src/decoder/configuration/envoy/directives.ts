// Envoy's names for the rules.

import type { Program } from '../program.ts';
import { adaptEnvoy } from './adapt.ts';

/** Envoy: a bootstrap file or parts of one, as YAML or JSON. */
export const envoy: Program = {
  names: {
    name: 'Envoy',
    ids: {
      'upgrade-switch-absent': 'upgrade-not-listed',
      'upgrade-switch-off': 'upgrade-disabled',
      'answers-itself': 'direct-response',
      'request-header-changed': 'request-header-removed',
      'http-2': 'cluster-http2',
      'idle-limit-short': 'idle-timeout-short',
      'lifetime-limit': 'max_stream_duration',
      'buffering-holds': 'buffer-filter',
      'proxy-header-sent': 'proxy-protocol',
    },
    fixes: {
      'upgrade-switch-absent': 'envoy/upgrade-configs',
      'upgrade-switch-off': 'envoy/upgrade-configs',
      'http-2': 'envoy/cluster-http2',
      'idle-limit-short': 'envoy/idle-timeout',
      'lifetime-limit': 'envoy/idle-timeout',
      'buffering-holds': 'envoy/buffer-filter',
    },
  },
  // The intents of Envoy's findings are the same for every program.
  read: (text) => ({ model: adaptEnvoy(text), programEdits: () => [] }),
};
