import type { ArbiterEvent } from '../api/types';
import type { Delivery } from './feedState';
import { Protections } from './protections';

/** Rows kept in memory. */
export const FEED_LIMIT = 200;

export type FeedItem =
  | { kind: 'event'; seq: number; event: ArbiterEvent; until?: string }
  /** Rulings from–to happened, but no row shows them. */
  | { kind: 'missed'; seq: number; from: number; to: number };

export interface FeedView {
  /** False until the first snapshot: nothing is known, as opposed to nothing happened. */
  loaded: boolean;
  /** Newest first. */
  items: readonly FeedItem[];
  last: number;
  protections: Protections;
}

export const EMPTY_FEED: FeedView = { loaded: false, items: [], last: 0, protections: Protections.none };

export function feedReducer(view: FeedView, delivery: Delivery): FeedView {
  if (delivery.kind === 'events') return append(view, delivery.events);
  const { events, seq } = delivery.snapshot;
  const behind = (events.at(-1)?.seq ?? seq) < view.last;
  // Behind what is on the wall: the server has yet to catch up, or a fail-over cut the log short. What comes next follows the snapshot, so the wall begins anew.
  if (!view.loaded || behind) return append({ ...EMPTY_FEED, loaded: true, last: (events[0]?.seq ?? seq + 1) - 1 }, events);

  // A later snapshot: keep what is on the wall, and say honestly what lies between.
  const first = events[0]?.seq ?? seq + 1;
  if (first <= view.last + 1) return append(view, events);
  const missed: FeedItem = { kind: 'missed', seq: first - 1, from: view.last + 1, to: first - 1 };
  return append({ ...view, last: first - 1, items: [missed, ...view.items].slice(0, FEED_LIMIT) }, events);
}

function append(view: FeedView, events: readonly ArbiterEvent[]): FeedView {
  const fresh = events.filter((event) => event.seq > view.last);
  if (fresh.length === 0) return view;
  // Only what can be shown is worth a row; what is known of protections is worth keeping from all of them.
  const protections = view.protections.learn(fresh);
  const rows: FeedItem[] = fresh.slice(-FEED_LIMIT).reverse().map((event) => {
    const until = protections.of(event);
    return { kind: 'event', seq: event.seq, event, ...(until ? { until } : {}) };
  });
  return {
    ...view,
    protections,
    items: [...rows, ...view.items].slice(0, FEED_LIMIT),
    last: fresh.at(-1)!.seq,
  };
}
