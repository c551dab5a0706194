import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { ArbiterEvent } from '../api/types';
import { dateTime } from '../i18n/format';
import { serverNow } from '../live/serverClock';
import { usePeople, type People } from '../roster/roster';
import { ruleKey } from './wording';

/** Why, in words, and what follows from it: "被 张伟 保护至 11月28日 17:00 · 网页表单 · 重复 3 次". */
export function Reason({ event, until }: { event: ArbiterEvent; until: string | undefined }) {
  const { t, i18n } = useTranslation();
  const people = usePeople();
  const parts = reasonParts(event, until, { t, people, language: i18n.language, exists: (key) => i18n.exists(key) });
  if (parts.length === 0) return null;
  return <p className="row-reason">{parts.join(' · ')}</p>;
}

interface Wording {
  t: TFunction;
  people: People;
  language: string;
  exists(key: string): boolean;
}

export function reasonParts(event: ArbiterEvent, until: string | undefined, wording: Wording): string[] {
  const { t, people, language, exists } = wording;
  const data = event.data ?? {};
  const when = (value: string) => dateTime(value, language, new Date(serverNow()));
  const parts: (string | false | undefined)[] = [];

  const rule = ruleKey(data.rule, until !== undefined, exists);
  parts.push(rule
    ? t(rule, { holder: data.holder ? people.name(data.holder) : t('someone'), until: until ? when(until) : '' })
    : data.rule);
  if (event.type === 'followUpRecorded') {
    parts.push(data.kind && t(`followUp.${data.kind}`, { defaultValue: data.kind }));
    parts.push(data.counted === false && t('detail.notCounted'));
    parts.push(data.counted && data.protectedUntil && t('detail.counted', { until: when(data.protectedUntil) }));
  } else {
    parts.push(data.protectedUntil && t('detail.protectedUntil', { until: when(data.protectedUntil) }));
  }
  parts.push(data.claimableFrom && t('detail.claimableFrom', { from: when(data.claimableFrom) }));
  if (event.type === 'identifiersBound' && data.kinds?.length) {
    const kinds = data.kinds.map((kind) => t(`identifierKind.${kind}`, { defaultValue: kind }));
    parts.push(t('detail.identifiers', { kinds: kinds.join(language.startsWith('zh') ? '、' : ', ') }));
  }
  if (data.evidence?.length) {
    const evidence = data.evidence.map((code) => t(`evidence.${code}`, { defaultValue: code }));
    parts.push(evidence.join(language.startsWith('zh') ? '、' : ', '));
  }
  parts.push(data.channel && t(`channel.${data.channel}`, { defaultValue: data.channel }));
  parts.push(Boolean(data.repeats) && t('detail.repeats', { count: data.repeats }));
  return parts.filter((part): part is string => Boolean(part));
}
