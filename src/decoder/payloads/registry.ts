import type { PayloadFormat } from './format.ts';
import { actionCableFormat } from './formats/action-cable.ts';
import { bytesFormat } from './formats/bytes.ts';
import { cborFormat } from './formats/cbor.ts';
import { cdpFormat } from './formats/cdp.ts';
import { engineIoFormat } from './formats/engine-io.ts';
import { graphqlWsFormat } from './formats/graphql-ws.ts';
import { jsonFormat } from './formats/json.ts';
import { jsonRpcFormat } from './formats/json-rpc.ts';
import { messagePackFormat } from './formats/messagepack.ts';
import { mqttFormat } from './formats/mqtt.ts';
import { phoenixFormat } from './formats/phoenix.ts';
import { protobufFormat } from './formats/protobuf.ts';
import { signalrFormat } from './formats/signalr.ts';
import { socketIoFormat } from './formats/socket-io.ts';
import { stompFormat } from './formats/stomp.ts';
import { textFormat } from './formats/text.ts';
import { wampFormat } from './formats/wamp.ts';

/** All formats, one line each. Nothing depends on the order. */
export const formats: readonly PayloadFormat[] = [
  actionCableFormat,
  bytesFormat,
  cborFormat,
  cdpFormat,
  engineIoFormat,
  graphqlWsFormat,
  jsonFormat,
  jsonRpcFormat,
  messagePackFormat,
  mqttFormat,
  phoenixFormat,
  protobufFormat,
  signalrFormat,
  socketIoFormat,
  stompFormat,
  textFormat,
  wampFormat,
];
