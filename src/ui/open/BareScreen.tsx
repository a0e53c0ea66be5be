import { captureOf } from '../../app/selectors.ts';
import { useActions, useAppState } from '../app-context.ts';
import { HowToCapture } from './HowToCapture.tsx';
import { PasteBox } from './PasteBox.tsx';

/** The screen for an input without a connection: decode as another format, open another input, capture again. */
export function BareScreen() {
  const { setFormat } = useActions();
  const capture = useAppState(captureOf);
  const alternatives = capture?.alternatives ?? [];
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6 px-3 py-4">
      {capture && (
        <p className="text-dim">
          {capture.name} was read as {capture.formatName}.
          {alternatives.length > 0 && ' It can also be read as:'}
          {alternatives.map((format) => (
            <button
              key={format.id}
              type="button"
              className="btn ml-2"
              onClick={() => void setFormat(format.id)}
            >
              {format.name}
            </button>
          ))}
        </p>
      )}
      <PasteBox rows={5} />
      <section aria-label="How to get a capture">
        <h2 className="heading mb-2.5">How to get a capture</h2>
        <HowToCapture />
      </section>
    </div>
  );
}
