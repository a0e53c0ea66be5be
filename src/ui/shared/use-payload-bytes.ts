import { useMemo, useSyncExternalStore } from 'react';
import { type ByteView, beginningOf, PayloadBytes } from '../../app/payload-bytes.ts';
import { payloadReader } from '../../app/range-readers.ts';
import type { FrameView, PayloadKind } from '../../worker/protocol.ts';
import { useApp } from '../app-context.ts';

/** The bytes of a frame's payload. The component renders again when more arrive. */
export function usePayloadBytes(frame: FrameView, kind: PayloadKind): PayloadBytes {
  const app = useApp();
  const payload = useMemo(
    () => new PayloadBytes(kind, beginningOf(frame, kind), payloadReader(app, frame, kind)),
    [app, frame, kind],
  );
  useByteVersion(payload);
  return payload;
}

/** Renders again when bytes arrive. */
export function useByteVersion(view: ByteView): void {
  useSyncExternalStore(view.subscribe, view.version, view.version);
}
