import { createContext, useCallback, useContext, useLayoutEffect, useState } from 'react';

export type Theme = 'dark' | 'light';
const KEY = 'arbiter.theme';

function initial(): Theme {
  const stored = localStorage.getItem(KEY);
  if (stored === 'dark' || stored === 'light') return stored;
  return window.matchMedia?.('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

export const ThemeContext = createContext<{ theme: Theme; toggle(): void }>({ theme: 'dark', toggle: () => {} });
export const useTheme = () => useContext(ThemeContext);

/** What was chosen before, else what the system asks for. */
export function useThemeState() {
  const [theme, setTheme] = useState(initial);
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', theme === 'dark' ? '#0c1116' : '#f3f4f1');
  }, [theme]);
  const toggle = useCallback(() => {
    setTheme((before) => {
      const next = before === 'dark' ? 'light' : 'dark';
      localStorage.setItem(KEY, next);
      return next;
    });
  }, []);
  return { theme, toggle };
}
