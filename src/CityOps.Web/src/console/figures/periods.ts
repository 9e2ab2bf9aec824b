import { cityDay } from '../../shared/cityTime';
import type { Period } from './api';

export const presets = ['month', 'lastMonth', 'quarter', 'year', 'lastYear'] as const;

export type Preset = (typeof presets)[number];

/** The days of a period that people name, in the city's calendar; one under way ends today. */
export function periodOf(preset: Preset, now = new Date()): Period {
  const today = cityDay(now);
  const [year = 0, month = 1] = today.split('-').map(Number);
  switch (preset) {
    case 'month': return { from: day(year, month, 1), to: today };
    case 'lastMonth': return { from: day(year, month - 1, 1), to: day(year, month, 0) };
    case 'quarter': return { from: day(year, month - ((month - 1) % 3), 1), to: today };
    case 'year': return { from: day(year, 1, 1), to: today };
    case 'lastYear': return { from: day(year - 1, 1, 1), to: day(year - 1, 12, 31) };
  }
}

const day = (year: number, month: number, dayOfMonth: number) =>
  new Date(Date.UTC(year, month - 1, dayOfMonth)).toISOString().slice(0, 10);
