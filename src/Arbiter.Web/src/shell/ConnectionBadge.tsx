import { useTranslation } from 'react-i18next';
import type { FeedState } from '../feed/feedState';
import { useNow } from '../live/serverClock';

/** The state of the feed in a word, with what it means next to it while something is wrong. */
export function ConnectionBadge({ state }: { state: FeedState }) {
  const { t } = useTranslation();
  return (
    <div className="connection" data-phase={state.phase}>
      <span className="connection-word" role="status"><i aria-hidden="true" />{t(`connection.${state.phase}`)}</span>
      <span className="connection-detail"><Detail state={state} /></span>
    </div>
  );
}

function Detail({ state }: { state: FeedState }) {
  const { t } = useTranslation();
  useNow(); // counts the seconds down
  switch (state.phase) {
    case 'live': return t('connection.liveDetail');
    case 'reconnecting':
      return t('connection.reconnectingDetail', { attempt: state.attempt, seconds: Math.max(0, Math.ceil((state.retryAt - Date.now()) / 1_000)) });
    case 'replaying':
      return state.head === undefined
        ? t('connection.replayingDetail', { after: state.after })
        : t('connection.replayingTo', { after: state.after, head: state.head });
    case 'snapshotNeeded': return t(`connection.${state.reason}`);
    default: return null;
  }
}
