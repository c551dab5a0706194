import { useTranslation } from 'react-i18next';
import { clock, relative } from '../i18n/format';
import { serverNow, useNow } from '../live/serverClock';

/** How long ago, counting by itself, with the time of day next to it. */
export function Age({ at, absolute = true }: { at: string; absolute?: boolean }) {
  const { i18n, t } = useTranslation();
  const now = useNow();
  const exact = clock(at, i18n.language, new Date(serverNow()));
  return (
    <time dateTime={at} title={exact}>
      <span className="age-relative">{relative(at, i18n.language, now) ?? t('time.justNow')}</span>
      {absolute && <span className="age-absolute">{exact}</span>}
    </time>
  );
}
