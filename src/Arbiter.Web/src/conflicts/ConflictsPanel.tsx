import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { count } from '../i18n/format';
import { useLive } from '../live/live';
import { useStore } from '../live/store';
import { usePolled } from '../live/usePolled';
import { PanelError } from '../ui/PanelError';
import { ConflictCard } from './ConflictCard';
import { latestFirst } from './latestFirst';
import './conflicts.css';

// These change who reached for whom; the list is asked for again, at most every three seconds.
const TOUCHING = new Set(['claimRefused', 'repeatsCounted', 'ownershipTransferred', 'ownershipReleased', 'ownershipExpired', 'customersMerged', 'customerUnmerged']);

export function ConflictsPanel({ onUnauthorized }: { onUnauthorized: () => void }) {
  const { t, i18n } = useTranslation();
  const live = useLive();
  const open = useStore(live.gauges)?.openConflicts;
  const { data, error, refresh } = usePolled(live.api.openConflicts, { everyMs: 30_000, throttleMs: 3_000, onUnauthorized });
  useEffect(
    () => live.onEvents((events) => { if (events.some((event) => TOUCHING.has(event.type))) refresh(); }),
    [live, refresh],
  );
  const conflicts = useMemo(() => data && latestFirst(data.conflicts), [data]);
  return (
    <section className="panel conflicts" aria-labelledby="conflicts-title" data-section="conflicts">
      <header className="panel-head">
        <h2 id="conflicts-title">{t('conflicts.title')}</h2>
        {open !== undefined && <span className="badge" data-zero={open === 0}>{count(open, i18n.language)}</span>}
      </header>
      {error !== null && <PanelError error={error} onRetry={refresh} />}
      {conflicts === null ? error === null && <ConflictSkeleton />
        : conflicts.length === 0 ? <p className="empty">{t('conflicts.empty')}</p>
        : (
          <ul className="conflict-list" tabIndex={0} aria-labelledby="conflicts-title">
            {conflicts.map((conflict) => <ConflictCard key={conflict.conflict} conflict={conflict} />)}
          </ul>
        )}
    </section>
  );
}

function ConflictSkeleton() {
  return (
    <div className="bones" aria-hidden="true">
      {Array.from({ length: 4 }, (_, index) => <span key={index} className="bone" style={{ height: '3.6rem' }} />)}
    </div>
  );
}
