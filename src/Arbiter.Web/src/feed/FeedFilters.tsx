import { useTranslation } from 'react-i18next';
import { usePeople } from '../roster/roster';
import { Icon } from '../ui/Icon';
import { isFiltering, type FeedFilter } from './filter';
import { OUTCOME_ICONS, OUTCOMES, type Outcome } from './outcome';

export function FeedFilters({ filter, onChange }: { filter: FeedFilter; onChange(filter: FeedFilter): void }) {
  const { t } = useTranslation();
  const { reps } = usePeople();
  const toggle = (outcome: Outcome) => {
    const outcomes = filter.outcomes.includes(outcome)
      ? filter.outcomes.filter((other) => other !== outcome)
      : [...filter.outcomes, outcome];
    onChange({ ...filter, outcomes: outcomes.length === OUTCOMES.length ? [] : outcomes });
  };
  return (
    <>
      <div className="chips" role="group" aria-label={t('feed.filterVerdict')}>
        <button type="button" className="chip" aria-pressed={filter.outcomes.length === 0} onClick={() => onChange({ ...filter, outcomes: [] })}>
          {t('feed.all')}
        </button>
        {OUTCOMES.map((outcome) => (
          <button type="button" key={outcome} className="chip" data-outcome={outcome} aria-pressed={filter.outcomes.includes(outcome)} onClick={() => toggle(outcome)}>
            <Icon name={OUTCOME_ICONS[outcome]} />
            {t(outcome === 'activity' ? 'feed.activity' : `verdict.${outcome}`)}
          </button>
        ))}
      </div>
      <select
        className="select" aria-label={t('feed.filterRep')} value={filter.rep ?? ''} data-active={isFiltering({ ...filter, outcomes: [] })}
        onChange={(change) => onChange({ ...filter, rep: change.target.value || null })}
      >
        <option value="">{t('feed.allReps')}</option>
        {reps.map((rep) => <option key={rep.rep} value={rep.rep}>{rep.name}</option>)}
      </select>
    </>
  );
}
