import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en';
import { zhCN } from './zh-CN';

export const LANGUAGES = [
  { code: 'zh-CN', label: '中文' },
  { code: 'en', label: 'English' },
] as const;
export type Language = (typeof LANGUAGES)[number]['code'];

const STORAGE_KEY = 'arbiter.language';

/** What was chosen before, else the first language of the browser that we speak, else English. */
export function detectLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (stored === 'zh-CN' || stored === 'en') return stored;
  for (const tag of preferred) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  resources: { 'zh-CN': { translation: zhCN }, en: { translation: en } },
  lng: detectLanguage(localStorage.getItem(STORAGE_KEY), navigator.languages),
  fallbackLng: 'en',
  interpolation: { escapeValue: false },
  initAsync: false,
});

function announce(language: string): void {
  document.documentElement.lang = language;
  document.title = `${i18n.t('app.name')} · ${i18n.t('app.tagline')}`;
}

i18n.on('languageChanged', (language) => {
  localStorage.setItem(STORAGE_KEY, language);
  announce(language);
});
announce(i18n.language);
