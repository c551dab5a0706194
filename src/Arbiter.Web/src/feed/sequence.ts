import type { ArbiterEvent } from '../api/types';

export interface Admission {
  /** What continues the log right after `last`, in order. */
  fresh: ArbiterEvent[];
  /** How many were at or before `last`: delivered twice, dropped. */
  duplicates: number;
  /** The first number that is missing, when the batch jumps over it. What stands behind the jump is not admitted. */
  missing?: number;
}

/** Feed numbers are contiguous, so position alone tells new from repeated from lost. */
export function admit(last: number, batch: readonly ArbiterEvent[]): Admission {
  const fresh: ArbiterEvent[] = [];
  let duplicates = 0;
  let expected = last + 1;
  for (const event of batch) {
    if (event.seq < expected) {
      duplicates++;
    } else if (event.seq === expected) {
      fresh.push(event);
      expected++;
    } else {
      return { fresh, duplicates, missing: expected };
    }
  }
  return { fresh, duplicates };
}
