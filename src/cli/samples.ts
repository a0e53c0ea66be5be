// The recorded captures that the page offers, by their addresses.

import byCause from '../../public/samples/by-cause.json' with { type: 'json' };
import byStatus from '../../public/samples/by-status.json' with { type: 'json' };
import { sampleOfError } from '../decoder/error-texts/sample-of.ts';
import type { ErrorText } from '../decoder/recognise/errors.ts';
import { isOwnAddress } from './page-address.ts';

/** Gives the sentence about the capture for the first cause of an error, with its address on `page`; `null`: none. */
export function sampleAt(page: string): (error: ErrorText) => string | null {
  return ({ causes: [first], variables }) => {
    const sample = first === undefined ? null : sampleOfError(first, variables, { byCause, byStatus });
    if (sample === null) return null;
    const start = isOwnAddress(page) ? ' (after framescope serve)' : '';
    return `${sample.words} Open it: ${page}#sample=${sample.name}${start}`;
  };
}
