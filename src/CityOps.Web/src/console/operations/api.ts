import { call, type Page } from '../../shared/http';

/** The shapes of the operators' API. Times are ISO 8601 with an offset. */
export interface Gateway {
  id: string;
  name: string;
  disabled: boolean;
  sensors: number;
  connection: {
    online: boolean;
    since: string | null;
    connections: number;
    ending: string | null;
    will: string | null;
  };
  heardAt: string | null;
  counts: { since: string; accepted: number; duplicates: number; rejected: number; reasons: Record<string, number> };
  /** Behind ours when positive. */
  clock: { skewSeconds: number | null; standing: 'right' | 'ahead' | 'behind' | 'unknown' };
  commandsWaiting: number;
}

export interface Replay {
  requestedAt: string;
  requestedBy: string | null;
  replayedAt: string | null;
  result: 'accepted' | 'duplicate' | 'rejected' | null;
  detail: string | null;
  times: number;
}

export interface Rejected {
  id: string;
  receivedAt: string;
  channel: 'mqtt' | 'http';
  gateway: string | null;
  topic: string;
  reason: string;
  detail: string | null;
  /** The payload's beginning, made safe by the server. */
  text: string;
  bytes: number;
  replay: Replay | null;
}

export type Finding = 'offline' | 'battery_low' | 'signal_poor' | 'clock_wrong';

export interface Health {
  at: string;
  sensors: number;
  counts: Record<Finding, number>;
  items: {
    sensor: string;
    gateway: string;
    sectionName: string | null;
    findings: Finding[];
    heardAt: string | null;
    batteryMv: number | null;
    rssiDbm: number | null;
    skewSeconds: number | null;
    isNew: boolean;
  }[];
}

/** Which rejected messages are meant; an empty member is any. */
export interface RejectedFilter { gateway: string; reason: string; replay: string }

export const readGateways = (cursor?: string | null) =>
  call<Page<Gateway>>(`/api/v1/gateways?limit=200${after(cursor)}`);

export const readHealth = () => call<Health>('/api/v1/sensors/health');

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
