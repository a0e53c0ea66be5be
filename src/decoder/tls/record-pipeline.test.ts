import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../testing/random.ts';
import { RecordPipeline } from './record-pipeline.ts';

describe('records that wait', () => {
  it('stay as they were until their turn, for any lengths and any number at once', async () => {
    const random = seededRandom(11);
    const pipeline = new RecordPipeline();
    let pushed = 0;
    let taken = 0;
    const changed: number[] = [];
    for (let piece = 0; piece < 60; piece++) {
      const until = pushed + Math.floor(random() * 400);
      for (; pushed < until; pushed++) {
        const index = pushed;
        // The caller's bytes are borrowed: they are overwritten at once.
        const record = new Uint8Array(1 + Math.floor(random() * 18432)).fill(index % 251);
        const kept = pipeline.keep(record);
        record.fill(255);
        pipeline.push(Promise.resolve(null), kept.length, () => {
          if (index !== taken || kept.some((byte) => byte !== index % 251)) changed.push(index);
          taken++;
        });
      }
      if (pipeline.isFull) await pipeline.makeRoom();
      if (piece % 17 === 0) await pipeline.flush();
    }
    await pipeline.flush();
    expect({ taken, changed }).toEqual({ taken: pushed, changed: [] });
    expect(pipeline.isEmpty).toBe(true);
  });
});
