const KEY = 'arbiter.token';

/** The token lives as long as the tab. Storage can be forbidden (private windows); then it lives as long as the page. */
let memory: string | null = null;

export const tokenStore = {
  read(): string | null {
    try {
      return sessionStorage.getItem(KEY) ?? memory;
    } catch {
      return memory;
    }
  },
  write(token: string): void {
    memory = token;
    try {
      sessionStorage.setItem(KEY, token);
    } catch {
      // Kept in memory only.
    }
  },
  clear(): void {
    memory = null;
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Nothing was stored.
    }
  },
};
