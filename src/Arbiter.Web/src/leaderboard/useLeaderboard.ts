import { useCallback } from 'react';
import type { Grouping, LeaderboardRow, LeaderboardWindow } from '../api/types';
import { useLive } from '../live/live';
import { useStore } from '../live/store';
import { usePolled } from '../live/usePolled';

const REFRESH_MS = 15_000;

/** Today's board rides on the gauges; the longer windows are fetched, and today's too while no gauges have come. */
export function useLeaderboard(window: LeaderboardWindow, by: Grouping, onUnauthorized: () => void) {
  const live = useLive();
  const gauges = useStore(live.gauges);
  const carried = window === 'today' ? gauges?.leaderboard?.today?.[by] : undefined;
  const load = useCallback((signal: AbortSignal) => live.api.leaderboard(window, by, signal), [live.api, window, by]);
  const { data, error, refresh } = usePolled(load, { everyMs: REFRESH_MS, enabled: carried === undefined, onUnauthorized });
  const rows: LeaderboardRow[] | null = carried ?? data?.rows ?? null;
  return { rows, error: carried ? null : error, refresh };
}
