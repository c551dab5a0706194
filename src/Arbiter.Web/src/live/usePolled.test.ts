import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../api/problem';
import { usePolled } from './usePolled';

const tick = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

describe('usePolled', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('loads now and again by itself', async () => {
    const load = vi.fn(async () => 'data');
    const { result } = renderHook(() => usePolled(load, { everyMs: 10_000 }));
    await tick(0);
    expect(result.current.data).toBe('data');
    await tick(25_000);
    expect(load).toHaveBeenCalledTimes(3);
  });

  it('asks no oftener than the throttle allows, and once more after the last wish', async () => {
    const load = vi.fn(async () => 'data');
    const { result } = renderHook(() => usePolled(load, { everyMs: 60_000, throttleMs: 2_000 }));
    await tick(0);
    for (let wish = 0; wish < 500; wish++) {
      act(() => result.current.refresh());
      await tick(20);
    }
    await tick(2_000);
    expect(load.mock.calls.length).toBeGreaterThanOrEqual(5);
    expect(load.mock.calls.length).toBeLessThanOrEqual(7);
  });

  it('keeps the last good answer while later ones fail, and reports a lost session', async () => {
    const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce('good').mockRejectedValue(new ApiProblem(401, 'unauthorized', 'Unauthorized'));
    const onUnauthorized = vi.fn();
    const { result } = renderHook(() => usePolled(load, { everyMs: 1_000, onUnauthorized }));
    await tick(1_500);
    expect(result.current.data).toBe('good');
    expect(result.current.error).toBeInstanceOf(ApiProblem);
    expect(onUnauthorized).toHaveBeenCalled();
  });

  it('shows nothing of another question while its own answer is on the way', async () => {
    const loads = { a: async () => 'A', b: () => new Promise<string>(() => {}) };
    const { result, rerender } = renderHook(({ which }: { which: 'a' | 'b' }) => usePolled(loads[which], { everyMs: 1_000 }), { initialProps: { which: 'a' } });
    await tick(0);
    expect(result.current.data).toBe('A');
    rerender({ which: 'b' });
    expect(result.current.data).toBeNull();
  });
});
