import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** Nothing to show: says what to do about it. */
export function FeedEmpty({ filtered, onClear }: { filtered: boolean; onClear(): void }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  if (filtered) {
    return (
      <div className="empty">
        <p>{t('feed.emptyFiltered')}</p>
        <button type="button" className="button" onClick={onClear}>{t('feed.clearFilter')}</button>
      </div>
    );
  }
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
