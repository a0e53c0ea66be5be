import { describe, expect, test } from 'vitest';
import { type CelNames, evaluateCel } from './cel.ts';

const names: CelNames = {
  placeholder: (name) => ({ path: '/ws/room', method: 'GET' })[name],
  call: (name, args) => (name === 'path' ? args.includes('/ws/room') : undefined),
};

describe('expressions', () => {
  test.each([
    ["{path} == '/ws/room'", true],
    ['{path}.startsWith("/ws")', true],
    ["{path}.startsWith('/api') || path('/ws/room')", true],
    ["!path('/other') && {method} in ['GET', 'HEAD']", true],
    ["{path}.matches('^/ws/\\\\w+$')", true],
    ["{method} != 'GET'", false],
    ['({path}.size() > 3) && false', false],
  ])('%s is %s', (text, value) => {
    expect(evaluateCel(text, names)).toBe(value);
  });

  test('what is not known decides nothing, except where the other side does', () => {
    expect(evaluateCel("{http.request.header.x} == 'a'", names)).toBeUndefined();
    expect(evaluateCel("{unknown} == 'a' || true", names)).toBe(true);
    expect(evaluateCel("{unknown} == 'a' && false", names)).toBe(false);
  });

  test.each(['{path} ==', '(', "path('/ws'", '{path} ? 1 : 2', '('.repeat(500), '!'.repeat(100_000)])(
    '%.40s is not read',
    (text) => {
      expect(evaluateCel(text, names)).toBeUndefined();
    },
  );
});
