import type { ArbiterEvent, Gauges, LiveSnapshot } from '../api/types';
import type { FeedConnection, FeedTransport, Sink } from '../feed/transport';

export function event(seq: number, more: Partial<ArbiterEvent> = {}): ArbiterEvent {
  return {
    seq, type: 'claimGranted', customer: '019a3c0e-7b1c-7d3e-9d0a-5b0f4b7e2a11', at: '2026-11-21T09:00:00.000Z',
    actor: 'rep-01', data: { rep: 'rep-01', rule: 'firstClaim' }, ...more,
  };
}

/** Events from..to, both included. */
export function range(from: number, to: number): ArbiterEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => event(from + index));
}

export function gauges(seq: number): Gauges {
  return {
    at: '2026-11-21T09:00:00.000Z', seq, claimsPerSecond: 0, grantedPerSecond: 0, refusedPerSecond: 0, openConflicts: 0,
    connections: 1, latencyMs: { p50: 1, p99: 4 }, leaderboard: { today: { rep: [], team: [] } },
  };
}

/** Goes on delivering after it was stopped, as a message that was already on its way does. */
export class FakeConnection implements FeedConnection {
  eventSink: Sink<readonly ArbiterEvent[]> | null = null;
  gaugeSink: Sink<Gauges> | null = null;
  after = -1;
  closed = false;
  private onClose: (error?: unknown) => void = () => {};

  events(after: number, sink: Sink<readonly ArbiterEvent[]>): () => void {
    this.after = after;
    this.eventSink = sink;
    return () => {};
  }

  gauges(sink: Sink<Gauges>): () => void {
    this.gaugeSink = sink;
    return () => {};
  }

  onClosed(listener: (error?: unknown) => void): void { this.onClose = listener; }
  close(): void { this.closed = true; }

  send(events: ArbiterEvent[]): void { this.eventSink?.next(events); }
  drop(error?: unknown): void { this.onClose(error); }
}

/** A server in memory: a log whose head moves, connections that the test drives by hand. */
export class FakeTransport implements FeedTransport {
  head = 10;
  snapshots = 0;
  failSnapshot: unknown = null;
  failConnect: unknown = null;
  readonly connections: FakeConnection[] = [];

  get current(): FakeConnection { return this.connections.at(-1)!; }

  async snapshot(): Promise<LiveSnapshot> {
    if (this.failSnapshot) throw this.failSnapshot;
    this.snapshots++;
    return { seq: this.head, head: this.head, events: range(Math.max(1, this.head - 4), this.head), gauges: gauges(this.head) };
  }

  async connect(): Promise<FeedConnection> {
    if (this.failConnect) throw this.failConnect;
    const connection = new FakeConnection();
    this.connections.push(connection);
    return connection;
  }
}
