import { useState } from 'react';
import { type Sample, sampleInput } from '../../app/samples.ts';
import { useActions } from '../app-context.ts';

/** Opens a sample, and says why one could not be opened. */
export function useOpenSample(): { problem: string | null; open(sample: Sample): Promise<void> } {
  const actions = useActions();
  const [problem, setProblem] = useState<string | null>(null);
  return {
    problem,
    async open(sample) {
      try {
        await actions.open(await sampleInput(sample));
      } catch (error) {
        setProblem(error instanceof Error ? error.message : String(error));
      }
    },
  };
}
