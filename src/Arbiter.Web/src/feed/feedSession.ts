import type { ArbiterEvent, Gauges } from '../api/types';
import { admit } from './sequence';
import { TooFarBehindError, type FeedConnection } from './transport';

export type SessionEnd =
  | { why: 'disconnected'; error?: unknown }
  | { why: 'gap'; missing: number; error?: undefined }
  | { why: 'tooFarBehind'; error?: unknown }
  | { why: 'slowConsumer'; error?: undefined };

export interface SessionOptions {
  after: number;
  /** Where the log stood when the snapshot was made; without one the first gauges tell. */
  head?: number;
  onGauges(gauges: Gauges): void;
  onReplaying(after: number, head?: number): void;
  onCaughtUp(): void;
  /** Held for a while: whatever went wrong before is over. */
  onStable(): void;
  /** False when the consumer has no room. */
  onEvents(events: ArbiterEvent[]): boolean;
}

/** No head known and nothing comes: there was nothing to catch up with. */
const QUIET_MS = 1_500;
/** The gauges say that the log went on, and the stream stays silent for this long: it is dead, whatever the socket says. */
const STALLED_MS = 15_000;
const GAUGES_RETRY_MS = 3_000;
/** A connection counts as good once it has lasted this long; one that breaks earlier keeps the backoff growing. */
export const STABLE_MS = 5_000;

/** One connection's worth of the feed. Ends once, with the reason. */
export class FeedSession {
  private last: number;
  private head: number | undefined;
  private caughtUp = false;
  private ended = false;
  private behindSince: number | null = null;
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly cleanups: (() => void)[] = [];
  private stopGauges: () => void = () => {};
  private lastBatchAt = 0;
  private finish: (end: SessionEnd) => void = () => {};

  constructor(private readonly connection: FeedConnection, private readonly options: SessionOptions) {
    this.last = options.after;
    this.head = options.head;
  }

  run(signal: AbortSignal): Promise<SessionEnd> {
    return new Promise((resolve) => {
      this.finish = (end) => {
        if (this.ended) return;
        this.ended = true;
        for (const timer of this.timers) clearTimeout(timer);
        for (const cleanup of this.cleanups) cleanup();
        this.stopGauges();
        this.connection.close();
        resolve(end);
      };
      if (signal.aborted) return this.finish({ why: 'disconnected' });
      const onAbort = () => this.finish({ why: 'disconnected' });
      signal.addEventListener('abort', onAbort);
      this.cleanups.push(() => signal.removeEventListener('abort', onAbort));
      this.connection.onClosed((error) => this.finish({ why: 'disconnected', error }));
      this.settle();
      if (!this.caughtUp) this.options.onReplaying(this.last, this.head);
      this.readEvents();
      this.readGauges();
      this.liveWhenQuiet();
      this.after(STABLE_MS, () => this.options.onStable());
    });
  }

  private readEvents(): void {
    const stop = this.connection.events(this.options.after, {
      next: (batch) => this.receive(batch),
      end: (error) =>
        this.finish(error instanceof TooFarBehindError ? { why: 'tooFarBehind', error } : { why: 'disconnected', error }),
    });
    if (this.ended) stop();
    else this.cleanups.push(stop);
  }

  private receive(batch: readonly ArbiterEvent[]): void {
    if (this.ended) return;
    this.lastBatchAt = Date.now();
    const { fresh, missing } = admit(this.last, batch);
    if (fresh.length > 0) {
      this.behindSince = null;
      if (!this.options.onEvents(fresh)) return this.finish({ why: 'slowConsumer' });
      this.last = fresh.at(-1)!.seq;
    }
    if (missing !== undefined) return this.finish({ why: 'gap', missing });
    this.settle();
  }

  /** Gauges are a lane of their own: when they fail, the events go on. */
  private readGauges(): void {
    if (this.ended) return;
    this.stopGauges = this.connection.gauges({
      next: (gauges) => {
        if (this.ended) return;
        this.options.onGauges(gauges);
        this.noteHead(gauges.seq);
      },
      end: () => this.after(GAUGES_RETRY_MS, () => this.readGauges()),
    });
  }

  private noteHead(seq: number): void {
    if (!this.caughtUp && this.head === undefined) {
      this.head = seq;
      this.settle();
      if (!this.caughtUp) this.options.onReplaying(this.last, this.head);
    }
    if (seq <= this.last) this.behindSince = null;
    else if (this.behindSince === null) this.behindSince = Date.now();
    else if (Date.now() - this.behindSince >= STALLED_MS) this.finish({ why: 'disconnected', error: new Error('stalled') });
  }

  private settle(): void {
    if (!this.caughtUp && this.head !== undefined && this.last >= this.head) this.becomeLive();
  }

  private liveWhenQuiet(): void {
    this.after(QUIET_MS, () => {
      if (this.head !== undefined) return;
      if (Date.now() - this.lastBatchAt >= QUIET_MS) this.becomeLive();
      else this.liveWhenQuiet();
    });
  }

  private becomeLive(): void {
    if (this.caughtUp || this.ended) return;
    this.caughtUp = true;
    this.options.onCaughtUp();
  }

  private after(ms: number, action: () => void): void {
    if (this.ended) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, ms);
    this.timers.add(timer);
  }
}
