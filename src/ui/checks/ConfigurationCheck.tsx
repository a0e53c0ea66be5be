import { CheckFrame } from './CheckFrame.tsx';

/** Checks a configuration without a capture. */
export function ConfigurationCheck() {
  return (
    <CheckFrame title="Check a configuration">
      <p className="text-dim">This check is not part of this version yet.</p>
    </CheckFrame>
  );
}
