import { describe, expect, it } from 'vitest';
import { rank } from './ranking';

const row = (id: string, granted: number, refused = 0, name = id) => ({ id, name, granted, refused, held: 0 });

describe('rank', () => {
  it('puts the most granted first, fewer refusals before more', () => {
    const ranked = rank([row('a', 1), row('b', 3, 9), row('c', 3, 2)], 'en');
    expect(ranked.map(({ id, rank }) => [id, rank])).toEqual([['c', 1], ['b', 2], ['a', 3]]);
  });

  it('gives the same order for equals, whatever order they came in', () => {
    const rows = [row('rep-2', 1, 0, '张伟'), row('rep-1', 1, 0, '张伟'), row('rep-3', 1, 0, '李娜')];
    const order = rank(rows, 'zh-CN').map(({ id }) => id);
    expect(rank([...rows].reverse(), 'zh-CN').map(({ id }) => id)).toEqual(order);
    expect(order.indexOf('rep-1')).toBeLessThan(order.indexOf('rep-2'));
  });
});
