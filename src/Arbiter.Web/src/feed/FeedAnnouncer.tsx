import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/live';
import { outcomeOf } from './outcome';

const EVERY_MS = 20_000;

/** For who listens instead of looks: a sum now and then, not every ruling. */
export function FeedAnnouncer() {
  const { t } = useTranslation();
  const live = useLive();
  const counts = useRef({ granted: 0, refused: 0, other: 0 });
  const [summary, setSummary] = useState('');

  useEffect(() => live.onEvents((events) => {
    for (const event of events) {
      const outcome = outcomeOf(event);
      counts.current[outcome === 'granted' ? 'granted' : outcome === 'activity' ? 'other' : 'refused']++;
    }
  }), [live]);

  useEffect(() => {
    const timer = setInterval(() => {
      const { granted, refused, other } = counts.current;
      if (granted + refused + other === 0) return;
      counts.current = { granted: 0, refused: 0, other: 0 };
      setSummary(t('feed.summary', { granted, refused, other }));
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [t]);

  return <p className="visually-hidden" aria-live="polite">{summary}</p>;
}
