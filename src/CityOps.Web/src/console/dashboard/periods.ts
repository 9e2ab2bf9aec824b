import { dayMs } from '../../shared/cityTime';
import type { Period } from '../figures/api';

/** The periods that people look at, as the address has them. */
export const kinds = ['today', 'week', 'month', 'quarter', 'year'] as const;

export type Kind = (typeof kinds)[number];

export type Step = 'day' | 'week' | 'month';

/** What the page shows: days, both included. */
export interface Span {
  kind: Kind;
  /** One that is under way ends today. */
  period: Period;
  /** The one before it; of one under way as many of its days, so that like is compared with like. */
  before: Period;
  /** What charts over time show: the period, and at least a fortnight. */
  series: Period;
  step: Step;
  /** Whether it is under way. */
  isNow: boolean;
}

const minDays = 14;
const maxDays = 45;
const maxWeeksDays = 190;

const utc = (day: string) => Date.parse(`${day}T00:00:00Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const plus = (day: string, days: number) => iso(utc(day) + days * dayMs);
const earlier = (a: string, b: string) => (a < b ? a : b);
const length = ({ from, to }: Period) => (utc(to) - utc(from)) / dayMs + 1;
const mondayOf = (day: string) => plus(day, -((new Date(utc(day)).getUTCDay() + 6) % 7));

/** Whether it is a day of the calendar. */
export const isDay = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && iso(utc(text)) === text;

/** @param on a day of it. */
function whole(kind: Kind, on: string): Period {
  const [year = 0, month = 1] = on.split('-').map(Number);
  const months = (first: number, number: number) => ({
    from: iso(Date.UTC(year, first - 1, 1)),
    to: iso(Date.UTC(year, first - 1 + number, 0)),
  });
  switch (kind) {
    case 'today': return { from: on, to: on };
    case 'week': return { from: mondayOf(on), to: plus(mondayOf(on), 6) };
    case 'month': return months(month, 1);
    case 'quarter': return months(month - ((month - 1) % 3), 3);
    case 'year': return months(1, 12);
  }
}

/** @param on a day of the period; one that is still to come, or none, stands for today. */
export function spanOf(kind: Kind, on: string, today: string): Span {
  const all = whole(kind, isDay(on) && on < today ? on : today);
  const period = { from: all.from, to: earlier(all.to, today) };
  const last = whole(kind, plus(all.from, -1));
  const before = period.to === all.to
    ? last
    : { from: last.from, to: earlier(last.to, plus(last.from, length(period) - 1)) };
  const series = { from: earlier(period.from, plus(period.to, 1 - minDays)), to: period.to };
  const days = length(series);
  return {
    kind,
    period,
    before,
    series,
    step: days <= maxDays ? 'day' : days <= maxWeeksDays ? 'week' : 'month',
    isNow: all.to >= today,
  };
}

/** A day of the period before or after. */
export function stepped(span: Span, by: -1 | 1): string {
  const all = whole(span.kind, span.period.from);
  return by < 0 ? plus(all.from, -1) : plus(all.to, 1);
}

/** The keys of a figure's rows over time, also where nothing was: 2026-06-01, 2026-W23 (ISO 8601), 2026-06. */
export function keysOf(step: Step, period: Period): string[] {
  const days = Array.from({ length: length(period) }, (_, i) => plus(period.from, i));
  return [...new Set(days.map((day) => (step === 'day' ? day : step === 'month' ? day.slice(0, 7) : weekOf(day))))];
}

function weekOf(day: string): string {
  const thursday = plus(mondayOf(day), 3); // always in the week's own year
  const year = thursday.slice(0, 4);
  const week = 1 + Math.floor((utc(thursday) - utc(`${year}-01-01`)) / dayMs / 7);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** A key as an axis shows it: 06-01, W23, 2026-06. */
export const shortKey = (key: string) => (/^\d{4}-(\d{2}-\d{2}|W\d{2})$/.test(key) ? key.slice(5) : key);
