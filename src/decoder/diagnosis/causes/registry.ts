import type { Cause } from '../cause.ts';
import { abnormalCloseCause } from './abnormal-close.ts';
import { binarySentAsTextCause } from './binary-sent-as-text.ts';
import { bytesCorruptedCause } from './bytes-corrupted.ts';
import { bytesInsertedCause } from './bytes-inserted.ts';
import { bytesLostCause } from './bytes-lost.ts';
import { captureLossCause } from './capture-loss.ts';
import { captureTruncatedCause } from './capture-truncated.ts';
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
import { doubleHandshakeCause } from './double-handshake.ts';
import { encryptedCause } from './encrypted.ts';
import { foreignProtocolCause } from './foreign-protocol.ts';
import { fragmentedControlCause } from './fragmented-control.ts';
import { handshakeAcceptMismatchCause } from './handshake-accept-mismatch.ts';
import { handshakeBoundaryCause } from './handshake-boundary.ts';
import { handshakeHeaderMissingCause } from './handshake-header-missing.ts';
import { handshakeNegotiationCause } from './handshake-negotiation.ts';
import { healthyCause } from './healthy.ts';
import { httpRequestOnWebsocketCause } from './http-request-on-websocket.ts';
import { httpResponseOnWebsocketCause } from './http-response-on-websocket.ts';
import { http2PrefaceCause } from './http2-preface.ts';
import { idleTimeoutCause } from './idle-timeout.ts';
import { interleavedMessagesCause } from './interleaved-messages.ts';
import { lengthCountsCharactersCause } from './length-counts-characters.ts';
import { lengthMsbSetCause } from './length-msb-set.ts';
import { lengthNotMinimalCause } from './length-not-minimal.ts';
import { lengthOffByConstantCause } from './length-off-by-constant.ts';
import { lengthWrongByteOrderCause } from './length-wrong-byte-order.ts';
import { lengthWrongWidthCause } from './length-wrong-width.ts';
import { maskBitMissingCause } from './mask-bit-missing.ts';
import { messageTooLargeCause } from './message-too-large.ts';
import { midStreamStartCause } from './mid-stream-start.ts';
import { newlineTranslationCause } from './newline-translation.ts';
import { oldDraftCause } from './old-draft.ts';
import { orphanContinuationCause } from './orphan-continuation.ts';
import { pasteTruncatedCause } from './paste-truncated.ts';
import { payloadNotMaskedCause } from './payload-not-masked.ts';
import { plaintextOnTlsPortCause } from './plaintext-on-tls-port.ts';
import { proxyHttp10Cause } from './proxy-http-1.0.ts';
import { proxyProtocolHeaderCause } from './proxy-protocol-header.ts';
import { proxyStrippedUpgradeCause } from './proxy-stripped-upgrade.ts';
import { reservedBitsCause } from './reserved-bits.ts';
import { reservedOpcodeCause } from './reserved-opcode.ts';
import { serverMaskedFrameCause } from './server-masked-frame.ts';
import { sevenBitStrippedCause } from './seven-bit-stripped.ts';
import { shortWriteCause } from './short-write.ts';
import { textNotUtf8Cause } from './text-not-utf8.ts';
import { tlsOnPlaintextPortCause } from './tls-on-plaintext-port.ts';
import { trailingBytesCause } from './trailing-bytes.ts';
import { unframedTextCause } from './unframed-text.ts';
import { upgradeRefusedCause } from './upgrade-refused.ts';
import { utf8ReencodedCause } from './utf8-reencoded.ts';
import { validBytesReceiverAtFaultCause } from './valid-bytes-receiver-at-fault.ts';
import { wrongMaskKeyCause } from './wrong-mask-key.ts';

/** Every cause of the catalogue, one line each. Nothing depends on the order. */
export const causes: readonly Cause[] = [
  abnormalCloseCause,
  binarySentAsTextCause,
  bytesCorruptedCause,
  bytesInsertedCause,
  bytesLostCause,
  captureLossCause,
  captureTruncatedCause,
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
  doubleHandshakeCause,
  encryptedCause,
  foreignProtocolCause,
  fragmentedControlCause,
  handshakeAcceptMismatchCause,
  handshakeBoundaryCause,
  handshakeHeaderMissingCause,
  handshakeNegotiationCause,
  healthyCause,
  httpRequestOnWebsocketCause,
  httpResponseOnWebsocketCause,
  http2PrefaceCause,
  idleTimeoutCause,
  interleavedMessagesCause,
  lengthCountsCharactersCause,
  lengthMsbSetCause,
  lengthNotMinimalCause,
  lengthOffByConstantCause,
  lengthWrongByteOrderCause,
  lengthWrongWidthCause,
  maskBitMissingCause,
  messageTooLargeCause,
  midStreamStartCause,
  newlineTranslationCause,
  oldDraftCause,
  orphanContinuationCause,
  pasteTruncatedCause,
  payloadNotMaskedCause,
  plaintextOnTlsPortCause,
  proxyHttp10Cause,
  proxyProtocolHeaderCause,
  proxyStrippedUpgradeCause,
  reservedBitsCause,
  reservedOpcodeCause,
  serverMaskedFrameCause,
  sevenBitStrippedCause,
  shortWriteCause,
  textNotUtf8Cause,
  tlsOnPlaintextPortCause,
  trailingBytesCause,
  unframedTextCause,
  upgradeRefusedCause,
  utf8ReencodedCause,
  validBytesReceiverAtFaultCause,
  wrongMaskKeyCause,
];
