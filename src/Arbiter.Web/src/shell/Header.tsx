import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES } from '../i18n';
import { Icon } from '../ui/Icon';
import { useTheme } from './theme';

export function Header({ children, onSignOut }: { children?: ReactNode; onSignOut?: (() => void) | undefined }) {
  const { t, i18n } = useTranslation();
  const { theme, toggle } = useTheme();
  return (
    <header className="top">
      <p className="brand">
        <img src="/favicon.svg" alt="" width="28" height="28" />
        <b>{t('app.name')}</b><span>{t('app.tagline')}</span>
      </p>
      {children}
      <div className="top-actions">
        <div className="choice" role="group" aria-label={t('language.label')}>
          {LANGUAGES.map(({ code, label }) => (
            <button type="button" key={code} lang={code} aria-pressed={i18n.language === code} onClick={() => void i18n.changeLanguage(code)}>{label}</button>
          ))}
        </div>
        <button type="button" className="button button-icon" onClick={toggle} aria-label={t(theme === 'dark' ? 'theme.toLight' : 'theme.toDark')} title={t(theme === 'dark' ? 'theme.toLight' : 'theme.toDark')}>
          <Icon name={theme === 'dark' ? 'sun' : 'moon'} size="1.2em" />
        </button>
        {onSignOut && (
          <button type="button" className="button button-icon" onClick={onSignOut} aria-label={t('app.signOut')} title={t('app.signOut')}>
            <Icon name="exit" size="1.2em" />
          </button>
        )}
      </div>
    </header>
  );
}
