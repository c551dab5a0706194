export interface Backoff {
  baseMs: number;
  capMs: number;
}

/**
 * The wait before attempt n (1, 2, …): doubles up to the cap, and half of it is random, so that a wall of screens does
 * not come back in step after a server restart.
 */
export function backoffDelay(attempt: number, { baseMs, capMs }: Backoff, random: () => number): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 20));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
