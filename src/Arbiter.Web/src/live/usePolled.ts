import { useCallback, useEffect, useRef, useState } from 'react';
import { isUnauthorized } from '../api/problem';

export interface Polled<T> {
  data: T | null;
  error: unknown;
  refresh(): void;
}

/**
 * Data of a plain GET: loaded now, again every `everyMs`, and when `refresh` is called – then at most once per
 * `throttleMs`, however often it is asked for. The last good answer stays while a later one fails.
 */
export function usePolled<T>(
  load: (signal: AbortSignal) => Promise<T>,
  { everyMs, throttleMs = 2_000, enabled = true, onUnauthorized }: {
    everyMs: number; throttleMs?: number; enabled?: boolean; onUnauthorized?: () => void;
  },
): Polled<T> {
  const [result, setResult] = useState<{ data: T | null; error: unknown; of: unknown }>({ data: null, error: null, of: load });
  const ask = useRef<() => void>(() => {});

  useEffect(() => {
    if (!enabled) return;
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastStart = 0;
    let running = false;
    let again = false;
    const run = async () => {
      clearTimeout(timer);
      running = true;
      again = false;
      lastStart = Date.now();
      try {
        const data = await load(abort.signal);
        if (!abort.signal.aborted) setResult({ data, error: null, of: load });
      } catch (error) {
        if (abort.signal.aborted) return;
        if (isUnauthorized(error)) onUnauthorized?.();
        setResult((before) => ({ data: before.of === load ? before.data : null, error, of: load }));
      } finally {
        running = false;
        if (!abort.signal.aborted) schedule(again ? throttleMs : everyMs);
      }
    };
    const schedule = (ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(() => void run(), ms);
    };
    ask.current = () => {
      if (running) again = true;
      else schedule(Math.max(0, lastStart + throttleMs - Date.now()));
    };
    void run();
    return () => {
      ask.current = () => {};
      clearTimeout(timer);
      abort.abort();
    };
  }, [load, everyMs, throttleMs, enabled, onUnauthorized]);

  const refresh = useCallback(() => ask.current(), []);
  const current = result.of === load;
  return { data: current ? result.data : null, error: current ? result.error : null, refresh };
}
