import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { event, gauges, range } from '../test/fakeFeed';
import { follow, phases, tick } from '../test/follow';
import { UnauthorizedError } from './transport';

describe('FeedClient, connecting again', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

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
