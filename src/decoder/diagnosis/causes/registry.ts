import type { Cause } from '../cause.ts';
import { binarySentAsTextCause } from './binary-sent-as-text.ts';
import { bytesCorruptedCause } from './bytes-corrupted.ts';
import { bytesInsertedCause } from './bytes-inserted.ts';
import { bytesLostCause } from './bytes-lost.ts';
import { chunkedOnWebsocketCause } from './chunked-on-websocket.ts';
import { clientUnmaskedFrameCause } from './client-unmasked-frame.ts';
import { closeCodeInvalidCause } from './close-code-invalid.ts';
import { closePayloadOneByteCause } from './close-payload-one-byte.ts';
import { closeReasonNotUtf8Cause } from './close-reason-not-utf8.ts';
import { compressionFlagMisplacedCause } from './compression-flag-misplaced.ts';
import { compressionNotNegotiatedCause } from './compression-not-negotiated.ts';
import { concurrentWritesCause } from './concurrent-writes.ts';
import { contextTakeoverMismatchCause } from './context-takeover-mismatch.ts';
import { controlTooLongCause } from './control-too-long.ts';
import { dataAfterCloseCause } from './data-after-close.ts';
import { deflateCorruptCause } from './deflate-corrupt.ts';
import { foreignProtocolCause } from './foreign-protocol.ts';
import { fragmentedControlCause } from './fragmented-control.ts';
import { httpRequestOnWebsocketCause } from './http-request-on-websocket.ts';
import { httpResponseOnWebsocketCause } from './http-response-on-websocket.ts';
import { interleavedMessagesCause } from './interleaved-messages.ts';
import { lengthCountsCharactersCause } from './length-counts-characters.ts';
import { lengthMsbSetCause } from './length-msb-set.ts';
import { lengthNotMinimalCause } from './length-not-minimal.ts';
import { lengthOffByConstantCause } from './length-off-by-constant.ts';
import { lengthWrongByteOrderCause } from './length-wrong-byte-order.ts';
import { lengthWrongWidthCause } from './length-wrong-width.ts';
import { maskBitMissingCause } from './mask-bit-missing.ts';
import { newlineTranslationCause } from './newline-translation.ts';
import { orphanContinuationCause } from './orphan-continuation.ts';
import { payloadNotMaskedCause } from './payload-not-masked.ts';
import { reservedBitsCause } from './reserved-bits.ts';
import { reservedOpcodeCause } from './reserved-opcode.ts';
import { serverMaskedFrameCause } from './server-masked-frame.ts';
import { sevenBitStrippedCause } from './seven-bit-stripped.ts';
import { shortWriteCause } from './short-write.ts';
import { textNotUtf8Cause } from './text-not-utf8.ts';
import { trailingBytesCause } from './trailing-bytes.ts';
import { unframedTextCause } from './unframed-text.ts';
import { utf8ReencodedCause } from './utf8-reencoded.ts';
import { wrongMaskKeyCause } from './wrong-mask-key.ts';

/** Every cause of the catalogue, one line each. Nothing depends on the order. */
export const causes: readonly Cause[] = [
  binarySentAsTextCause,
  bytesCorruptedCause,
  bytesInsertedCause,
  bytesLostCause,
  chunkedOnWebsocketCause,
  clientUnmaskedFrameCause,
  closeCodeInvalidCause,
  closePayloadOneByteCause,
  closeReasonNotUtf8Cause,
  compressionFlagMisplacedCause,
  compressionNotNegotiatedCause,
  concurrentWritesCause,
  contextTakeoverMismatchCause,
  controlTooLongCause,
  dataAfterCloseCause,
  deflateCorruptCause,
  foreignProtocolCause,
  fragmentedControlCause,
  httpRequestOnWebsocketCause,
  httpResponseOnWebsocketCause,
  interleavedMessagesCause,
  lengthCountsCharactersCause,
  lengthMsbSetCause,
  lengthNotMinimalCause,
  lengthOffByConstantCause,
  lengthWrongByteOrderCause,
  lengthWrongWidthCause,
  maskBitMissingCause,
  newlineTranslationCause,
  orphanContinuationCause,
  payloadNotMaskedCause,
  reservedBitsCause,
  reservedOpcodeCause,
  serverMaskedFrameCause,
  sevenBitStrippedCause,
  shortWriteCause,
  textNotUtf8Cause,
  trailingBytesCause,
  unframedTextCause,
  utf8ReencodedCause,
  wrongMaskKeyCause,
];
