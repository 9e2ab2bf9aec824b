import { readFigures, type Figure, type Metric, type Period, type Row } from '../figures/api';
import { keysOf, type Span } from './periods';

/** What is looked at first, by whoever reads the city's bulletins. */
const ofTheCity = [
  'cases_reported',
  'cases_filed',
  'cases_closed',
  'cases_overdue',
  'closing_rate',
  'on_time_closing_rate',
  'median_hours_to_close',
  'rework_rate',
  'patrols',
  'problems_found',
  'feedback_received',
  'ponding_events',
];

/** By whoever works for the city: what was handed over, and what became of it. */
const ofOnesWork = [
  'cases_dispatched',
  'cases_handled',
  'cases_closed',
  'cases_overdue',
  'disposal_rate',
  'on_time_closing_rate',
  'median_hours_to_close',
  'rework_rate',
  'contractor_findings',
  'contractor_points_lost',
];

/** The first of them are drawn over time. */
export const trendLength = 4;

/** A figure of the period, the one before, and its course. */
export interface Kpi {
  metric: Metric;
  now: number | null;
  before: number | null;
  /** By the keys of the series; null where a rate or a middle has nothing to be made from. */
  course: (number | null)[];
}

export interface Kpis { span: Span; keys: string[]; items: Kpi[] }

/** @param isForCity whether the account reads the city's bulletins. */
export async function readKpis(
  span: Span, catalogue: ReadonlyMap<string, Metric>, isForCity: boolean, signal: AbortSignal,
): Promise<Kpis> {
  const codes = (isForCity ? ofTheCity : ofOnesWork).filter((code) => catalogue.has(code));
  const ask = (period: Period, by: string) =>
    codes.length > 0 ? readFigures(period, codes, by, false, signal) : Promise.resolve([]);
  const [now, before, course] = await Promise.all([
    ask(span.period, ''),
    ask(span.before, ''),
    ask(span.series, span.step),
  ]);
  const keys = keysOf(span.step, span.series);
  return {
    span,
    keys,
    items: codes.flatMap((code, i) => {
      const metric = catalogue.get(code);
      return metric ? [{
        metric,
        now: now[i]?.total ?? null,
        before: before[i]?.total ?? null,
        course: courseOf(course[i], keys, metric),
      }] : [];
    }),
  };
}

function courseOf(figure: Figure | undefined, keys: string[], metric: Metric): (number | null)[] {
  const values = new Map(figure?.rows.map(({ key, value }) => [key, value]));
  const nothing = metric.madeFrom === null ? 0 : null;
  return keys.map((key) => values.get(key) ?? nothing);
}

/** Figures of the period by a dimension, each with the days that it is of. */
export interface Divided { span: Span; figures: Map<string, Figure> }

export async function readDivided(
  span: Span, codes: string[], by: string, catalogue: ReadonlyMap<string, Metric>, signal: AbortSignal,
): Promise<Divided> {
  const known = codes.filter((code) => catalogue.get(code)?.cuts.includes(by));
  const figures = known.length > 0 ? await readFigures(span.period, known, by, false, signal) : [];
  return { span, figures: new Map(figures.map((figure) => [figure.metric, figure])) };
}

export const townMetrics = ['cases_reported', 'cases_closed', 'cases_overdue', 'closing_rate'];

export const organisationMetrics = ['closing_rate', 'on_time_closing_rate', 'cases_due', 'cases_overdue'];

/** An organisation's place in the ranking. */
export interface Ranked {
  key: string;
  name: string;
  due: number;
  closing: number | null;
  onTime: number | null;
  overdue: number;
}

/** Those to whom something was due, the best first; of equal rates who had more to do. */
export function ranked(figures: ReadonlyMap<string, Figure>): Ranked[] {
  const rows = (code: string) => new Map((figures.get(code)?.rows ?? []).map((row) => [row.key, row.value]));
  const [closing, onTime, overdue] = [rows('closing_rate'), rows('on_time_closing_rate'), rows('cases_overdue')];
  return (figures.get('cases_due')?.rows ?? [])
    .flatMap(({ key, name, value }) => (key === null || !value ? [] : [{
      key,
      name,
      due: value,
      closing: closing.get(key) ?? null,
      onTime: onTime.get(key) ?? null,
      overdue: overdue.get(key) ?? 0,
    }]))
    .sort((a, b) => (b.closing ?? -1) - (a.closing ?? -1) || b.due - a.due);
}

/** A bar of a Pareto chart: its share, and what it and those before come to. */
export interface Part { key: string | null; name: string; value: number; share: number; upTo: number; isRest: boolean }

/** The largest by themselves, all others as one. */
export function pareto(rows: readonly Row[], total: number, most: number): Part[] {
  const sorted = rows.filter(({ value }) => (value ?? 0) > 0).sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const shown = sorted.length > most + 1 ? sorted.slice(0, most) : sorted;
  let sum = 0;
  const part = (key: string | null, name: string, value: number, isRest: boolean): Part => {
    sum += value;
    return { key, name, value, share: value / total, upTo: sum / total, isRest };
  };
  const parts = shown.map(({ key, name, value }) => part(key, name, value ?? 0, false));
  return total - sum > 0 && sorted.length > shown.length ? [...parts, part(null, '', total - sum, true)] : parts;
}
