import { useTranslation } from 'react-i18next';
import { count } from '../i18n/format';
import { Icon } from '../ui/Icon';
import type { Ranked } from './ranking';
import { useMoves } from './useMoves';

/** A table for readers, a race for viewers: the bar behind a row is its share of the leader's grants. */
export function LeaderboardRows({ rows, board }: { rows: Ranked[]; board: string }) {
  const { t, i18n } = useTranslation();
  const { moves, register } = useMoves(rows, board);
  const most = Math.max(1, ...rows.map((row) => row.granted));
  const number = (value: number) => count(value, i18n.language);
  return (
    <div className="board-scroll" tabIndex={0} role="group" aria-labelledby="board-title">
      <table className="board-table">
        <thead>
          <tr>
            <th scope="col"><span className="visually-hidden">{t('leaderboard.rank')}</span></th>
            <th scope="col">{t('leaderboard.name')}</th>
            <th scope="col">{t('leaderboard.granted')}</th>
            <th scope="col">{t('leaderboard.refused')}</th>
            <th scope="col">{t('leaderboard.held')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} ref={register(row.id)} data-rank={row.rank} style={{ '--share': `${(row.granted / most) * 100}%` } as React.CSSProperties}>
              <td className="board-rank">{row.rank}<Move by={moves.get(row.id) ?? 0} /></td>
              <th scope="row" title={row.team ? `${row.name} · ${row.team}` : row.name}>{row.name}</th>
              <td className="board-granted" data-zero={row.granted === 0}>{number(row.granted)}</td>
              <td className="board-refused">{number(row.refused)}</td>
              <td className="board-held">{number(row.held)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Move({ by }: { by: number }) {
  const { t } = useTranslation();
  if (by === 0) return null;
  const text = t(by > 0 ? 'leaderboard.up' : 'leaderboard.down', { count: Math.abs(by) });
  return (
    <span className="move" data-up={by > 0} title={text}>
      <Icon name={by > 0 ? 'up' : 'down'} size="0.8em" /><span className="visually-hidden">{text}</span>
    </span>
  );
}
