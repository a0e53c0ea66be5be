import { describe, expect, it } from 'vitest';
import type { PayloadNode } from '../../worker/protocol.ts';
import { keyResult, openAtFirst, rowsOf } from './contents-rows.ts';

function node(label: string, ...children: PayloadNode[]): PayloadNode {
  return { label, value: '', start: 0, end: 0, children, problem: null, unpacked: null };
}

const roots = [node('message', node('type'), node('payload', node('text'), node('time'))), node('end')];
const open = new Set(['0', '0.1']);
const { rows } = rowsOf(roots, open, 100);

describe('rows of a tree', () => {
  it('are the nodes whose parents are open', () => {
    expect(rows.map(({ path, level }) => `${path} ${level}`)).toEqual([
      '0 1',
      '0.0 2',
      '0.1 2',
      '0.1.0 3',
      '0.1.1 3',
      '1 1',
    ]);
    expect(rowsOf(roots, new Set(['0']), 100).rows.map(({ node }) => node.label)).toEqual([
      'message',
      'type',
      'payload',
      'end',
    ]);
    expect(rows[3]).toMatchObject({ position: 1, siblings: 2 });
  });

  it('end at the limit', () => {
    expect(rowsOf(roots, open, 3)).toMatchObject({ more: true });
    expect(rowsOf(roots, open, 3).rows).toHaveLength(3);
    expect(rowsOf(roots, open, 6).more).toBe(false);
  });

  it('are open at first while they are few', () => {
    expect([...openAtFirst(roots)]).toEqual(['0', '0.1']);
    const long = [
      node('list', ...Array.from({ length: 500 }, () => node('item'))),
      node('small', node('one')),
    ];
    expect([...openAtFirst(long)]).toEqual(['1']);
  });
});

describe('keys of a tree', () => {
  const press = (key: string, path: string) =>
    keyResult(
      key,
      rows,
      rows.findIndex((row) => row.path === path),
      open,
    );

  it('move from row to row', () => {
    expect(press('ArrowDown', '0.1')).toEqual({ kind: 'focus', path: '0.1.0' });
    expect(press('ArrowUp', '0')).toBe(null);
    expect(press('End', '0')).toEqual({ kind: 'focus', path: '1' });
    expect(press('Home', '1')).toEqual({ kind: 'focus', path: '0' });
  });

  it('fold, unfold, and go to parent and child', () => {
    expect(press('ArrowRight', '0')).toEqual({ kind: 'focus', path: '0.0' });
    expect(press('ArrowRight', '0.0')).toBe(null);
    expect(press('ArrowLeft', '0.1')).toEqual({ kind: 'close', path: '0.1' });
    expect(press('ArrowLeft', '0.1.1')).toEqual({ kind: 'focus', path: '0.1' });
    expect(keyResult('ArrowRight', rowsOf(roots, new Set(), 9).rows, 0, new Set())).toEqual({
      kind: 'open',
      path: '0',
    });
  });

  it('find a label by its first letter', () => {
    expect(press('t', '0')).toEqual({ kind: 'focus', path: '0.0' });
    expect(press('t', '0.0')).toEqual({ kind: 'focus', path: '0.1.0' });
    expect(press('m', '0.1.1')).toEqual({ kind: 'focus', path: '0' });
  });
});
