import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { event, gauges, range } from '../test/fakeFeed';
import { follow, tick } from '../test/follow';
import { TooFarBehindError } from './transport';

describe('FeedClient, following the log', () => {
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

  it('follows a log that was cut short from where its snapshot stands', async () => {
    const f = follow();
    await tick();
    f.transport.current.send(range(11, 15));
    f.transport.head = 12;
    f.transport.current.eventSink!.end(new TooFarBehindError());
    await tick();
    expect(f.transport.current.after).toBe(12);
    f.transport.current.send(range(13, 14));
    await tick();
    expect(f.seen.slice(-2)).toEqual([13, 14]);
    expect(f.states.at(-1)).toEqual({ phase: 'live' });
  });

  it('is live at once on a server that has yet to come to what it has seen', async () => {
    const f = follow();
    await tick();
    f.transport.current.drop();
    await tick(1_000);
    expect(f.transport.current.after).toBe(10);
    f.transport.current.gaugeSink!.next(gauges(7));
    expect(f.states.at(-1)).toEqual({ phase: 'live' });
    f.transport.current.send(range(11, 12));
    await tick();
    expect(f.seen.slice(-2)).toEqual([11, 12]);
    expect(f.snapshots).toEqual(['first']);
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

  it('takes a replay of any size in one batch when the consumer keeps up', async () => {
    const f = follow({ inboxLimit: 20 });
    await tick();
    f.transport.current.send(range(11, 500));
    await tick();
    expect(f.seen.at(-1)).toBe(500);
    expect(f.snapshots).toEqual(['first']);
  });
});
