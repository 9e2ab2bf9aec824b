import { language } from './words';

// The city's clock, wherever the reader sits.
const zone = 'Asia/Shanghai';
const minute = 60_000;
const day = 24 * 60 * minute;

const full = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' });

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
  if (past > 14 * day) return '';
  const words = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  if (past < 60 * minute) return words.format(-Math.max(0, Math.round(past / minute)), 'minute');
  return past < day ? words.format(-Math.round(past / 60 / minute), 'hour') : words.format(-Math.round(past / day), 'day');
}

/** 113.38239, 22.52111: five decimals are a metre. */
export function position(place: { lon: number; lat: number }): string {
  return `${place.lon.toFixed(5)}, ${place.lat.toFixed(5)}`;
}

export function count(features: number): string {
  return features.toLocaleString('en-US');
}
