import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Age } from '../ui/Age';
import { Icon } from '../ui/Icon';
import type { FeedItem } from './feedReducer';
import { iconOf, outcomeOf } from './outcome';
import { Reason } from './Reason';
import { Sentence } from './Sentence';
import { wordKey } from './wording';

/** One row. Items never change once they are in the list, so a row is drawn once and only moves. */
export const FeedRow = memo(function FeedRow({ item }: { item: FeedItem }) {
  const { t } = useTranslation();
  if (item.kind === 'missed') {
    return (
      <li className="row row-missed">
        <Icon name="camera" /> {t('feed.missed', { from: item.from, to: item.to })}
      </li>
    );
  }
  const { event } = item;
  return (
    <li className="row" data-outcome={outcomeOf(event)}>
      <span className="verdict"><Icon name={iconOf(event)} /><span>{t(wordKey(event))}</span></span>
      <div className="row-text">
        <p className="row-sentence"><Sentence event={event} /></p>
        <Reason event={event} until={item.until} />
      </div>
      <div className="row-when">
        <Age at={event.at} />
        <span className="seq" aria-label={t('feed.seq', { seq: event.seq })}>#{event.seq}</span>
      </div>
    </li>
  );
});
