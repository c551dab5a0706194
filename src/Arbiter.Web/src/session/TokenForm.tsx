import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { isUnauthorized } from '../api/problem';
import { PanelError } from '../ui/PanelError';

export function TokenForm({ because, onSubmit }: { because?: 'refused' | 'ended' | undefined; onSubmit(token: string): Promise<void> }) {
  const { t } = useTranslation();
  const [token, setToken] = useState('');
  const [busy, setBusy] = useState(false);
  const [reason, setReason] = useState<'refused' | 'ended' | 'missing' | undefined>(because);
  const [error, setError] = useState<unknown>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const entered = token.trim().replace(/^Bearer\s+/i, '');
    setError(null);
    if (!entered) return setReason('missing');
    setReason(undefined);
    setBusy(true);
    try {
      await onSubmit(entered);
    } catch (failure) {
      if (isUnauthorized(failure)) setReason('refused');
      else setError(failure);
      setBusy(false);
    }
  };

  return (
    <form className="panel sign-in" onSubmit={(event) => void submit(event)} noValidate>
      <h1>{t('session.title')}</h1>
      <p>{t('session.intro')}</p>
      <label htmlFor="token">{t('session.label')}</label>
      <input
        id="token" type="password" autoComplete="off" spellCheck={false} autoFocus value={token}
        aria-invalid={reason !== undefined && reason !== 'ended'} aria-describedby="token-help token-reason"
        onChange={(change) => setToken(change.target.value)}
      />
      <p id="token-reason" className="form-reason" role="alert">{reason && t(`session.${reason}`)}</p>
      {error !== null && <PanelError error={error} />}
      <button type="submit" className="button button-primary" disabled={busy}>{t(busy ? 'session.checking' : 'session.submit')}</button>
      <p id="token-help" className="form-help">{t('session.where')}</p>
    </form>
  );
}
