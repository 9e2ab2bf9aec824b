import { dayMs } from '../../shared/cityTime';
import { call } from '../../shared/http';

/**
 * The shapes of the waterlogging API (/api/v1/ponding, /api/v1/sections). Times are ISO 8601 with an offset, depths
 * millimetres.
 */
export interface LiveSection {
  section: string;
  name: string;
  town: string | null;
  lon: number;
  lat: number;
  level: string;
  atPowerRisk: boolean;
  depthMm: number | null;
  observedAt: string | null;
  state: 'live' | 'silent' | 'no_sensor';
  since: string | null;
  peakMm: number | null;
  peakAt: string | null;
  sensors: { code: string; depthMm: number | null; observedAt: string | null; silent: boolean }[];
  alarm: { id: string; raisedAt: string; acknowledgedAt: string | null } | null;
}

export interface Circuit { code: string; type: string; name: string; power: 'on' | 'off' }

export interface AlarmStep {
  seq: number;
  at: string;
  action: string;
  circuit: string | null;
  account: string | null;
  note: string | null;
}

export interface Alarm {
  id: string;
  section: string;
  name: string;
  raisedAt: string;
  depthMm: number;
  circuits: Circuit[];
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  finishedAt: string | null;
  mayRestoreAt: string | null;
  mayRestore: boolean;
  /** Sensors that would have to say that the water is off the lamps don't speak: a person may look. */
  mayConfirmOnSite: boolean;
  silentSince: string | null;
  silent: string[];
  log: AlarmStep[];
}

export interface Section {
  code: string;
  name: string;
  town: string | null;
  blueMm: number;
  yellowMm: number;
  orangeMm: number;
  redMm: number;
  powerRiskMm: number;
  hysteresisMm: number;
}

export interface Curve {
  sensor: string;
  readings: number;
  points: { observedAt: string; depthMm: number; flags: string[] }[];
}

export interface PondingEvent {
  id: string;
  section: string;
  name: string;
  openedAt: string;
  closedAt: string | null;
  worstLevel: string;
  atPowerRisk: boolean;
  peakMm: number;
  peakAt: string;
  lastAt: string;
  caseId: string | null;
}

/** A section's month; minutes at a colour and not at the next. */
export interface SectionMonth {
  section: string;
  events: number;
  minutes: { blue: number; yellow: number; orange: number; red: number; powerRisk: number };
  peakMm: number | null;
  peakAt: string | null;
  alarms: number;
  rank: number | null;
  availability: number | null;
}

interface Items<T> { items: T[] }

const segment = encodeURIComponent;
const alarms = '/api/v1/ponding/alarms';

export const readLive = async () => (await call<Items<LiveSection>>('/api/v1/ponding')).items;

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
