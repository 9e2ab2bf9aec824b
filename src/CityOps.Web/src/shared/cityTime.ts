/** The city's clock and calendar, wherever the reader sits. China has no summer time. */
export const cityZone = 'Asia/Shanghai';
const offset = '+08:00';

export const dayMs = 86_400_000;

// Swedish writes dates as ISO 8601 does.
const day = new Intl.DateTimeFormat('sv-SE', { timeZone: cityZone, dateStyle: 'short' });

/** The city's day of an instant: 2026-06-01. */
export function cityDay(instant: Date | number = new Date()): string {
  return day.format(instant);
}

/** The instant of a local time such as 2026-06-01T08:00. */
export function cityInstant(local: string): Date {
  return new Date(`${local}${offset}`);
}

/** The instant at which a day begins. */
export function startOfDay(of: string): Date {
  return cityInstant(`${of}T00:00:00`);
}

/** The last second of a day, with the city's offset: 2026-06-01T23:59:59+08:00. */
export function endOfDay(of: string): string {
  return `${of}T23:59:59${offset}`;
}
