import type { LeaderboardRow } from '../api/types';

export interface Ranked extends LeaderboardRow {
  rank: number;
}

/** Most granted first; the fewer refusals decide a tie, then the name, so that equal rows do not swap places at random. */
export function rank(rows: readonly LeaderboardRow[], language: string): Ranked[] {
  return [...rows]
    .sort((a, b) => b.granted - a.granted || a.refused - b.refused || a.name.localeCompare(b.name, language) || (a.id < b.id ? -1 : 1))
    .map((row, index) => ({ ...row, rank: index + 1 }));
}
