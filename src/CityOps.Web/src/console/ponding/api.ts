import type { Schemas } from '../../shared/api.gen';
import { dayMs } from '../../shared/cityTime';
import { call } from '../../shared/http';

export { readLive, type LiveSection } from '../api';

/**
 * The shapes of the waterlogging API (/api/v1/ponding, /api/v1/sections). Times are ISO 8601 with an offset, depths
 * millimetres.
 */
export type Circuit = Schemas['AlarmCircuit'];

export type AlarmStep = Schemas['AlarmStep'];

export type Alarm = Schemas['AlarmItem'];

export type Section = Schemas['SectionItem'];

export type Curve = Schemas['SensorCurve'];

export type PondingEvent = Schemas['EventItem'];

/** A section's month; minutes at a colour and not at the next. */
export type SectionMonth = Schemas['SectionMonth'];

interface Items<T> { items: T[] }

const segment = encodeURIComponent;
const alarms = '/api/v1/ponding/alarms';

export const readStandingAlarms = async () => (await call<Items<Alarm>>(`${alarms}?standing=true&limit=100`)).items;

/** The section's alarm that stands; else its last one, if there was any. */
export const readAlarm = async (section: string) =>
  (await call<Items<Alarm>>(`${alarms}?section=${segment(section)}&limit=1`)).items[0];

export const acknowledge = (alarm: string, note: string) =>
  call<Alarm>(`${alarms}/${segment(alarm)}/acknowledge`, { method: 'POST', body: { note } });

export const switchPower = (alarm: string, circuit: string, power: 'on' | 'off', note: string) =>
  call<Alarm>(`${alarms}/${segment(alarm)}/power`, { method: 'POST', body: { circuit, power, note } });

export const confirmOnSite = (alarm: string, note: string) =>
  call<Alarm>(`${alarms}/${segment(alarm)}/seen-on-site`, { method: 'POST', body: { note } });

export const finish = (alarm: string, note: string) =>
  call<Alarm>(`${alarms}/${segment(alarm)}/finish`, { method: 'POST', body: { note } });

export const readSection = (code: string) => call<Section>(`/api/v1/sections/${segment(code)}`);

/** The depths of the last days. */
export async function readCurve(section: string, days: number): Promise<Curve[]> {
  const to = new Date();
  const query = new URLSearchParams({
    from: new Date(to.getTime() - days * dayMs).toISOString(),
    to: to.toISOString(),
    points: '400',
  });
  return (await call<Items<Curve>>(`/api/v1/sections/${segment(section)}/curve?${query.toString()}`)).items;
}

export const readEvent = (id: string) =>
  call<{ event: PondingEvent; curves: Curve[] }>(`/api/v1/ponding/events/${segment(id)}?points=300`);

export const readMonth = (month: string) =>
  call<{ sections: SectionMonth[] }>(`/api/v1/ponding/summary/${segment(month)}`);

export const readEvents = async (section: string) =>
  (await call<Items<PondingEvent>>(`/api/v1/ponding/events?section=${segment(section)}&limit=10`)).items;

export const readLatestEvents = async () => (await call<Items<PondingEvent>>('/api/v1/ponding/events?limit=100')).items;
