import { dayMs } from '../../shared/cityTime';
import { call } from '../../shared/http';

/** A metric of the catalogue. */
export interface Metric {
  code: string;
  name: string;
  nameEn: string;
  unit: string;
  rounding: number;
  /** What it counts, in one sentence. */
  counts: string;
  /** How it is made where it is no plain sum, e.g. `cases_due_closed / cases_due`. */
  madeFrom: string | null;
  /** What it can be cut by. */
  cuts: string[];
}

/** The same figure over another period; `text` is the change as printed. */
export interface Comparison { from: string; to: string; value: number | null; change: number | null; text: string }

export interface Row {
  /** Null for records that say nothing. */
  key: string | null;
  name: string;
  value: number | null;
  previous?: Comparison;
  lastYear?: Comparison;
}

export interface Figure {
  metric: string;
  name: string;
  unit: string;
  from: string;
  to: string;
  total: number | null;
  rows: Row[];
  previous?: Comparison;
  lastYear?: Comparison;
}

/** Days, both included. */
export interface Period { from: string; to: string }

/** Which records count: by org, town, category, source, officer, facility. */
export type Filter = Record<string, string>;

export interface EvidenceItem {
  day: string;
  orgName: string | null;
  townName: string | null;
  categoryName: string | null;
  quantity: number;
  source: string;
  sourceId: string;
  url: string;
  title: string | null;
  /** What the kind of record is called. */
  sourceName: string;
  sourceNameEn: string;
  /** Where it is read in the console; null where it has no page, and `url` answers alone. */
  page: string | null;
}

export interface Evidence extends Period {
  metric: string;
  name: string;
  unit: string;
  total: number;
  count: number;
  items: EvidenceItem[];
  next: string | null;
}

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
