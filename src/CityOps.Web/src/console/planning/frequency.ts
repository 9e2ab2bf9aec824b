import type { Schemas } from '../../shared/api.gen';
import { dayMs, startOfDay } from '../../shared/cityTime';
import { call } from '../../shared/http';

/** How often a section is under water (/api/v1/ponding/frequency). */
export type Frequency = Omit<Schemas['SectionFrequency'], 'line'> & { line: GeoJSON.Geometry };

/**
 * The classes of the plan, the worst first, by mean days between events. One hue from dark to light, with size and
 * number beside it: told apart by readers of any colour vision, and in no colour of a warning.
 */
export const frequencies = [
  { code: 'monthly', upToDays: 31, colour: '#3f0a5e', ink: '#fff', radius: 14 },
  { code: 'seasonal', upToDays: 92, colour: '#7a3f9d', ink: '#fff', radius: 12 },
  { code: 'yearly', upToDays: 366, colour: '#b48acb', ink: '#1d0a29', radius: 10 },
  { code: 'rare', upToDays: Infinity, colour: '#e2d0ea', ink: '#1d0a29', radius: 9 },
  { code: 'never', upToDays: Infinity, colour: '#f4f4f4', ink: '#5b6770', radius: 7 },
] as const;

export type FrequencyClass = (typeof frequencies)[number]['code'];

export function classOf({ returnDays }: Frequency): FrequencyClass {
  if (returnDays === null) return 'never';
  return frequencies.find(({ code, upToDays }) => code !== 'never' && returnDays <= upToDays)?.code ?? 'rare';
}

/** Days of the city's calendar, both included. */
export interface Days { from: string; to: string }

/** The sections, those where to dig first on top. */
export async function readFrequency({ from, to }: Days): Promise<Frequency[]> {
  const until = new Date(startOfDay(to).getTime() + dayMs);
  const query = new URLSearchParams({ from: startOfDay(from).toISOString(), to: until.toISOString() });
  return (await call<{ items: Frequency[] }>(`/api/v1/ponding/frequency?${query.toString()}`)).items;
}

const maxMarked = 5;

/** The codes of the worst five: only sections that were under water at all. */
export function worstOf(plan: readonly Frequency[]): Set<string> {
  return new Set(plan.filter(({ events }) => events > 0).slice(0, maxMarked).map(({ section }) => section));
}
