import { describe, expect, it } from 'vitest';
import type { ArbiterEvent, LiveSnapshot } from '../api/types';
import { event, gauges, range } from '../test/fakeFeed';
import { EMPTY_FEED, FEED_LIMIT, feedReducer, type FeedView } from './feedReducer';
import { applyFilter } from './filter';
import { outcomeOf } from './outcome';

const snapshot = (events: ArbiterEvent[], seq = events.at(-1)?.seq ?? 0): LiveSnapshot => ({ seq, head: seq, events, gauges: gauges(seq) });
const start = (events: ArbiterEvent[], seq?: number) => feedReducer(EMPTY_FEED, { kind: 'snapshot', reason: 'first', snapshot: snapshot(events, seq) });
const more = (view: FeedView, events: ArbiterEvent[]) => feedReducer(view, { kind: 'events', events });
const seqs = (view: FeedView) => view.items.map((item) => item.seq);

describe('feedReducer', () => {
  it('tells nothing known from nothing happened', () => {
    expect(EMPTY_FEED.loaded).toBe(false);
    expect(start([])).toMatchObject({ loaded: true, items: [] });
  });

  it('puts the newest first', () => {
    expect(seqs(more(start(range(1, 3)), range(4, 5)))).toEqual([5, 4, 3, 2, 1]);
  });

  it('keeps a bounded number of rows, whatever the size of a batch', () => {
    const view = more(start(range(1, 50)), range(51, 5_000));
    expect(view.items).toHaveLength(FEED_LIMIT);
    expect(view.items[0]!.seq).toBe(5_000);
    expect(view.last).toBe(5_000);
  });

  it('leaves the view alone when nothing is new', () => {
    const view = start(range(1, 10));
    expect(more(view, range(4, 9))).toBe(view);
  });

  it('joins a later snapshot that overlaps, and marks what lies between when it does not', () => {
    const view = start(range(1, 10));
    const again = (events: ArbiterEvent[]) => feedReducer(view, { kind: 'snapshot', reason: 'tooFarBehind', snapshot: snapshot(events) });
    expect(seqs(again(range(8, 12)))).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(again(range(11, 12)).items.some((item) => item.kind === 'missed')).toBe(false);
    expect(again(range(101, 102)).items.slice(0, 4)).toMatchObject([
      { kind: 'event', seq: 102 }, { kind: 'event', seq: 101 }, { kind: 'missed', from: 11, to: 100 }, { kind: 'event', seq: 10 },
    ]);
  });

  it('begins anew with a snapshot that is behind what it shows', () => {
    const view = start(range(1, 30));
    const again = feedReducer(view, { kind: 'snapshot', reason: 'tooFarBehind', snapshot: snapshot(range(11, 20)) });
    expect(seqs(again)).toEqual([20, 19, 18, 17, 16, 15, 14, 13, 12, 11]);
    expect(seqs(more(again, range(21, 22))).slice(0, 3)).toEqual([22, 21, 20]);
    const empty = feedReducer(view, { kind: 'snapshot', reason: 'tooFarBehind', snapshot: snapshot([], 0) });
    expect(seqs(more(empty, range(1, 1)))).toEqual([1]);
  });

  it('continues after an empty snapshot of a log that is not empty', () => {
    expect(seqs(more(start([], 40), range(41, 42)))).toEqual([42, 41]);
  });

  it('says until when the holder is protected, when it saw the grant', () => {
    const grant = event(1, { data: { rep: 'rep-02', protectedUntil: '2026-11-28T09:00:00Z' } });
    const refusal = (seq: number, holder: string) =>
      event(seq, { type: 'claimRefused', data: { rep: 'rep-01', verdict: 'held', rule: 'protected', holder } });
    const until = (view: FeedView) => view.items[0]!.kind === 'event' && view.items[0]!.until;
    expect(until(more(start([grant]), [refusal(2, 'rep-02')]))).toBe('2026-11-28T09:00:00Z');
    expect(until(more(start([grant]), [refusal(2, 'rep-03')]))).toBeUndefined();
    const released = event(2, { type: 'ownershipReleased', data: { rep: 'rep-02' } });
    expect(until(more(start([grant, released]), [refusal(3, 'rep-02')]))).toBeUndefined();
  });
});

describe('filter', () => {
  const items = more(start([]), [
    event(1, { data: { rep: 'rep-01' } }),
    event(2, { type: 'claimRefused', data: { rep: 'rep-02', verdict: 'held', holder: 'rep-01' } }),
    event(3, { type: 'claimRefused', data: { rep: 'rep-02', verdict: 'coolingDown' } }),
    event(4, { type: 'policyChanged', data: {} }),
  ]).items;
  const filtered = (outcomes: Parameters<typeof applyFilter>[1]['outcomes'], rep: string | null) =>
    applyFilter(items, { outcomes, rep }).map((item) => item.seq);

  it('shows everything when nothing is chosen', () => expect(applyFilter(items, { outcomes: [], rep: null })).toBe(items));
  it('by outcome', () => expect(filtered(['held', 'activity'], null)).toEqual([4, 2]));
  it('by rep, as the one who asked and as the one who holds', () => expect(filtered([], 'rep-01')).toEqual([2, 1]));
  it('by both', () => expect(filtered(['coolingDown'], 'rep-02')).toEqual([3]));
  it('never hides that rulings are missing', () => {
    const missed = { kind: 'missed', seq: 9, from: 5, to: 9 } as const;
    expect(applyFilter([missed, ...items], { outcomes: ['underReview'], rep: null })).toEqual([missed]);
  });
  it('takes a verdict it does not know as a refusal', () => {
    expect(outcomeOf(event(1, { type: 'claimRefused', data: { verdict: 'somethingNew' } }))).toBe('notEligible');
  });
});
