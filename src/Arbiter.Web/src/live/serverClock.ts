import { useSyncExternalStore } from 'react';

/** A wall's own clock is often minutes off. Times in the feed are the server's, so ages are counted on its clock. */
const TOLERANCE_MS = 2_000;

let offset = 0;

export function noteServerTime(at: string): void {
  const difference = Date.parse(at) - Date.now();
  if (Number.isFinite(difference) && Math.abs(difference - offset) > TOLERANCE_MS) offset = difference;
}

export function serverNow(): number {
  return Date.now() + offset;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = 0;

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    timer = setInterval(() => {
      second = Math.floor(serverNow() / 1_000);
      for (const each of listeners) each();
    }, 1_000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}

function snapshot(): number {
  if (listeners.size === 0 || second === 0) second = Math.floor(serverNow() / 1_000);
  return second;
}

/** The server's time in ms, moving once a second; one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, snapshot) * 1_000;
}
