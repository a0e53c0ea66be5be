// Every cause of the catalogue. Nothing depends on the order.

import type { CauseId } from '../../model/cause-id.ts';
import type { Cause } from '../cause.ts';
import { abnormalClose } from './abnormal-close/cause.ts';
import { binarySentAsText } from './binary-sent-as-text/cause.ts';
import { bytesCorrupted } from './bytes-corrupted/cause.ts';
import { bytesInserted } from './bytes-inserted/cause.ts';
import { bytesLost } from './bytes-lost/cause.ts';
import { captureLoss } from './capture-loss/cause.ts';
import { captureTruncated } from './capture-truncated/cause.ts';
import { chunkedOnWebsocket } from './chunked-on-websocket/cause.ts';
import { clientUnmaskedFrame } from './client-unmasked-frame/cause.ts';
import { closeCodeInvalid } from './close-code-invalid/cause.ts';
import { closePayloadOneByte } from './close-payload-one-byte/cause.ts';
import { closeReasonNotUtf8 } from './close-reason-not-utf8/cause.ts';
import { compressionFlagMisplaced } from './compression-flag-misplaced/cause.ts';
import { compressionNotNegotiated } from './compression-not-negotiated/cause.ts';
import { concurrentWrites } from './concurrent-writes/cause.ts';
import { contextTakeoverMismatch } from './context-takeover-mismatch/cause.ts';
import { controlTooLong } from './control-too-long/cause.ts';
import { dataAfterClose } from './data-after-close/cause.ts';
import { deflateCorrupt } from './deflate-corrupt/cause.ts';
import { doubleHandshake } from './double-handshake/cause.ts';
import { encrypted } from './encrypted/cause.ts';
import { foreignProtocol } from './foreign-protocol/cause.ts';
import { fragmentedControl } from './fragmented-control/cause.ts';
import { handshakeAcceptMismatch } from './handshake-accept-mismatch/cause.ts';
import { handshakeBoundary } from './handshake-boundary/cause.ts';
import { handshakeHeaderMissing } from './handshake-header-missing/cause.ts';
import { handshakeNegotiation } from './handshake-negotiation/cause.ts';
import { healthy } from './healthy/cause.ts';
import { httpRequestOnWebsocket } from './http-request-on-websocket/cause.ts';
import { httpResponseOnWebsocket } from './http-response-on-websocket/cause.ts';
import { http2Handshake } from './http2-handshake/cause.ts';
import { http2Preface } from './http2-preface/cause.ts';
import { idleTimeout } from './idle-timeout/cause.ts';
import { interleavedMessages } from './interleaved-messages/cause.ts';
import { lengthCountsCharacters } from './length-counts-characters/cause.ts';
import { lengthMsbSet } from './length-msb-set/cause.ts';
import { lengthNotMinimal } from './length-not-minimal/cause.ts';
import { lengthOffByConstant } from './length-off-by-constant/cause.ts';
import { lengthWrongByteOrder } from './length-wrong-byte-order/cause.ts';
import { lengthWrongWidth } from './length-wrong-width/cause.ts';
import { maskBitMissing } from './mask-bit-missing/cause.ts';
import { messageTooLarge } from './message-too-large/cause.ts';
import { midStreamStart } from './mid-stream-start/cause.ts';
import { newlineTranslation } from './newline-translation/cause.ts';
import { oldDraft } from './old-draft/cause.ts';
import { orphanContinuation } from './orphan-continuation/cause.ts';
import { pasteTruncated } from './paste-truncated/cause.ts';
import { payloadNotMasked } from './payload-not-masked/cause.ts';
import { plaintextOnTlsPort } from './plaintext-on-tls-port/cause.ts';
import { proxyHttp10 } from './proxy-http-1.0/cause.ts';
import { proxyProtocolHeader } from './proxy-protocol-header/cause.ts';
import { proxyStrippedUpgrade } from './proxy-stripped-upgrade/cause.ts';
import { reservedBits } from './reserved-bits/cause.ts';
import { reservedOpcode } from './reserved-opcode/cause.ts';
import { serverMaskedFrame } from './server-masked-frame/cause.ts';
import { sevenBitStripped } from './seven-bit-stripped/cause.ts';
import { shortWrite } from './short-write/cause.ts';
import { textNotUtf8 } from './text-not-utf8/cause.ts';
import { tlsAlpnMismatch } from './tls-alpn-mismatch/cause.ts';
import { tlsCertificateRejected } from './tls-certificate-rejected/cause.ts';
import { tlsClientCertificate } from './tls-client-certificate/cause.ts';
import { tlsHandshakeFailed } from './tls-handshake-failed/cause.ts';
import { tlsNoCommonParameters } from './tls-no-common-parameters/cause.ts';
import { tlsOnPlaintextPort } from './tls-on-plaintext-port/cause.ts';
import { tlsServerNameRejected } from './tls-server-name-rejected/cause.ts';
import { trailingBytes } from './trailing-bytes/cause.ts';
import { unframedText } from './unframed-text/cause.ts';
import { upgradeRefused } from './upgrade-refused/cause.ts';
import { utf8Reencoded } from './utf8-reencoded/cause.ts';
import { validBytesReceiverAtFault } from './valid-bytes-receiver-at-fault/cause.ts';
import { wrongMaskKey } from './wrong-mask-key/cause.ts';

