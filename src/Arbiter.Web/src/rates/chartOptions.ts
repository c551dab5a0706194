import type uPlot from 'uplot';

/** Colours come from the theme; the lines differ in dash as well as in colour. */
export function chartOptions(style: CSSStyleDeclaration, element: HTMLElement, language: string): uPlot.Options {
  const colour = (name: string) => style.getPropertyValue(name).trim();
  // The canvas knows no rem; on a big wall the figures have to grow with the rest.
  const rem = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const font = `${Math.round(rem * 0.72)}px ${style.fontFamily}`;
  const grid = { stroke: colour('--line'), width: 1 };
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const axis = { stroke: colour('--muted'), font, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 20, 0, 0],
    scales: { x: { time: true, auto: false }, y: { auto: false } },
    axes: [
      { ...axis, grid: { show: false }, size: rem * 1.4, space: rem * 2, incrs: [60], values: (_, splits) => splits.map((s) => time.format(s * 1_000)) },
      { ...axis, grid, size: rem * 2.4, space: rem * 1.8 },
    ],
    series: [
      {},
      { stroke: colour('--series-claims'), fill: colour('--series-fill'), width: 1.5, points: { show: false } },
      { stroke: colour('--granted'), width: 2, points: { show: false } },
      { stroke: colour('--held'), width: 1.5, dash: [5, 3], points: { show: false } },
    ],
  };
}
