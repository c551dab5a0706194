import type { Gauges } from '../api/types';

export const HISTORY_SECONDS = 300;

/** times (s), claims, granted, refused – the column layout of the chart. A null is a second nobody told us about. */
export type RateColumns = [number[], (number | null)[], (number | null)[], (number | null)[]];

/** The last five minutes, one sample a second; a later sample of the same second replaces the earlier. */
export class RateHistory {
  private samples = new Map<number, readonly [number, number, number]>();

  add(gauges: Pick<Gauges, 'at' | 'claimsPerSecond' | 'grantedPerSecond' | 'refusedPerSecond'>): void {
    const second = Math.floor(Date.parse(gauges.at) / 1_000);
    if (!Number.isFinite(second)) return;
    this.samples.set(second, [gauges.claimsPerSecond, gauges.grantedPerSecond, gauges.refusedPerSecond]);
    for (const old of this.samples.keys()) {
      if (old > second - HISTORY_SECONDS) break;
      this.samples.delete(old);
    }
  }

  get size(): number {
    return this.samples.size;
  }

  /** Up to `now`; a hole of more than three seconds stays a hole in the line. */
  columns(nowSecond: number): RateColumns {
    const columns: RateColumns = [[], [], [], []];
    let previous = Number.NaN;
    for (const [second, values] of [...this.samples].sort(([a], [b]) => a - b)) {
      if (second <= nowSecond - HISTORY_SECONDS) continue;
      if (second - previous > 3) push(columns, previous + 1, [null, null, null]);
      push(columns, second, values);
      previous = second;
    }
    return columns;
  }
}

function push(columns: RateColumns, second: number, values: readonly [number | null, number | null, number | null]): void {
  columns[0].push(second);
  columns[1].push(values[0]);
  columns[2].push(values[1]);
  columns[3].push(values[2]);
}
