import { createContext, useContext, useEffect, useMemo } from 'react';
import type { Api } from '../api/client';
import type { Roster } from '../api/types';
import type { Live } from '../live/live';
import { usePolled } from '../live/usePolled';

export interface People {
  reps: Roster['reps'];
  /** The display name, else the id: a name that is not known yet must not hide who it was. */
  name(rep: string): string;
}

const NOBODY: People = { reps: [], name: (rep) => rep };

export const PeopleContext = createContext<People>(NOBODY);
export const usePeople = () => useContext(PeopleContext);

/** The roster, read again when the feed says that it changed. */
export function useRoster(api: Api, live: Live, onUnauthorized: () => void): People {
  const { data, refresh } = usePolled(api.roster, { everyMs: 5 * 60_000, throttleMs: 3_000, onUnauthorized });
  useEffect(
    () => live.onEvents((events) => {
      if (events.some((event) => event.type === 'repChanged' || event.type === 'teamChanged')) refresh();
    }),
    [live, refresh],
  );
  return useMemo(() => {
    if (!data) return NOBODY;
    const names = new Map(data.reps.map((rep) => [rep.rep, rep.name]));
    return { reps: data.reps, name: (rep) => names.get(rep) ?? rep };
  }, [data]);
}
