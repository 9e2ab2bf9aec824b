import { language, t, tOf } from '../words';
import { lastDay, oftenOf, weekdays, type Often } from './often';
import type { Routine } from './api';

/** How often a routine is checked, as people say it: 每周一、三. A rule that has no such words stands as it is. */
export function oftenWords(routine: Pick<Routine, 'rule' | 'everyWorkingDays'>): string {
  const often = oftenOf(routine);
  const n = often.every;
  switch (often.kind) {
    case 'working': return n === 1 ? t('rt.often.working.one') : t('rt.often.working', { n });
    case 'daily': return n === 1 ? t('rt.often.daily.one') : t('rt.often.daily', { n });
    case 'weekly': return weeks(often);
    case 'monthly': return months(often);
    case 'yearly': return t('rt.often.yearly', { day: dayOfYear(often) });
    case 'rule': return often.rule;
  }
}

function weeks({ every: n, weekdays: chosen }: Often): string {
  const days = weekdays.filter((day) => chosen.includes(day)).map((day) => tOf('rt.day', day));
  if (days.length === 0) return n === 1 ? t('rt.often.weekly.any.one') : t('rt.often.weekly.any', { n });
  const said = days.join(language.value === 'en' ? ', ' : '、');
  return n === 1 ? t('rt.often.weekly.one', { days: said }) : t('rt.often.weekly', { n, days: said });
}

function months({ every: n, day }: Often): string {
  const said = day === lastDay ? t('rt.often.lastDay') : t('rt.often.dayOfMonth', { day });
  return n === 1 ? t('rt.often.monthly.one', { day: said }) : t('rt.often.monthly', { n, day: said });
}

function dayOfYear({ month, day }: Often): string {
  const date = new Date(Date.UTC(2024, month - 1, day));
  return date.toLocaleDateString(language.value, { month: 'long', day: 'numeric', timeZone: 'UTC' });
}
