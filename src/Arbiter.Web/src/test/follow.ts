import { vi } from 'vitest';
import { FeedClient } from '../feed/feedClient';
import type { FeedState } from '../feed/feedState';
import { FakeTransport } from './fakeFeed';

/** A client on a fake server, everything it says written down. */
export function follow(options: { inboxLimit?: number; consume?: boolean; failSnapshot?: unknown } = {}) {
  const transport = new FakeTransport();
  transport.failSnapshot = options.failSnapshot ?? null;
  const states: FeedState[] = [];
  const seen: number[] = [];
  const snapshots: string[] = [];
  const harness = { transport, states, seen, snapshots, consume: options.consume ?? true, take, client: null as unknown as FeedClient };
  function take() {
    for (const delivery of harness.client.take()) {
      if (delivery.kind === 'snapshot') snapshots.push(delivery.reason);
      const events = delivery.kind === 'snapshot' ? delivery.snapshot.events : delivery.events;
      seen.push(...events.map((e) => e.seq));
    }
  }
  harness.client = new FeedClient({
    transport, random: () => 0.5, backoff: { baseMs: 1_000, capMs: 8_000 },
    ...(options.inboxLimit ? { inboxLimit: options.inboxLimit } : {}),
    onState: (state) => states.push(state),
    onGauges: () => {},
    onPending: () => { if (harness.consume) queueMicrotask(take); },
  });
  harness.client.start();
  return harness;
}

export const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
export const phases = (states: FeedState[]) => states.map((s) => s.phase);
