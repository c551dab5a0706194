import type { FeedItem } from './feedReducer';
import { outcomeOf, repsOf, type Outcome } from './outcome';

export interface FeedFilter {
  /** Empty: all. */
  outcomes: readonly Outcome[];
  rep: string | null;
}

export const NO_FILTER: FeedFilter = { outcomes: [], rep: null };

export function isFiltering({ outcomes, rep }: FeedFilter): boolean {
  return outcomes.length > 0 || rep !== null;
}

/** A row about missed rulings is always shown: it may be hiding what the filter looks for. */
export function applyFilter(items: readonly FeedItem[], filter: FeedFilter): readonly FeedItem[] {
  if (!isFiltering(filter)) return items;
  return items.filter((item) =>
    item.kind === 'missed' ||
    ((filter.outcomes.length === 0 || filter.outcomes.includes(outcomeOf(item.event))) &&
      (filter.rep === null || repsOf(item.event).includes(filter.rep))));
}
