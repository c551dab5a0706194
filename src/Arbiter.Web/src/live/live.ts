import { createContext, useContext, useEffect, useMemo } from 'react';
import type { Api } from '../api/client';
import type { ArbiterEvent, Gauges } from '../api/types';
import { FeedClient } from '../feed/feedClient';
import { EMPTY_FEED, feedReducer, type FeedView } from '../feed/feedReducer';
import type { FeedState } from '../feed/feedState';
import { signalRTransport } from '../feed/signalRTransport';
import { RateHistory } from '../rates/rateHistory';
import { noteServerTime } from './serverClock';
import { Store } from './store';

const REDRAW_MS = 100;

/** Everything on the page that moves by itself. */
export class Live {
  readonly state = new Store<FeedState>({ phase: 'connecting' });
  readonly feed = new Store<FeedView>(EMPTY_FEED);
  readonly gauges = new Store<Gauges | null>(null);
  readonly rates = new RateHistory();
  private readonly listeners = new Set<(events: readonly ArbiterEvent[]) => void>();
  private client: FeedClient | null = null;
  private frame = 0;
  private drawn = -REDRAW_MS;

  constructor(readonly api: Api, private readonly token: string) {}

  /** Every event that reaches the page, once a frame at most. */
  onEvents(listener: (events: readonly ArbiterEvent[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): () => void {
    const client = new FeedClient({
      transport: signalRTransport(this.api, this.token),
      onState: (state) => this.state.set(state),
      onGauges: (gauges) => this.takeGauges(gauges),
      onPending: () => { this.frame ||= requestAnimationFrame(this.flush); },
    });
    this.client = client;
    const retry = () => client.retryNow();
    window.addEventListener('online', retry);
    client.start();
    return () => {
      window.removeEventListener('online', retry);
      cancelAnimationFrame(this.frame);
      this.frame = 0;
      client.stop();
    };
  }

  private takeGauges(gauges: Gauges): void {
    noteServerTime(gauges.at);
    this.rates.add(gauges);
    this.gauges.set(gauges);
  }

  // A frame at most draws what came since the last one, and not every frame: ten times a second looks the same to a
  // reader and leaves the weak computer behind a big screen room for everything else.
  private flush = (time: number): void => {
    if (time - this.drawn < REDRAW_MS) {
      this.frame = requestAnimationFrame(this.flush);
      return;
    }
    this.frame = 0;
    this.drawn = time;
    let view = this.feed.get();
    const arrived: ArbiterEvent[] = [];
    for (const delivery of this.client?.take() ?? []) {
      view = feedReducer(view, delivery);
      arrived.push(...(delivery.kind === 'snapshot' ? delivery.snapshot.events : delivery.events));
    }
    this.feed.set(view);
    if (arrived.length > 0) for (const listener of this.listeners) listener(arrived);
  };
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('No live session above this component');
  return live;
}

/** One feed for the lifetime of a token. */
export function useLiveSession(api: Api, token: string, onUnauthorized: () => void): Live {
  const live = useMemo(() => new Live(api, token), [api, token]);
  useEffect(() => {
    const stop = live.start();
    const unsubscribe = live.state.subscribe(() => {
      if (live.state.get().phase === 'unauthorized') onUnauthorized();
    });
    return () => {
      unsubscribe();
      stop();
    };
  }, [live, onUnauthorized]);
  return live;
}
