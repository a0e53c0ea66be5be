import { useEffect, useState } from 'react';
import type { CheckOperations } from '../../worker/protocol.ts';
import { useApp } from '../app-context.ts';

/** A question with its answer. */
export interface Answered<K extends keyof CheckOperations> {
  readonly asked: CheckOperations[K]['in'];
  readonly answer: CheckOperations[K]['out'];
}

/**
 * The answer of the checks to `asked`, an object that is the same as long as the question is; `null` without a
 * question. Until the answer comes it is the one to the question before, or `null`.
 */
export function useAnswer<K extends keyof CheckOperations>(
  operation: K,
  asked: CheckOperations[K]['in'] | null,
): Answered<K> | null {
  const { checker, actions } = useApp();
  const [answered, setAnswered] = useState<Answered<K> | null>(null);
  useEffect(() => {
    if (asked === null) return;
    const abort = new AbortController();
    checker.call(operation, asked, { signal: abort.signal }).then(
      (answer) => {
        if (!abort.signal.aborted) setAnswered({ asked, answer });
      },
      (error) => {
        if (!abort.signal.aborted) actions.fail(error, 'checking a text');
      },
    );
    return () => abort.abort();
  }, [checker, actions, operation, asked]);
  return asked === null ? null : answered;
}
