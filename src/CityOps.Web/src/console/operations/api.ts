import type { Schemas } from '../../shared/api.gen';
import { call, type Page } from '../../shared/http';

/** The shapes of the operators' API. Times are ISO 8601 with an offset. */
export type Gateway = Schemas['GatewayItem'];

export type Replay = Schemas['RejectedReplay'];

export type Rejected = Schemas['RejectedItem'];

/** Who was not let in at the uplink. */
export type Refused = Schemas['RefusedConnection'];

export type Finding = 'offline' | 'battery_low' | 'signal_poor' | 'clock_wrong';

export type Health = Schemas['HealthSummary'];

/** What reads a gateway's own format. */
export type Terminal = Schemas['TerminalItem'];

export type Profile = Schemas['PayloadProfileItem'];

/** A message as it came, and as the profile reads it now. */
export type Heard = Schemas['HeardPayload'];

export type Trial = Schemas['TrialAnswer'];

export type TrialReading = Schemas['TrialReading'];

/** Which rejected messages are meant; an empty member is any. */
export interface RejectedFilter { gateway: string; reason: string; replay: string }

export const readGateways = (cursor?: string | null) =>
  call<Page<Gateway>>(`/api/v1/gateways?limit=200${after(cursor)}`);

export const readRefused = (cursor?: string | null) =>
  call<Page<Refused>>(`/api/v1/refused-connections?limit=100${after(cursor)}`);

/** What of the service does not work as it should, with the cause in both languages. */
export interface Service {
  status: 'Healthy' | 'Degraded' | 'Unhealthy';
  checks: Record<string, string>;
  causes: { check: string; status: string; cause: string | null; causeZh: string | null }[];
}

/** Answers 503 with the same content while this process is not ready. */
export async function readService(): Promise<Service> {
  const response = await fetch('/health/ready', { cache: 'no-store' });
  return (await response.json()) as Service;
}

export const readTerminal = (gateway: string) =>
  call<Terminal>(`/api/v1/gateways/${encodeURIComponent(gateway)}/terminal`);

export const readPayloads = async (gateway: string) =>
  (await call<Page<Heard>>(`/api/v1/gateways/${encodeURIComponent(gateway)}/payloads`)).items;

export const readProfiles = async () => (await call<Page<Profile>>('/api/v1/payload-profiles')).items;

/** Reads a sample by a profile; nothing is stored. */
export const tryProfile = (profile: string, gateway: string, sample: string) =>
  call<Trial>('/api/v1/payload-profiles/try', { method: 'POST', body: { profile, gateway, sample } });

export const readHealth = () => call<Health>('/api/v1/sensors/health');

export const readMissingYear = async () => (await call<{ year: number | null }>('/api/v1/calendar/missing')).year;

export function readRejected(filter: RejectedFilter, cursor?: string | null): Promise<Page<Rejected>> {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ''));
  return call<Page<Rejected>>(`/api/v1/rejected-messages?limit=50&${query.toString()}${after(cursor)}`);
}

export const replayOne = (id: string) =>
  call<Rejected>(`/api/v1/rejected-messages/${encodeURIComponent(id)}/replay`, { method: 'POST' });

/** Asks for all of a filter that are not stored yet; answers how many. */
export const replayAll = (filter: RejectedFilter) => call<{ requested: number }>('/api/v1/rejected-messages/replay', {
  method: 'POST',
  body: { gateway: filter.gateway || null, reason: filter.reason || null },
});

function after(cursor?: string | null): string {
  return cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
}
