import type { Rule } from '../rule.ts';
import { closeCodeInvalidRule } from './close-code-invalid.ts';
import { closePayloadOneByteRule } from './close-payload-one-byte.ts';
import { closeReasonNotUtf8Rule } from './close-reason-not-utf8.ts';
import { controlFrameTooLongRule } from './control-frame-too-long.ts';
import { dataAfterCloseRule } from './data-after-close.ts';
import { deflateFailedRule } from './deflate-failed.ts';
import { fragmentedControlFrameRule } from './fragmented-control-frame.ts';
import { headerCutRule } from './header-cut.ts';
import { inflateCappedRule } from './inflate-capped.ts';
import { interleavedMessageRule } from './interleaved-message.ts';
import { lengthMsbSetRule } from './length-msb-set.ts';
import { lengthNotMinimalRule } from './length-not-minimal.ts';
import { maskedServerFrameRule } from './masked-server-frame.ts';
import { payloadCutRule } from './payload-cut.ts';
import { payloadGapRule } from './payload-gap.ts';
import { reservedControlOpcodeRule } from './reserved-control-opcode.ts';
import { reservedDataOpcodeRule } from './reserved-data-opcode.ts';
import { rsv1NotAgreedRule } from './rsv1-not-agreed.ts';
import { rsv1OnContinuationRule } from './rsv1-on-continuation.ts';
import { rsv1OnControlRule } from './rsv1-on-control.ts';
import { rsv2SetRule } from './rsv2-set.ts';
import { rsv3SetRule } from './rsv3-set.ts';
import { textNotUtf8Rule } from './text-not-utf8.ts';
import { unexpectedContinuationRule } from './unexpected-continuation.ts';
import { unmaskedClientFrameRule } from './unmasked-client-frame.ts';

/** All rules, one line each. Nothing depends on the order. */
export const rules: readonly Rule[] = [
  closeCodeInvalidRule,
  closePayloadOneByteRule,
  closeReasonNotUtf8Rule,
  controlFrameTooLongRule,
  dataAfterCloseRule,
  deflateFailedRule,
  fragmentedControlFrameRule,
  headerCutRule,
  inflateCappedRule,
  interleavedMessageRule,
  lengthMsbSetRule,
  lengthNotMinimalRule,
  maskedServerFrameRule,
  payloadCutRule,
  payloadGapRule,
  reservedControlOpcodeRule,
  reservedDataOpcodeRule,
  rsv1NotAgreedRule,
  rsv1OnContinuationRule,
  rsv1OnControlRule,
  rsv2SetRule,
  rsv3SetRule,
  textNotUtf8Rule,
  unexpectedContinuationRule,
  unmaskedClientFrameRule,
];
