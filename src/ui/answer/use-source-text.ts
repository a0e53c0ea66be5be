import { useEffect, useState } from 'react';
import { sourceOf } from '../../app/selectors.ts';
import { checkedBytes } from '../../decoder/recognise/recognition.ts';
import { useAppState } from '../app-context.ts';

/** The text of what is open, as far as the checks look at it; `null` until a file has been read. */
export function useSourceText(): string | null {
  const source = useAppState(sourceOf);
  const [read, setRead] = useState<{ readonly file: Blob; readonly text: string } | null>(null);
  const file = source?.kind === 'file' ? source.file : null;
  useEffect(() => {
    if (file === null) return;
    let isCurrent = true;
    file
      .slice(0, checkedBytes)
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
  if (source?.kind === 'bytes') return new TextDecoder().decode(source.bytes.subarray(0, checkedBytes));
  return read !== null && read.file === file ? read.text : null;
}
