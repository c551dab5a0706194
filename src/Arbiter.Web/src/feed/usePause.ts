import { useCallback, useEffect, useRef, useState } from 'react';

/** A pointer left lying on the wall must not hold it forever. */
const POINTER_IDLE_MS = 20_000;
/** Scrolled further than this, somebody is reading. */
const READING_PX = 48;

export type PauseReason = 'button' | 'pointer' | 'reading' | null;

/** The list holds still while somebody pauses it, points at it or has scrolled into it. */
export function usePause() {
  const [button, setButton] = useState(false);
  const [pointer, setPointer] = useState(false);
  const [reading, setReading] = useState(false);
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(idle.current), []);

  const leave = useCallback(() => {
    clearTimeout(idle.current);
    setPointer(false);
  }, []);
  const move = useCallback((event: { pointerType: string }) => {
    if (event.pointerType !== 'mouse') return;
    clearTimeout(idle.current);
    idle.current = setTimeout(leave, POINTER_IDLE_MS);
    setPointer(true);
  }, [leave]);
  const scroll = useCallback((event: { currentTarget: { scrollTop: number } }) => {
    setReading(event.currentTarget.scrollTop > READING_PX);
  }, []);
  const resume = useCallback(() => {
    leave();
    setButton(false);
    setReading(false);
  }, [leave]);

  const reason: PauseReason = button ? 'button' : reading ? 'reading' : pointer ? 'pointer' : null;
  return {
    reason,
    toggle: useCallback(() => setButton((on) => !on), []),
    resume,
    handlers: { onPointerMove: move, onPointerLeave: leave, onScroll: scroll },
  };
}
