import { cityZone, dayMs } from './cityTime';
import { language } from './i18n';

const minuteMs = 60_000;

const full = new Intl.DateTimeFormat('sv-SE', { timeZone: cityZone, dateStyle: 'short', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: cityZone, hour: '2-digit', minute: '2-digit' });

/** 2026-06-01 08:00 */
export function time(instant: string): string {
  return full.format(new Date(instant));
}

/** 08:00 */
export function hour(instant: string): string {
  return clock.format(new Date(instant));
}

/** 3 minutes ago, yesterday …; nothing for what lies weeks back. */
export function ago(instant: string, now = Date.now()): string {
  const past = now - new Date(instant).getTime();
  if (past > 14 * dayMs) return '';
  const words = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  if (past < 60 * minuteMs) return words.format(-Math.max(0, Math.round(past / minuteMs)), 'minute');
  return past < dayMs
    ? words.format(-Math.round(past / 60 / minuteMs), 'hour')
    : words.format(-Math.round(past / dayMs), 'day');
}

const aMonday = Date.UTC(2024, 0, 1);

/** 周一, Mon: of the days of the week from 1 (Monday) to 7. */
export function weekdayName(day: number): string {
  return new Intl.DateTimeFormat(language.value, { weekday: 'short', timeZone: 'UTC' })
    .format(aMonday + (day - 1) * dayMs);
}

/** An hour of the week as the API has it, in words: 1-08 is 周一 08:00. */
export function hourOfWeek(code: string): string {
  const [day = '', hours = ''] = code.split('-');
  return /^[1-7]-\d\d$/.test(code) ? `${weekdayName(Number(day))} ${hours}:00` : code;
}

/** 113.38239, 22.52111: five decimals are a metre. */
export function position(place: { lon: number; lat: number }): string {
  return `${place.lon.toFixed(5)}, ${place.lat.toFixed(5)}`;
}

/** 1,234 */
export function count(features: number): string {
  return features.toLocaleString('en-US');
}

/** A figure as it is printed: — over nothing, 1,234.5 with at most the metric's decimals, 12.50% with two. */
export function printed(value: number | null | undefined, decimals = 0, unit = ''): string {
  if (value === null || value === undefined) return '—';
  const text = value.toLocaleString('en-US', unit === '%'
    ? { minimumFractionDigits: 2, maximumFractionDigits: 2 }
    : { maximumFractionDigits: decimals });
  return unit === '%' ? `${text}%` : text;
}

/** Names in a row, with the language's own comma. */
export function listed(names: readonly string[]): string {
  return names.join(language.value === 'en' ? ', ' : '、');
}
