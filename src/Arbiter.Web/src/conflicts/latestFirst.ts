import type { Conflict } from '../api/types';

/** The page's order is by latest attempt, whatever the server's cursor order is. */
export function latestFirst(conflicts: readonly Conflict[]): Conflict[] {
  return [...conflicts].sort((a, b) => Date.parse(b.lastAt) - Date.parse(a.lastAt));
}

export function attemptsOf(conflict: Conflict): number {
  return conflict.parties.reduce((sum, party) => sum + party.attempts, 0);
}
