import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GROUPINGS, WINDOWS, type Grouping, type LeaderboardWindow } from '../api/types';
import { Choice } from '../ui/Choice';
import { PanelError } from '../ui/PanelError';
import { LeaderboardRows } from './LeaderboardRows';
import { rank } from './ranking';
import { useLeaderboard } from './useLeaderboard';
import './leaderboard.css';

export function LeaderboardPanel({ onUnauthorized }: { onUnauthorized: () => void }) {
  const { t, i18n } = useTranslation();
  const [window, setWindow] = useState<LeaderboardWindow>('today');
  const [by, setBy] = useState<Grouping>('rep');
  const { rows, error, refresh } = useLeaderboard(window, by, onUnauthorized);
  const ranked = useMemo(() => rows && rank(rows, i18n.language), [rows, i18n.language]);
  return (
    <section className="panel board" aria-labelledby="board-title" data-section="leaderboard">
      <header className="panel-head">
        <h2 id="board-title">{t('leaderboard.title')}</h2>
        <Choice label={t('leaderboard.by')} options={GROUPINGS} value={by} onChange={setBy} text={(option) => t(`leaderboard.${option}`)} />
        <Choice label={t('leaderboard.window')} options={WINDOWS} value={window} onChange={setWindow} text={(option) => t(`leaderboard.${option}`)} />
      </header>
      {error !== null && <PanelError error={error} onRetry={refresh} />}
      {ranked === null ? error === null && <BoardSkeleton />
        : ranked.length === 0 ? <p className="empty">{t('leaderboard.empty')}</p>
        : <LeaderboardRows rows={ranked} board={`${window}/${by}`} />}
    </section>
  );
}

function BoardSkeleton() {
  return (
    <div className="bones" aria-hidden="true">
      {Array.from({ length: 7 }, (_, index) => <span key={index} className="bone" style={{ width: `${92 - index * 7}%` }} />)}
    </div>
  );
}
