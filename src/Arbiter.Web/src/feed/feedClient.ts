import type { Gauges } from '../api/types';
import { backoffDelay, type Backoff } from './backoff';
import { FeedSession, type SessionEnd } from './feedSession';
import type { Delivery, FeedState, RenewalReason, SnapshotReason } from './feedState';
import { Inbox } from './inbox';
import { UnauthorizedError, type FeedTransport } from './transport';

export interface FeedClientOptions {
  transport: FeedTransport;
  onState(state: FeedState): void;
  onGauges(gauges: Gauges): void;
  /** Something can be taken. The consumer calls `take` when it suits it. */
  onPending(): void;
  backoff?: Backoff;
  random?: () => number;
  /** Events held for a consumer that does not take them. */
  inboxLimit?: number;
}

/** A gap that comes back at the same place this often is not a hiccup: take a new snapshot instead of asking again. */
const GAP_RETRIES = 2;
const RETRY_AFTER_CAP_MS = 60_000;

/**
 * Follows the feed without a gap: a snapshot, then everything after it, each event once and in order. Whatever breaks,
 * it resumes with the last number that it handed over; only when the server (or a consumer that takes nothing) makes
 * that impossible does it start over from a new snapshot, and says so in its state.
 */
export class FeedClient {
  private readonly inbox: Inbox;
  private readonly abort = new AbortController();
  private readonly backoff: Backoff;
  private last = 0;
  private snapshotReason: SnapshotReason | null = 'first';
  private attempt = 0;
  private renewals = 0;
  private gap = { at: 0, times: 0 };
  private wake: (() => void) | null = null;
  private drained: (() => void) | null = null;

  constructor(private readonly options: FeedClientOptions) {
    this.inbox = new Inbox(options.inboxLimit ?? 20_000);
    this.backoff = options.backoff ?? { baseMs: 500, capMs: 20_000 };
  }

  /** The last event that was put out for the consumer. */
  get position(): number {
    return this.last;
  }

  start(): void {
    this.options.onState({ phase: 'connecting' });
    void this.run();
  }

  stop(): void {
    if (this.abort.signal.aborted) return;
    this.abort.abort();
    this.retryNow();
    this.drained?.();
    this.options.onState({ phase: 'stopped' });
  }

  /** Cuts a wait short, for example when the browser says that the network is back. */
  retryNow(): void {
    this.wake?.();
  }

  take(): Delivery[] {
    const taken = this.inbox.take();
    this.drained?.();
    return taken;
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      const end = await this.follow(signal).catch((error: unknown): SessionEnd => ({ why: 'disconnected', error }));
      if (signal.aborted) return;
      if (end.error instanceof UnauthorizedError) {
        this.abort.abort();
        this.options.onState({ phase: 'unauthorized' });
        return;
      }
      this.attempt++;
      await this.recover(end, signal);
    }
  }

  /** One connection, from the snapshot (when one is due) to its end. */
  private async follow(signal: AbortSignal): Promise<SessionEnd> {
    const { transport, onState, onGauges } = this.options;
    let head: number | undefined;
    if (this.snapshotReason) head = await this.takeSnapshot(this.snapshotReason, signal);
    const connection = await transport.connect(signal);
    const session = new FeedSession(connection, {
      after: this.last,
      ...(head === undefined ? {} : { head }),
      onGauges,
      onCaughtUp: () => onState({ phase: 'live' }),
      onStable: () => {
        this.attempt = 0;
        this.renewals = 0;
      },
      onReplaying: (after, target) =>
        onState({ phase: 'replaying', after, ...(target === undefined ? {} : { head: target }) }),
      onEvents: (events) => {
        if (!this.inbox.putEvents(events)) return false;
        this.last = events.at(-1)!.seq;
        this.options.onPending();
        return true;
      },
    });
    return session.run(signal);
  }

  private async takeSnapshot(reason: SnapshotReason, signal: AbortSignal): Promise<number> {
    const snapshot = await this.options.transport.snapshot(signal);
    signal.throwIfAborted();
    // Resuming after the last event that the snapshot shows is right whatever was committed while it was made.
    this.last = snapshot.events.at(-1)?.seq ?? snapshot.seq;
    this.snapshotReason = null;
    this.inbox.putSnapshot({ kind: 'snapshot', snapshot, reason });
    this.options.onPending();
    this.options.onGauges(snapshot.gauges);
    return Math.max(snapshot.head, snapshot.seq);
  }

  private async recover(end: SessionEnd, signal: AbortSignal): Promise<void> {
    if (end.why === 'gap') {
      this.gap = this.gap.at === end.missing ? { at: end.missing, times: this.gap.times + 1 } : { at: end.missing, times: 1 };
      if (this.gap.times > GAP_RETRIES) this.snapshotReason = 'gap';
    } else if (end.why === 'tooFarBehind') {
      this.snapshotReason = 'tooFarBehind';
    } else if (end.why === 'slowConsumer') {
      this.snapshotReason = 'slowConsumer';
      this.options.onState({ phase: 'snapshotNeeded', reason: 'slowConsumer' });
      await this.untilDrained(signal);
      return;
    }
    const renewing = this.snapshotReason !== null && this.snapshotReason !== 'first';
    // The first new snapshot is taken at once; one that did not help waits like everything else.
    const atOnce = renewing && end.why !== 'disconnected' && ++this.renewals === 1;
    const delay = atOnce ? 0 : this.delay(end);
    if (renewing) {
      this.options.onState({ phase: 'snapshotNeeded', reason: this.snapshotReason as RenewalReason });
    } else {
      this.options.onState({ phase: 'reconnecting', attempt: this.attempt, retryAt: Date.now() + delay, error: end.error });
    }
    if (delay > 0) await this.sleep(delay);
  }

  private delay(end: SessionEnd): number {
    const asked = ((end.error as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds ?? 0) * 1_000;
    const own = backoffDelay(this.attempt, this.backoff, this.options.random ?? Math.random);
    return Math.max(own, Math.min(asked, RETRY_AFTER_CAP_MS));
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.wake = null;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.wake = done;
    });
  }

  private untilDrained(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.options.onPending();
    return new Promise((resolve) => {
      this.drained = () => {
        this.drained = null;
        resolve();
      };
    });
  }
}