const registry: { readonly [Id in CauseId]: Cause<Id> } = {
  'abnormal-close': abnormalClose,
  'binary-sent-as-text': binarySentAsText,
  'bytes-corrupted': bytesCorrupted,
  'bytes-inserted': bytesInserted,
  'bytes-lost': bytesLost,
  'capture-loss': captureLoss,
  'capture-truncated': captureTruncated,
  'chunked-on-websocket': chunkedOnWebsocket,
  'client-unmasked-frame': clientUnmaskedFrame,
  'close-code-invalid': closeCodeInvalid,
  'close-payload-one-byte': closePayloadOneByte,
  'close-reason-not-utf8': closeReasonNotUtf8,
  'compression-flag-misplaced': compressionFlagMisplaced,
  'compression-not-negotiated': compressionNotNegotiated,
  'concurrent-writes': concurrentWrites,
  'context-takeover-mismatch': contextTakeoverMismatch,
  'control-too-long': controlTooLong,
  'data-after-close': dataAfterClose,
  'deflate-corrupt': deflateCorrupt,
  'double-handshake': doubleHandshake,
  encrypted,
  'foreign-protocol': foreignProtocol,
  'fragmented-control': fragmentedControl,
  'handshake-accept-mismatch': handshakeAcceptMismatch,
  'handshake-boundary': handshakeBoundary,
  'handshake-header-missing': handshakeHeaderMissing,
  'handshake-negotiation': handshakeNegotiation,
  healthy,
  'http-request-on-websocket': httpRequestOnWebsocket,
  'http-response-on-websocket': httpResponseOnWebsocket,
  'http2-handshake': http2Handshake,
  'http2-preface': http2Preface,
  'idle-timeout': idleTimeout,
  'interleaved-messages': interleavedMessages,
  'length-counts-characters': lengthCountsCharacters,
  'length-msb-set': lengthMsbSet,
  'length-not-minimal': lengthNotMinimal,
  'length-off-by-constant': lengthOffByConstant,
  'length-wrong-byte-order': lengthWrongByteOrder,
  'length-wrong-width': lengthWrongWidth,
  'mask-bit-missing': maskBitMissing,
  'message-too-large': messageTooLarge,
  'mid-stream-start': midStreamStart,
  'newline-translation': newlineTranslation,
  'old-draft': oldDraft,
  'orphan-continuation': orphanContinuation,
  'paste-truncated': pasteTruncated,
  'payload-not-masked': payloadNotMasked,
  'plaintext-on-tls-port': plaintextOnTlsPort,
  'proxy-http-1.0': proxyHttp10,
  'proxy-protocol-header': proxyProtocolHeader,
  'proxy-stripped-upgrade': proxyStrippedUpgrade,
  'reserved-bits': reservedBits,
  'reserved-opcode': reservedOpcode,
  'server-masked-frame': serverMaskedFrame,
  'seven-bit-stripped': sevenBitStripped,
  'short-write': shortWrite,
  'text-not-utf8': textNotUtf8,
  'tls-alpn-mismatch': tlsAlpnMismatch,
  'tls-certificate-rejected': tlsCertificateRejected,
  'tls-client-certificate': tlsClientCertificate,
  'tls-handshake-failed': tlsHandshakeFailed,
  'tls-no-common-parameters': tlsNoCommonParameters,
  'tls-server-name-rejected': tlsServerNameRejected,
  'tls-on-plaintext-port': tlsOnPlaintextPort,
  'trailing-bytes': trailingBytes,
  'unframed-text': unframedText,
  'upgrade-refused': upgradeRefused,
  'utf8-reencoded': utf8Reencoded,
  'valid-bytes-receiver-at-fault': validBytesReceiverAtFault,
  'wrong-mask-key': wrongMaskKey,
};

export const causes: readonly Cause[] = Object.values(registry);
