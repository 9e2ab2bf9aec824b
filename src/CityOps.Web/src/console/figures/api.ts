import type { Schemas } from '../../shared/api.gen';
import { dayMs } from '../../shared/cityTime';
import { call } from '../../shared/http';

/** A metric of the catalogue. */
export type Metric = Schemas['MetricItem'];

/** The same figure over another period; `text` is the change as printed. */
export type Comparison = Schemas['Comparison'];

export type Row = Schemas['FigureRow'];

export type Figure = Schemas['Figure'];

/** Days, both included. */
export interface Period { from: string; to: string }

/** Which records count: by org, town, category, source, officer, facility. */
export type Filter = Record<string, string>;

export type EvidenceItem = Schemas['EvidenceItem'];

export type Evidence = Schemas['Evidence'];

/** What stands for the key of records that say nothing. */
const unnamed: Record<string, string> = {
  officer: '00000000-0000-0000-0000-000000000000',
  facility: '00000000-0000-0000-0000-000000000000',
};

const query = (values: Record<string, string>) =>
  new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();

export const readMetrics = () => call<Metric[]>('/api/v1/statistics/metrics');

export const readFigures = (period: Period, metrics: string[], by: string, compare: boolean, signal?: AbortSignal) =>
  // The comma at the end has the answer be a list, also of one.
  call<Figure[]>(
    `/api/v1/statistics?${query({ ...period, metric: `${metrics.join(',')},`, by, compare: compare ? 'true' : '' })}`,
    signal ? { signal } : {},
  );

export const readEvidence = (metric: string, period: Period, filter: Filter, cursor: string | null) =>
  call<Evidence>(
    `/api/v1/statistics/${encodeURIComponent(metric)}/evidence?`
      + query({ ...period, ...filter, cursor: cursor ?? '', limit: '100' }),
  );

export const exportUrl = (metric: string, period: Period, filter: Filter, form: 'csv' | 'xlsx') =>
  `/api/v1/statistics/${encodeURIComponent(metric)}/evidence.${form}?${query({ ...period, ...filter })}`;

/** The page that lists the records behind a number; the bulletin's links have the same form. */
export function evidencePage(metric: string, period: Period, by = '', key: string | null = null): string {
  const path = `/figures/${encodeURIComponent(metric)}/evidence?`;
  if (by === '') return path + query({ ...period });
  if (by === 'day' || by === 'week' || by === 'month')
    return path + query({ ...within(daysOf(by, key ?? ''), period) });
  const name = by === 'class' ? 'category' : by; // a category stands for all below it
  return path + query({ ...period, [name]: key ?? unnamed[by] ?? '-' });
}

/** The days of a row of time: 2023-12-05, 2023-W49 (ISO 8601, from Monday), 2023-12. */
export function daysOf(by: 'day' | 'week' | 'month', key: string): Period {
  if (by === 'day') return { from: key, to: key };
  if (by === 'month') {
    const [year = 0, month = 0] = key.split('-').map(Number);
    return { from: `${key}-01`, to: iso(new Date(Date.UTC(year, month, 0))) };
  }

  const [year = 0, week = 0] = key.split('-W').map(Number);
  const fourth = new Date(Date.UTC(year, 0, 4)); // always in the first week
  const monday = new Date(fourth.getTime() + ((week - 1) * 7 - ((fourth.getUTCDay() + 6) % 7)) * dayMs);
  return { from: iso(monday), to: iso(new Date(monday.getTime() + 6 * dayMs)) };
}

const iso = (date: Date) => date.toISOString().slice(0, 10);

const within = (days: Period, period: Period): Period =>
  ({ from: days.from < period.from ? period.from : days.from, to: days.to > period.to ? period.to : days.to });
