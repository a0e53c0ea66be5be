import type { ContentRule } from '../content-rule.ts';
import { graphqlRule } from './graphql.ts';
import { jsonRule } from './json.ts';
import { mqttRule } from './mqtt.ts';
import { socketIoRule } from './socket-io.ts';
import { stompRule } from './stomp.ts';

/** All rules about what rides inside messages, one line each. Nothing depends on the order. */
export const contentRules: readonly ContentRule[] = [
  graphqlRule,
  jsonRule,
  mqttRule,
  socketIoRule,
  stompRule,
];
