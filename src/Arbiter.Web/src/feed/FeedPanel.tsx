import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/live';
import { useStore } from '../live/store';
import { Icon } from '../ui/Icon';
import { FeedEmpty, FirstClaimHint } from './FeedEmpty';
import { FeedFilters } from './FeedFilters';
import { FeedRow } from './FeedRow';
import { FeedSkeleton } from './FeedSkeleton';
import { FEED_LIMIT, type FeedItem } from './feedReducer';
import { applyFilter, isFiltering, NO_FILTER } from './filter';
import { outcomeOf } from './outcome';
import { usePause } from './usePause';
import './feed.css';

/** More than any screen shows at once. Who scrolls or pauses gets all of them. */
const DRAWN_WHILE_LIVE = 40;

export function FeedPanel() {
  const { t } = useTranslation();
  const live = useLive();
  const view = useStore(live.feed);
  const [filter, setFilter] = useState(NO_FILTER);
  const pause = usePause();
  const list = useRef<HTMLOListElement>(null);

  const current = useMemo(() => applyFilter(view.items, filter), [view.items, filter]);
  const shownItems = useFrozen(view.items, pause.reason !== null);
  const shown = useMemo(() => applyFilter(shownItems, filter), [shownItems, filter]);
  const drawn = pause.reason === null ? shown.slice(0, DRAWN_WHILE_LIVE) : shown;
  const waiting = pause.reason === null ? 0 : countNewer(current, shownItems[0]?.seq ?? 0);

  const resume = () => {
    if (list.current) list.current.scrollTop = 0;
    pause.resume();
  };

  return (
    <section className="panel feed" aria-labelledby="feed-title" data-section="feed">
      <header className="panel-head">
        <h2 id="feed-title">{t('app.wall')}</h2>
        <FeedFilters filter={filter} onChange={setFilter} />
        <button type="button" className="button" aria-pressed={pause.reason === 'button'} onClick={pause.reason === 'button' ? resume : pause.toggle}>
          <Icon name={pause.reason === 'button' ? 'play' : 'pause'} />
          {t(pause.reason === 'button' ? 'feed.resume' : 'feed.pause')}
        </button>
      </header>
      {pause.reason !== null && (
        <div className="feed-float"><button type="button" className="feed-waiting" onClick={resume}>
          <Icon name={waiting > 0 ? 'up' : 'pause'} />
          {waiting > 0
            ? t('feed.newCount', { count: waiting >= FEED_LIMIT ? `${FEED_LIMIT}+` : waiting })
            : t(pause.reason === 'pointer' ? 'feed.pausedHover' : 'feed.paused')}
        </button></div>
      )}
      {!view.loaded ? <FeedSkeleton /> : shown.length === 0 ? (
        <FeedEmpty filtered={view.items.length > 0} onClear={() => setFilter(NO_FILTER)} />
      ) : (
        <ol className="rows" data-busy={isBusy(drawn)} ref={list} tabIndex={0} aria-label={t('feed.list')} {...pause.handlers}>
          {drawn.map((item) => <FeedRow key={`${item.kind}${item.seq}`} item={item} />)}
          {drawn.length >= FEED_LIMIT && <li className="row-end">{t('feed.more', { limit: FEED_LIMIT })}</li>}
        </ol>
      )}
      {shown.length > 0 && !isFiltering(filter) && !view.items.some(isClaim) && <FirstClaimHint />}
    </section>
  );
}

/** The items as they were when the pause began. */
function useFrozen(items: readonly FeedItem[], frozen: boolean): readonly FeedItem[] {
  const [held, setHeld] = useState<readonly FeedItem[] | null>(null);
  if (frozen && held === null) setHeld(items);
  if (!frozen && held !== null) setHeld(null);
  return frozen ? (held ?? items) : items;
}

/** A dozen within a second: rows that flash on arrival would only flicker. */
function isBusy(items: readonly FeedItem[]): boolean {
  const [newest, twelfth] = [items[0], items[12]];
  return newest?.kind === 'event' && twelfth?.kind === 'event' && Date.parse(newest.event.at) - Date.parse(twelfth.event.at) < 1_000;
}

function isClaim(item: FeedItem): boolean {
  return item.kind === 'event' && outcomeOf(item.event) !== 'activity';
}

function countNewer(items: readonly FeedItem[], seq: number): number {
  const older = items.findIndex((item) => item.seq <= seq);
  return older === -1 ? items.length : older;
}
