import { CheckFrame } from './CheckFrame.tsx';

/** Checks a handshake without a capture. */
export function HandshakeCheck() {
  return (
    <CheckFrame title="Check a handshake">
      <p className="text-dim">This check is not part of this version yet.</p>
    </CheckFrame>
  );
}
