import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLive } from '../live/live';
import { serverNow } from '../live/serverClock';
import { useStore } from '../live/store';
import { useTheme } from '../shell/theme';
import { ceiling } from './ceiling';
import { chartOptions } from './chartOptions';
import { HISTORY_SECONDS } from './rateHistory';

export function RateChart() {
  const { t, i18n } = useTranslation();
  const live = useLive();
  const started = useStore(live.gauges) !== null;
  const { theme } = useTheme();
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = box.current;
    if (!element || !started) return;
    const chart = new uPlot(chartOptions(getComputedStyle(element), element, i18n.language), [[], [], [], []], element);
    const draw = () => {
      const now = Math.floor(serverNow() / 1_000);
      const columns = live.rates.columns(now);
      chart.setData(columns, false);
      chart.batch(() => {
        chart.setScale('x', { min: now - HISTORY_SECONDS, max: now });
        chart.setScale('y', { min: 0, max: ceiling(columns[1]) });
      });
    };
    draw();
    const timer = setInterval(draw, 1_000);
    const resize = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: element.clientHeight }));
    resize.observe(element);
    return () => {
      clearInterval(timer);
      resize.disconnect();
      chart.destroy();
    };
  }, [live, started, theme, i18n.language]);

  return (
    <figure className="chart" aria-label={t('rates.chart')}>
      <div ref={box} className="chart-plot" role="img" aria-label={t('rates.chart')} />
      {!started && <p className="chart-waiting">{t('rates.waiting')}</p>}
      <figcaption>{t('rates.window')}</figcaption>
    </figure>
  );
}
