import { describe, expect, it } from 'vitest';
import { ceiling } from './ceiling';
import { HISTORY_SECONDS, RateHistory } from './rateHistory';

const start = Date.parse('2026-11-21T09:00:00Z') / 1_000;
const at = (second: number, claims = second) => ({
  at: new Date((start + second) * 1_000).toISOString(), claimsPerSecond: claims, grantedPerSecond: 1, refusedPerSecond: 2,
});

describe('RateHistory', () => {
  it('keeps one sample a second, the latest', () => {
    const history = new RateHistory();
    history.add(at(0, 1));
    history.add(at(0, 5));
    history.add(at(1, 6));
    expect(history.columns(start + 1)).toEqual([[start, start + 1], [5, 6], [1, 1], [2, 2]]);
  });

  it('keeps five minutes and no more', () => {
    const history = new RateHistory();
    for (let second = 0; second < 1_000; second++) history.add(at(second));
    expect(history.size).toBe(HISTORY_SECONDS);
    expect(history.columns(start + 999)[0][0]).toBe(start + 1_000 - HISTORY_SECONDS);
  });

  it('leaves a hole where nothing was told', () => {
    const history = new RateHistory();
    history.add(at(0, 1));
    history.add(at(2, 2));
    history.add(at(20, 3));
    expect(history.columns(start + 20)[1]).toEqual([1, 2, null, 3]);
  });
});

describe('ceiling', () => {
  it.each([[[], 1], [[0.4], 1], [[3], 5], [[9.5], 20], [[null, 46], 100], [[180], 200]] as [(number | null)[], number][])('%j → %d', (values, expected) => {
    expect(ceiling(values)).toBe(expected);
  });
});
