import type { ArbiterEvent, LiveSnapshot } from '../api/types';

export type SnapshotReason = 'first' | 'tooFarBehind' | 'gap' | 'slowConsumer';
export type RenewalReason = Exclude<SnapshotReason, 'first'>;

export type FeedState =
  | { phase: 'connecting' }
  | { phase: 'live' }
  /** Connected again and catching up with what was committed meanwhile; `head` once it is known. */
  | { phase: 'replaying'; after: number; head?: number }
  | { phase: 'reconnecting'; attempt: number; retryAt: number; error?: unknown }
  /** What was missed cannot be replayed any more, so the page starts over from a new snapshot. */
  | { phase: 'snapshotNeeded'; reason: RenewalReason }
  | { phase: 'unauthorized' }
  | { phase: 'stopped' };

/** What the consumer takes, in order. */
export type Delivery =
  | { kind: 'snapshot'; snapshot: LiveSnapshot; reason: SnapshotReason }
  | { kind: 'events'; events: ArbiterEvent[] };
