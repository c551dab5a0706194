import { useTranslation } from 'react-i18next';
import { TokenForm } from '../session/TokenForm';
import { useSession } from '../session/useSession';
import { PanelError } from '../ui/PanelError';
import { Header } from './Header';
import { ThemeContext, useThemeState } from './theme';
import { Wall } from './Wall';

export function App() {
  const { t } = useTranslation();
  const theme = useThemeState();
  const { session, restart, end, signOut, signIn } = useSession();
  return (
    <ThemeContext value={theme}>
      {session.kind === 'signedIn' ? (
        <Wall key={session.token} session={session} onUnauthorized={end} onSignOut={signOut} />
      ) : (
        <>
          <Header />
          <main className="door">
            {session.kind === 'starting' && <p role="status" className="starting">{t('session.starting')}</p>}
            {session.kind === 'failed' && <PanelError error={session.error} onRetry={restart} />}
            {session.kind === 'needsToken' && <TokenForm because={session.because} onSubmit={signIn} />}
          </main>
        </>
      )}
    </ThemeContext>
  );
}
