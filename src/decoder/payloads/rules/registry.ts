import type { ContentRule } from '../content-rule.ts';
import { actionCableRule } from './action-cable.ts';
import { graphqlRule } from './graphql.ts';
import { guacamoleRule } from './guacamole.ts';
import { jsonRule } from './json.ts';
import { jupyterRule } from './jupyter.ts';
import { kubernetesRule } from './kubernetes.ts';
import { mqttRule } from './mqtt.ts';
import { rfbRule } from './rfb.ts';
import { sipRule } from './sip.ts';
import { socketIoRule } from './socket-io.ts';
import { stompRule } from './stomp.ts';
import { xmppRule } from './xmpp.ts';

/** All rules about what rides inside messages, one line each. Nothing depends on the order. */
export const contentRules: readonly ContentRule[] = [
  actionCableRule,
  graphqlRule,
  guacamoleRule,
  jsonRule,
  jupyterRule,
  kubernetesRule,
  mqttRule,
  rfbRule,
  sipRule,
  socketIoRule,
  stompRule,
  xmppRule,
];
