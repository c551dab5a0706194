import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { createApi, type Api } from '../api/client';
import { ApiProblem, isUnauthorized } from '../api/problem';
import type { Me } from '../api/types';
import { tokenStore } from './tokenStore';

export type Session =
  | { kind: 'starting' }
  | { kind: 'failed'; error: unknown }
  | { kind: 'needsToken'; because?: 'refused' | 'ended' }
  | { kind: 'signedIn'; api: Api; token: string; me: Me; demo: boolean };

/**
 * Who looks at this page: the token of this tab, else the demo session when the server has one, else whoever types one
 * in. A 401 anywhere ends the session and starts this from the top.
 */
export function useSession() {
  const [session, setSession] = useState<Session>({ kind: 'starting' });
  const [round, setRound] = useState({ number: 0, ended: false, demoRefused: false });
  const now = useRef(session);
  // With what is shown, and not a moment later: a 401 may come in between.
  useLayoutEffect(() => { now.current = session; }, [session]);

  useEffect(() => {
    const abort = new AbortController();
    begin(abort.signal, round.ended, round.demoRefused).then(
      (next) => { if (!abort.signal.aborted) setSession(next); },
      (error: unknown) => { if (!abort.signal.aborted) setSession({ kind: 'failed', error }); },
    );
    return () => abort.abort();
  }, [round]);

  const restart = useCallback(() => {
    setSession({ kind: 'starting' });
    setRound((before) => ({ ...before, number: before.number + 1 }));
  }, []);

  /** The server said 401. A demo token is asked for once more; if that one is refused too, the form is all that is left. */
  const end = useCallback(() => {
    const current = now.current;
    if (current.kind !== 'signedIn') return;
    tokenStore.clear();
    setSession({ kind: 'starting' });
    setRound((before) => ({ number: before.number + 1, ended: true, demoRefused: current.demo && before.ended }));
  }, []);

  const signOut = useCallback(() => {
    tokenStore.clear();
    setSession({ kind: 'needsToken' });
  }, []);

  const signIn = useCallback(async (token: string) => {
    const signedIn = await open(token, false);
    tokenStore.write(token);
    setSession(signedIn);
  }, []);

  return { session, restart, end, signOut, signIn };
}

async function begin(signal: AbortSignal, ended: boolean, demoRefused: boolean): Promise<Session> {
  const stored = tokenStore.read();
  if (stored) {
    try {
      return await open(stored, false, signal);
    } catch (error) {
      if (!isUnauthorized(error)) throw error;
      tokenStore.clear();
      ended = true;
    }
  }
  try {
    if (demoRefused) return { kind: 'needsToken', because: 'ended' };
    const demo = await createApi(null).demoSession(signal);
    return await open(demo.token, true, signal);
  } catch (error) {
    if (error instanceof ApiProblem && (error.status === 404 || error.status === 401)) {
      return ended ? { kind: 'needsToken', because: 'ended' } : { kind: 'needsToken' };
    }
    throw error;
  }
}

async function open(token: string, demo: boolean, signal?: AbortSignal): Promise<Session> {
  const api = createApi(token);
  return { kind: 'signedIn', api, token, demo, me: await api.me(signal) };
}
