import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conflict } from '../api/types';
import { isVerdict, OUTCOME_ICONS } from '../feed/outcome';
import { shortCode } from '../i18n/format';
import { usePeople } from '../roster/roster';
import { Age } from '../ui/Age';
import { Icon } from '../ui/Icon';
import { attemptsOf } from './latestFirst';

export const ConflictCard = memo(function ConflictCard({ conflict }: { conflict: Conflict }) {
  const { t } = useTranslation();
  const people = usePeople();
  const { customer, holder, parties, lastAt } = conflict;
  return (
    <li className="conflict">
      <p className="conflict-head">
        <code className="code" title={customer}>{shortCode(customer)}</code>
        <span className="conflict-holder">
          <Icon name="lock" /><span>{holder ? t('conflicts.holder', { name: people.name(holder) }) : t('conflicts.noHolder')}</span>
        </span>
        <span className="conflict-total" title={t('conflicts.total', { count: attemptsOf(conflict) })}>{t('conflicts.attempts', { count: attemptsOf(conflict) })}</span>
        <Age at={lastAt} absolute={false} />
      </p>
      <ul className="parties" aria-label={t('conflicts.parties')}>
        {[...parties].sort((a, b) => b.attempts - a.attempts).map((party) => (
          <li key={party.rep} className="party" data-outcome={party.verdict} title={isVerdict(party.verdict) ? t(`verdict.${party.verdict}`) : party.verdict}>
            <Icon name={isVerdict(party.verdict) ? OUTCOME_ICONS[party.verdict] : 'dot'} />
            <span className="visually-hidden">{isVerdict(party.verdict) ? t(`verdict.${party.verdict}`) : party.verdict}</span>
            {people.name(party.rep)} <b>{t('conflicts.attempts', { count: party.attempts })}</b>
          </li>
        ))}
      </ul>
    </li>
  );
});
