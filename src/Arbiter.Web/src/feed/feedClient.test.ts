import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { event, FakeTransport, gauges, range } from '../test/fakeFeed';
import { FeedClient } from './feedClient';
import type { FeedState } from './feedState';
import { TooFarBehindError, UnauthorizedError } from './transport';

function follow(options: { inboxLimit?: number; consume?: boolean; failSnapshot?: unknown } = {}) {
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

const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const phases = (states: FeedState[]) => states.map((s) => s.phase);

describe('FeedClient', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('takes a snapshot and continues right after its last event', async () => {
    const f = follow();
    await tick();
    expect(f.transport.current.after).toBe(10);
    f.transport.current.send(range(11, 13));
    await tick();
    expect(f.seen).toEqual([6, 7, 8, 9, 10, 11, 12, 13]);
    expect(f.states.at(-1)).toEqual({ phase: 'live' });
  });

  it('hands each event over once when deliveries repeat or overlap', async () => {
    const f = follow();
    await tick();
    f.transport.current.send(range(9, 12));
    f.transport.current.send(range(11, 14));
    f.transport.current.send(range(14, 14));
    await tick();
    expect(f.seen.slice(5)).toEqual([11, 12, 13, 14]);
    expect(f.transport.connections).toHaveLength(1);
  });

  it('resumes with the last number seen when the connection drops in the middle of a replay', async () => {
    const f = follow();
    await tick();
    f.transport.current.send(range(11, 15));
    f.transport.current.drop(new Error('network'));
    f.transport.current.send(range(16, 20)); // too late: belongs to the dead connection
    await tick(1_000);
    expect(f.transport.current.after).toBe(15);
    f.transport.current.send(range(16, 21));
    await tick();
    expect(f.seen.slice(5)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21]);
    expect(f.snapshots).toEqual(['first']);
  });

  it('keeps what came before a gap, drops what came behind it, and asks again', async () => {
    const f = follow();
    await tick();
    f.transport.current.send([event(11), event(13), event(14)]);
    await tick(1_000);
    expect(f.transport.connections).toHaveLength(2);
    expect(f.transport.current.after).toBe(11);
    f.transport.current.send(range(12, 14));
    await tick();
    expect(f.seen.slice(5)).toEqual([11, 12, 13, 14]);
    expect(f.snapshots).toEqual(['first']);
  });

  it('takes a new snapshot when the same gap comes back', async () => {
    const f = follow();
    for (let round = 0; round < 3; round++) {
      await tick(8_000);
      f.transport.current.send([event(12)]);
    }
    f.transport.head = 30;
    await tick(8_000);
    expect(f.snapshots).toEqual(['first', 'gap']);
    expect(f.states).toContainEqual({ phase: 'snapshotNeeded', reason: 'gap' });
    expect(f.transport.current.after).toBe(30);
  });

  it('takes a new snapshot on tooFarBehind and says so', async () => {
    const f = follow();
    await tick();
    f.transport.head = 5_000;
    f.transport.current.eventSink!.end(new TooFarBehindError());
    await tick();
    expect(f.states).toContainEqual({ phase: 'snapshotNeeded', reason: 'tooFarBehind' });
    expect(f.snapshots).toEqual(['first', 'tooFarBehind']);
    expect(f.transport.current.after).toBe(5_000);
    expect(f.states.at(-1)).toEqual({ phase: 'live' });
  });

  it('does not hammer a server that answers every snapshot with tooFarBehind', async () => {
    const f = follow();
    await tick();
    for (let round = 0; round < 50; round++) {
      f.transport.current.eventSink?.end(new TooFarBehindError());
      await tick();
    }
    expect(f.transport.snapshots).toBeLessThan(6);
  });

  it('lets a slow consumer go and starts over from a snapshot when it comes back', async () => {
    const f = follow({ inboxLimit: 20, consume: false });
    await tick();
    f.transport.current.send(range(11, 25));
    f.transport.current.send(range(26, 40));
    await tick(60_000);
    expect(f.states.at(-1)).toEqual({ phase: 'snapshotNeeded', reason: 'slowConsumer' });
    expect(f.transport.connections).toHaveLength(1);
    expect(f.transport.current.closed).toBe(true);
    f.transport.head = 90;
    f.consume = true;
    f.take();
    await tick();
    expect(f.snapshots).toEqual(['slowConsumer']);
    expect(f.transport.current.after).toBe(90);
  });

  it('is replaying until it reaches the head that the gauges tell', async () => {
    const f = follow();
    await tick();
    f.transport.current.drop();
    await tick(1_000);
    f.transport.current.gaugeSink!.next(gauges(14));
    expect(f.states.at(-1)).toEqual({ phase: 'replaying', after: 10, head: 14 });
    f.transport.current.send(range(11, 13));
    expect(f.states.at(-1)!.phase).toBe('replaying');
    f.transport.current.send([event(14)]);
    expect(f.states.at(-1)).toEqual({ phase: 'live' });
  });

  it('is live after a quiet moment when no gauges come', async () => {
    const f = follow();
    await tick();
    f.transport.current.drop();
    await tick(1_000);
    expect(f.states.at(-1)!.phase).toBe('replaying');
    await tick(2_000);
    expect(f.states.at(-1)!.phase).toBe('live');
  });

  it('reconnects when the gauges run ahead of a stream that went silent', async () => {
    const f = follow();
    await tick();
    for (let second = 0; second < 20 && f.transport.connections.length === 1; second++) {
      f.transport.current.gaugeSink?.next(gauges(12));
      await tick(1_000);
    }
    expect(f.transport.connections).toHaveLength(2);
    expect(f.transport.current.after).toBe(10);
  });

  it('waits longer from try to try, and starts short again after a connection that lasted', async () => {
    const f = follow();
    await tick();
    const waits = async () => {
      const at = Date.now();
      f.transport.current.drop();
      await tick();
      const state = f.states.at(-1);
      if (state?.phase !== 'reconnecting') throw new Error(`not reconnecting but ${state?.phase}`);
      await tick(state.retryAt - at);
      return state.retryAt - at;
    };
    expect([await waits(), await waits(), await waits(), await waits(), await waits()]).toEqual([750, 1500, 3000, 6000, 6000]);
    await tick(10_000);
    expect(await waits()).toBe(750);
  });

  it('does not wait when the network comes back', async () => {
    const f = follow({ failSnapshot: new Error('offline') });
    await tick(20_000);
    expect(f.states.at(-1)!.phase).toBe('reconnecting');
    f.transport.failSnapshot = null;
    f.client.retryNow();
    await tick();
    expect(f.states.at(-1)).toEqual({ phase: 'live' });
  });

  it('waits as long as Retry-After asks', async () => {
    const f = follow({ failSnapshot: Object.assign(new Error('busy'), { retryAfterSeconds: 30 }) });
    await tick();
    f.transport.failSnapshot = null;
    await tick(29_000);
    expect(f.transport.snapshots).toBe(0);
    await tick(2_000);
    expect(f.transport.snapshots).toBe(1);
  });

  it('stops for good when the token is refused', async () => {
    const f = follow();
    f.transport.failConnect = new UnauthorizedError();
    await tick(60_000);
    expect(phases(f.states)).toEqual(['connecting', 'unauthorized']);
  });

  it('hands nothing over after stop', async () => {
    const f = follow();
    await tick();
    const connection = f.transport.current;
    f.client.stop();
    connection.send(range(11, 12));
    await tick(60_000);
    expect(f.seen).toEqual([6, 7, 8, 9, 10]);
    expect(connection.closed).toBe(true);
    expect(f.transport.connections).toHaveLength(1);
    expect(f.states.at(-1)).toEqual({ phase: 'stopped' });
  });
});
