import { describe, expect, test } from 'vitest';
import { cpuTime } from '../../testing/cpu-time.ts';
import { holdsJson, parseJsonTest } from './json-path.ts';

const message = '{"op":"login","user":{"id":7,"name":"Zoë"},"items":[{"price":9.5},{"price":12}],"ok":true}';

function holds(text: string, path: string): boolean | string {
  const test = parseJsonTest(path);
  return typeof test === 'string' ? test : holdsJson(text, test);
}

describe('a value in a JSON text', () => {
  test.each([
    ['op', true],
    ['$.op', true],
    ['user.id=7', true],
    ['user.id=8', false],
    ['user.id!=8', true],
    ['user.name="Zoë"', true],
    ['user.name~zo', true],
    ['items[1].price>10', true],
    ['items[0].price>10', false],
    ['items[*].price>=12', true],
    ['items[2]', false],
    ['..price<10', true],
    ['ok=true', true],
    ['user.*=7', true],
    ['missing', false],
    ['__proto__', false],
    ['constructor', false],
  ])('%s', (path, expected) => expect(holds(message, path)).toBe(expected));

  test('follows a short prefix, as those of Socket.IO and SockJS', () => {
    expect(holds('42["chat",{"room":"a"}]', '[1].room=a')).toBe(true);
    expect(holds('a["{}"]', '[0]~{}')).toBe(true);
    expect(holds('hello {', 'op')).toBe(false);
  });

  test('a name of the text that is `__proto__` is a name like others', () => {
    expect(holds('{"__proto__":{"x":1}}', '__proto__.x=1')).toBe(true);
  });

  test('deep nesting ends', () => {
    const deep = `${'['.repeat(200_000)}1${']'.repeat(200_000)}`;
    expect(holds(deep, '..x')).toBe(false);
    expect(holds(deep, '[0]=1')).toBe(false);
    expect(holds(deep, '[0]~x')).toBe(false);
  });

  test('an object that names a method of objects is compared like others', () => {
    const text = '{"a":{"toString":1,"valueOf":1}}';
    expect(holds(text, 'a=1')).toBe(false);
    expect(holds(text, 'a~1')).toBe(true);
  });

  test('an array is not equal to its one item', () => expect(holds('{"a":[1]}', 'a=1')).toBe(false));

  test('values that lie in one another are searched once', () => {
    const wide = `[${'1,'.repeat(200_000)}1]`;
    const text = `${'{"a":'.repeat(300)}${wide}${'}'.repeat(300)}`;
    const before = cpuTime();
    expect(holds(text, '..a..a..a~x')).toBe(false);
    expect(cpuTime() - before).toBeLessThan(1000);
  });

  test('says what is wrong with a path', () => {
    expect(holds('{}', '')).toMatch(/Expected a path/);
    expect(holds('{}', 'a[')).toMatch(/Expected a path/);
    expect(holds('{}', 'a=')).toMatch(/Expected a value/);
  });
});
