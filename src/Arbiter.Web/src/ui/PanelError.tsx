import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem';
import { Icon } from './Icon';

/** A problem in the reader's language, the server's own detail under it. */
export function PanelError({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t, i18n } = useTranslation();
  const problem = error instanceof ApiProblem ? error : ApiProblem.network(error);
  const key = i18n.exists(`problem.${problem.code}`) ? `problem.${problem.code}` : 'problem.unknown';
  return (
    <div className="notice" role="alert">
      <Icon name="warning" size="1.2em" />
      <div>
        <p>{t(key, { status: problem.status })}</p>
        {problem.detail && <p className="notice-detail">{problem.detail}</p>}
      </div>
      {onRetry && <button type="button" className="button" onClick={onRetry}>{t('problem.retry')}</button>}
    </div>
  );
}
