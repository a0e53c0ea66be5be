import { useEffect, useState } from 'react';
import { sourceOf } from '../../app/selectors.ts';
import { useAppState } from '../app-context.ts';

/** Longest text of a file that is shown beside its answer, in bytes: as much as recognition reads. */
const maxFileBytes = 65_536;

/** The text of what is open; `null` until a file has been read. */
export function useSourceText(): string | null {
  const source = useAppState(sourceOf);
  const [read, setRead] = useState<{ readonly file: Blob; readonly text: string } | null>(null);
  const file = source?.kind === 'file' ? source.file : null;
  useEffect(() => {
    if (file === null) return;
    let isCurrent = true;
    file
      .slice(0, maxFileBytes)
      .text()
      .then(
        (text) => {
          if (isCurrent) setRead({ file, text });
        },
        () => {},
      );
    return () => {
      isCurrent = false;
    };
  }, [file]);
  if (source?.kind === 'text') return source.text;
  if (source?.kind === 'bytes') return new TextDecoder().decode(source.bytes.subarray(0, maxFileBytes));
  return read !== null && read.file === file ? read.text : null;
}
