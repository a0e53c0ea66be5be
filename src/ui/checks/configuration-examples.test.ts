import { describe, expect, it } from 'vitest';
import { checkConfiguration } from '../../decoder/configuration/check.ts';
import { headlineOfConfiguration } from '../../decoder/configuration/headline.ts';
import { configurationKinds } from '../../decoder/configuration/report.ts';
import { configurationExamples } from './configuration-examples.ts';

describe('examples of configurations', () => {
  it('there is one for each program', () => {
    expect(configurationExamples.map(({ id }) => id).sort()).toEqual(Object.keys(configurationKinds).sort());
  });

  it.each(configurationExamples)(
    '$name: recognised, fails, and its correction does not',
    ({ id, text, file }) => {
      const report = checkConfiguration(text, file);
      expect(report.kind).toBe(id);
      expect(checkConfiguration(text).kind).toBe(id);
      const failing = report.routes.filter((route) => route.verdict === 'fails');
      expect(failing).not.toEqual([]);
      expect(headlineOfConfiguration(report).level).toBe('broken');
      // What is certain to fail of these keeps them from starting, and is named beside their routes.
      if (id !== 'hitch' && id !== 'nghttpx') expect(report.unresolved).toEqual([]);
      // A Traefik middleware may be shared by routers: its faults are named, not edited.
      if (id === 'traefik') return;
      expect(report.corrected).not.toBeNull();
      const after = checkConfiguration(report.corrected ?? '', file);
      expect(after.routes.filter((route) => route.verdict === 'fails')).toEqual([]);
    },
  );
});
