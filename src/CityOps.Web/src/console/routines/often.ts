import type { Schemas } from '../../shared/api.gen';

/** How often something is checked, as it is chosen; what cannot be chosen so is a rule in its own words (RFC 5545). */
export interface Often {
  kind: (typeof kinds)[number];
  /** Every so many days, weeks, months or working days. */
  every: number;
  /** Of weeks; none is the weekday on which the routine starts. */
  weekdays: string[];
  /** Of a month; -1 is its last. */
  day: number;
  month: number;
  rule: string;
}

export const kinds = ['daily', 'weekly', 'monthly', 'yearly', 'working', 'rule'] as const;
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export const lastDay = -1;

export const weekly: Often = { kind: 'weekly', every: 1, weekdays: ['MO'], day: 1, month: 1, rule: '' };

type Rule = Pick<Schemas['RoutineAnswer'], 'rule' | 'everyWorkingDays'>;

/** What each kind consists of, and of nothing else. */
const parts: Partial<Record<Often['kind'], readonly string[]>> = {
  daily: ['FREQ', 'INTERVAL'],
  weekly: ['FREQ', 'INTERVAL', 'BYDAY'],
  monthly: ['FREQ', 'INTERVAL', 'BYMONTHDAY'],
  yearly: ['FREQ', 'BYMONTH', 'BYMONTHDAY'],
};

export function oftenOf({ rule, everyWorkingDays }: Rule): Often {
  if (everyWorkingDays !== null) return { ...weekly, kind: 'working', every: everyWorkingDays };
  const own: Often = { ...weekly, kind: 'rule', rule: rule ?? '' };
  const said = new Map((rule ?? '').toUpperCase().split(';').map((part) => {
    const [name = '', value = ''] = part.split('=');
    return [name.trim(), value.trim()] as const;
  }));
  const kind = kinds.find((one) => one.toUpperCase() === said.get('FREQ'));
  const may = kind && parts[kind];
  if (!kind || !may || Array.from(said.keys()).some((name) => !may.includes(name))) return own;

  const every = Number(said.get('INTERVAL') ?? 1);
  const days = (said.get('BYDAY') ?? '').split(',').filter((day) => day !== '');
  const [day, month] = [Number(said.get('BYMONTHDAY')), Number(said.get('BYMONTH'))];
  const isPlain = Number.isInteger(every) && every > 0
    && days.every((one) => (weekdays as readonly string[]).includes(one))
    && (kind === 'daily' || kind === 'weekly' || (Number.isInteger(day) && (day >= 1 || day === lastDay)))
    && (kind !== 'yearly' || (month >= 1 && month <= 12 && day >= 1));
  if (!isPlain) return own;
  return {
    ...weekly, kind, every,
    ...(kind === 'weekly' ? { weekdays: days } : {}),
    ...(kind === 'monthly' || kind === 'yearly' ? { day } : {}),
    ...(kind === 'yearly' ? { month } : {}),
  };
}

export function ruleOf(often: Often): Rule {
  if (often.kind === 'working') return { rule: null, everyWorkingDays: often.every };
  if (often.kind === 'rule') return { rule: often.rule.trim(), everyWorkingDays: null };
  const said = [`FREQ=${often.kind.toUpperCase()}`];
  if (often.kind !== 'yearly' && often.every > 1) said.push(`INTERVAL=${often.every}`);
  if (often.kind === 'weekly' && often.weekdays.length > 0)
    said.push(`BYDAY=${weekdays.filter((day) => often.weekdays.includes(day)).join(',')}`);
  if (often.kind === 'yearly') said.push(`BYMONTH=${often.month}`);
  if (often.kind === 'monthly' || often.kind === 'yearly') said.push(`BYMONTHDAY=${often.day}`);
  return { rule: said.join(';'), everyWorkingDays: null };
}
