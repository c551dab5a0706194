const PATHS = {
  check: 'M4 12.5l5 5L20 6.5',
  lock: 'M7 11V8a5 5 0 0110 0v3M5.5 11h13v9h-13z',
  person: 'M12 11.5a3.75 3.75 0 100-7.5 3.75 3.75 0 000 7.5zM4.5 20.5c.8-4 3.7-6 7.5-6s6.7 2 7.5 6',
  people: 'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c.6-3.7 3-5.5 6.5-5.500s5.9 1.8 6.5 5.500M15.5 4.400a3.5 3.5 0 010 6.200M18 14.800c2 .8 3.2 2.5 3.5 5.2',
  hourglass: 'M6.5 3.500h11M6.5 20.500h11M7.5 3.500c0 5 9 6 9 8.500s-9 3.5-9 8.500M16.5 3.500c0 5-9 6-9 8.500s9 3.5 9 8.5',
  gauge: 'M4 17.500a8.5 8.5 0 1116 0M12 16l4-5.5',
  eye: 'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.800a2.8 2.8 0 100-5.6 2.8 2.8 0 000 5.600z',
  ban: 'M12 20.500a8.5 8.5 0 100-17 8.5 8.5 0 000 17zM6 6l12 12',
  dot: 'M12 15a3 3 0 100-6 3 3 0 000 6z',
  tag: 'M3.5 12.500v-9h9l8 8-9 9zM8 8h.01',
  chat: 'M4 5h16v11h-9l-4.5 4v-4H4z',
  release: 'M12 15V4M7.5 8.500L12 4l4.5 4.500M4 14.500V20h16v-5.5',
  transfer: 'M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4',
  repeat: 'M4 11V9.500a3 3 0 013-3h12M16 3.500l3 3-3 3M20 13v1.500a3 3 0 01-3 3H5M8 20.500l-3-3 3-3',
  book: 'M5 4h11a3 3 0 013 3v13H8a3 3 0 01-3-3zM5 17a3 3 0 013-3h11',
  key: 'M8 16.500a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM12.5 12H21v4M17 12v3',
  pause: 'M8.5 5v14M15.5 5v14',
  play: 'M8 5l11 7-11 7z',
  sun: 'M12 16.500a4.5 4.5 0 100-9 4.5 4.5 0 000 9zM12 2v2.500M12 19.500V22M2 12h2.500M19.5 12H22M4.9 4.900l1.8 1.800M17.3 17.300l1.8 1.800M4.9 19.100l1.8-1.800M17.3 6.700l1.8-1.8',
  moon: 'M20 14.500A8.5 8.5 0 019.5 4 8.5 8.5 0 1020 14.500z',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  warning: 'M12 4L2.5 20h19zM12 10v4.500M12 17.500h.01',
  exit: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  camera: 'M4 7.500h4l1.5-2.500h5L16 7.500h4V19H4zM12 16a3 3 0 100-6 3 3 0 000 6z',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration next to a word; the word carries the meaning, so it is hidden from readers. */
export function Icon({ name, size = '1em' }: { name: IconName; size?: string }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
