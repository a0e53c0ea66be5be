import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/random.ts';
import { RecordPipeline } from './record-pipeline.ts';

describe('records that wait', () => {
  it('are taken in their order, whatever opens first and however many wait at once', async () => {
    const random = seededRandom(11);
    const pipeline = new RecordPipeline();
    let pushed = 0;
    const taken: number[] = [];
    for (let piece = 0; piece < 60; piece++) {
      const until = pushed + Math.floor(random() * 400);
      for (; pushed < until; pushed++) {
        const index = pushed;
        const isLate = random() < 0.1;
        const opened = isLate ? new Promise<null>((resolve) => setTimeout(resolve, 1, null)) : null;
        pipeline.push(opened, 1 + Math.floor(random() * 18432), () => taken.push(index));
      }
      if (pipeline.isFull) await pipeline.makeRoom();
      if (piece % 17 === 0) await pipeline.flush();
    }
    await pipeline.flush();
    expect(taken).toEqual(Array.from({ length: pushed }, (_, index) => index));
    expect(pipeline.isEmpty).toBe(true);
  });
});
