import { useTranslation } from 'react-i18next';
import { count, measure } from '../i18n/format';
import { useLive } from '../live/live';
import { useStore } from '../live/store';
import { RateChart } from './RateChart';
import './rates.css';

const SERIES = ['claims', 'granted', 'refused'] as const;

export function RatesPanel() {
  const { t, i18n } = useTranslation();
  const gauges = useStore(useLive().gauges);
  const language = i18n.language;
  const rate = (series: (typeof SERIES)[number]) => gauges && measure(gauges[`${series}PerSecond`], language);
  return (
    <section className="panel rates" aria-label={t('sections.rates')} data-section="rates">
      <dl className="rate-figures">
        {SERIES.map((series) => (
          <div key={series} className="figure" data-series={series}>
            <dt><i className="stroke" aria-hidden="true" />{t(`rates.${series}`)}</dt>
            <dd>{rate(series) ?? '–'}<small>{t('rates.perSecond')}</small></dd>
          </div>
        ))}
      </dl>
      <RateChart />
      <dl className="tiles">
        <Tile label={t('rates.p50')} value={gauges && measure(gauges.latencyMs.p50, language)} unit={t('rates.ms')} />
        <Tile label={t('rates.p99')} value={gauges && measure(gauges.latencyMs.p99, language)} unit={t('rates.ms')} />
        <Tile label={t('rates.openConflicts')} value={gauges && count(gauges.openConflicts, language)} />
        <Tile label={t('rates.connections')} value={gauges && count(gauges.connections, language)} />
      </dl>
    </section>
  );
}

function Tile({ label, value, unit }: { label: string; value: string | null; unit?: string }) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd>{value ?? '–'}{unit && value && <small>{unit}</small>}</dd>
    </div>
  );
}
