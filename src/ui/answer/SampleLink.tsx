import { samplesByCause } from 'virtual:samples';
import { samplesByStatus } from 'virtual:status-samples';
import { sampleOfError } from '../../decoder/error-texts/sample-of.ts';
import type { ErrorCause, ErrorText } from '../../decoder/recognise/errors.ts';

interface SampleLinkProps {
  readonly cause: ErrorCause;
  readonly variables: ErrorText['variables'];
}

/** A recorded capture to open for the first cause; nothing where none was recorded. */
export function SampleLink({ cause, variables }: SampleLinkProps) {
  const sample = sampleOfError(cause, variables, { byCause: samplesByCause, byStatus: samplesByStatus });
  if (sample === null) return null;
  return (
    <p className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <a href={`#sample=${sample.name}`} className="btn" data-testid="open-sample">
        Open a recorded sample
      </a>
      <span className="min-w-0 flex-1 basis-60 text-xs text-dim">{sample.words}</span>
    </p>
  );
}
