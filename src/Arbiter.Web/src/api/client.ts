import { ApiProblem } from './problem';
import type {
  ConflictPage, DemoSession, Grouping, Leaderboard, LeaderboardWindow, LiveSnapshot, Me, Roster,
} from './types';

const BASE = '/api/v1';
const TIMEOUT_MS = 15_000;

export type Api = ReturnType<typeof createApi>;

/** The calls this page makes. Every failure is an ApiProblem; a cancelled call throws the signal's reason. */
export function createApi(token: string | null, fetcher: typeof fetch = (...args) => fetch(...args)) {
  async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json, application/problem+json' };
    if (token) headers['Authorization'] = `Bearer ${token}`;
    const deadline = AbortSignal.timeout(TIMEOUT_MS);
    let response: Response;
    try {
      response = await fetcher(BASE + path, {
        headers, cache: 'no-store', signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw ApiProblem.network(error);
    }
    if (!response.ok) throw await ApiProblem.from(response);
    try {
      return (await response.json()) as T;
    } catch (error) {
      signal?.throwIfAborted();
      throw ApiProblem.network(error);
    }
  }

  return {
    demoSession: (signal?: AbortSignal) => get<DemoSession>('/demo/session', signal),
    me: (signal?: AbortSignal) => get<Me>('/me', signal),
    roster: (signal?: AbortSignal) => get<Roster>('/roster', signal),
    live: (signal?: AbortSignal) => get<LiveSnapshot>('/live', signal),
    openConflicts: (signal?: AbortSignal) => get<ConflictPage>('/conflicts?status=open&limit=50', signal),
    leaderboard: (window: LeaderboardWindow, by: Grouping, signal?: AbortSignal) =>
      get<Leaderboard>(`/leaderboard?window=${window}&by=${by}`, signal),
  };
}
