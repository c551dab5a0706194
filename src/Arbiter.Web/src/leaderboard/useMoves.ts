import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Ranked } from './ranking';

const SHOWN_MS = 6_000;

/** Slides rows to their new place when ranks change, and tells who went up or down for a few seconds afterwards. */
export function useMoves(rows: readonly Ranked[], board: string) {
  const elements = useRef(new Map<string, HTMLElement>());
  const before = useRef<{ board: string; ranks: Map<string, number>; tops: Map<string, number> }>({
    board, ranks: new Map(), tops: new Map(),
  });
  const [moves, setMoves] = useState<ReadonlyMap<string, number>>(new Map());

  useLayoutEffect(() => {
    const previous = before.current;
    const ranks = new Map(rows.map((row) => [row.id, row.rank]));
    const tops = new Map([...elements.current].map(([id, element]) => [id, element.offsetTop]));
    before.current = { board, ranks, tops };
    if (previous.board !== board) return setMoves(new Map());

    const changed = new Map<string, number>();
    for (const [id, now] of ranks) {
      const was = previous.ranks.get(id);
      if (was !== undefined && was !== now) changed.set(id, was - now);
    }
    if (changed.size === 0) return;
    setMoves(changed);
    if (window.matchMedia?.('(prefers-reduced-motion: reduce)').matches) return;
    for (const [id, element] of elements.current) {
      const distance = (previous.tops.get(id) ?? element.offsetTop) - element.offsetTop;
      if (distance !== 0) {
        element.animate?.([{ transform: `translateY(${distance}px)` }, { transform: 'none' }], { duration: 450, easing: 'cubic-bezier(.2,.8,.2,1)' });
      }
    }
  }, [rows, board]);

  useEffect(() => {
    if (moves.size === 0) return;
    const timer = setTimeout(() => setMoves(new Map()), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [moves]);

  const register = (id: string) => (element: HTMLElement | null) => {
    if (element) elements.current.set(id, element);
    else elements.current.delete(id);
  };
  return { moves, register };
}
