import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../live/live';
import { useStore } from '../live/store';

/** Nothing to show: says what to do about it. */
export function FeedEmpty({ filtered, onClear }: { filtered: boolean; onClear(): void }) {
  const { t } = useTranslation();
  if (filtered) {
    return (
      <div className="empty">
        <p>{t('feed.emptyFiltered')}</p>
        <button type="button" className="button" onClick={onClear}>{t('feed.clearFilter')}</button>
      </div>
    );
  }
  return <FirstClaim />;
}

/** A new server's log begins with its roster and policy; that is activity, but still no claim. */
export function FirstClaimHint() {
  const today = useStore(useLive().gauges)?.leaderboard?.today?.rep ?? [];
  return today.some((row) => row.granted + row.refused + row.held > 0) ? null : <FirstClaim />;
}

function FirstClaim() {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const command = firstClaim(window.location.origin);
  const copy = () => void navigator.clipboard?.writeText(command).then(() => setCopied(true), () => {});
  return (
    <div className="empty">
      <h3>{t('feed.emptyTitle')}</h3>
      <p>{t('feed.emptyText')}</p>
      <pre tabIndex={0}><code>{command}</code></pre>
      {navigator.clipboard && (
        <button type="button" className="button" onClick={copy}>{t(copied ? 'feed.copied' : 'feed.copy')}</button>
      )}
    </div>
  );
}

export function firstClaim(origin: string): string {
  return [
    `curl -X POST ${origin}/api/v1/claims \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '{"rep":"rep-01","identifiers":[{"kind":"phone","value":"138 0013 8000"}]}'`,
  ].join('\n');
}
