import { useTranslation } from 'react-i18next';
import type { ArbiterEvent } from '../api/types';
import { shortCode } from '../i18n/format';
import { Rich } from '../i18n/Rich';
import { usePeople } from '../roster/roster';
import { sentenceKey } from './wording';

/** What happened, with the names standing out. */
export function Sentence({ event }: { event: ArbiterEvent }) {
  const { t } = useTranslation();
  const people = usePeople();
  const { rep, holder, from, to } = event.data ?? {};
  const person = (id: string | undefined, otherwise: string) => <strong>{id ? people.name(id) : otherwise}</strong>;
  return (
    <Rich
      text={sentenceKey(event)}
      values={{
        rep: person(rep ?? (event.type === 'repChanged' ? undefined : event.actor), t('unknownRep')),
        holder: person(holder, t('someone')),
        from: person(from, t('unknownRep')),
        to: person(to, t('unknownRep')),
        customer: event.customer ? <code className="code" title={event.customer}>{shortCode(event.customer)}</code> : '–',
        type: event.type,
      }}
    />
  );
}
