// The spread of many values, in bounded memory.

import type { Spread } from './list-protocol.ts';

/** Values of which a spread is made; of more, every second one is left out, then every second of these. */
const maxSamples = 65_536;

/** Values, thinned out evenly where there are many. The extremes are exact. */
export class Samples {
  #values: number[] = [];
  #every = 1;
  #seen = 0;
  #smallest = Number.POSITIVE_INFINITY;
  #largest = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    if (Number.isNaN(value)) return;
    this.#smallest = Math.min(this.#smallest, value);
    this.#largest = Math.max(this.#largest, value);
    if (this.#seen++ % this.#every !== 0) return;
    this.#values.push(value);
    if (this.#values.length < maxSamples) return;
    this.#values = this.#values.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  get spread(): Spread | null {
    if (this.#seen === 0) return null;
    const sorted = Float64Array.from(this.#values).sort();
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return {
      count: this.#seen,
      smallest: this.#smallest,
      median: sorted[Math.floor((sorted.length - 1) / 2)],
      p99: at(0.99),
      largest: this.#largest,
    };
  }
}
