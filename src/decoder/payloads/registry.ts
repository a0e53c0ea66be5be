import type { PayloadFormat } from './format.ts';
import { actionCableFormat } from './formats/action-cable.ts';
import { avroThriftFormat } from './formats/avro-thrift.ts';
import { base64Format } from './formats/base64.ts';
import { bsonFormat } from './formats/bson.ts';
import { bytesFormat } from './formats/bytes.ts';
import { cborFormat } from './formats/cbor.ts';
import { cdpFormat } from './formats/cdp.ts';
import { compressedFormat } from './formats/compressed.ts';
import { engineIoFormat } from './formats/engine-io.ts';
import { graphqlWsFormat } from './formats/graphql-ws.ts';
import { guacamoleFormat } from './formats/guacamole.ts';
import { imageFormat } from './formats/image.ts';
import { jsonFormat } from './formats/json.ts';
import { jsonRpcFormat } from './formats/json-rpc.ts';
import { jupyterFormat } from './formats/jupyter.ts';
import { kubernetesFormat } from './formats/kubernetes.ts';
import { messagePackFormat } from './formats/messagepack.ts';
import { mqttFormat } from './formats/mqtt.ts';
import { phoenixFormat } from './formats/phoenix.ts';
import { protobufFormat } from './formats/protobuf.ts';
import { rfbFormat } from './formats/rfb.ts';
import { signalrFormat } from './formats/signalr.ts';
import { sipFormat } from './formats/sip.ts';
import { socketIoFormat } from './formats/socket-io.ts';
import { sockJsFormat } from './formats/sockjs.ts';
import { stompFormat } from './formats/stomp.ts';
import { textFormat } from './formats/text.ts';
import { utf16Format } from './formats/utf-16.ts';
import { wampFormat } from './formats/wamp.ts';
import { xmppFormat } from './formats/xmpp.ts';
import { zlibStreamFormat } from './formats/zlib-stream.ts';

/** All formats, one line each. Nothing depends on the order. */
export const formats: readonly PayloadFormat[] = [
  actionCableFormat,
  avroThriftFormat,
  base64Format,
  bsonFormat,
  bytesFormat,
  cborFormat,
  cdpFormat,
  compressedFormat,
  engineIoFormat,
  graphqlWsFormat,
  guacamoleFormat,
  imageFormat,
  jsonFormat,
  jsonRpcFormat,
  jupyterFormat,
  kubernetesFormat,
  messagePackFormat,
  mqttFormat,
  phoenixFormat,
  protobufFormat,
  rfbFormat,
  signalrFormat,
  sipFormat,
  socketIoFormat,
  sockJsFormat,
  stompFormat,
  textFormat,
  utf16Format,
  wampFormat,
  xmppFormat,
  zlibStreamFormat,
];
