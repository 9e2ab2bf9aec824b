import { onScopeDispose, ref } from 'vue';
import { call, Problem } from '../shared/http';
import type { HeldLevel } from './water';

/** A step of a case, as the server tells it. */
export interface CaseStepped {
  id: string;
  number: string;
  action: string;
  status: string;
  stage: string;
  category: string;
  categoryName: string;
  town: string;
  townName: string;
  lon: number;
  lat: number;
}

export interface SensorsHeard {
  items: { code: string; depthMm: number; observedAt: string; level: string }[];
}

/** News of a ponding event: a level reached, or water at the lamps. */
export interface PondingNews {
  what: 'alert' | 'alarm' | `alarm_${string}` | 'changed' | 'closed' | 'withdrawn';
  section: string;
  name: string;
  alert?: string;
  /** The colour now; an alert may be of a level that the water has left already. */
  level?: string;
  held?: HeldLevel[];
  depthMm?: number;
  circuits?: number;
  lon?: number;
  lat?: number;
}

interface Listeners {
  case?: (stepped: CaseStepped) => void;
  sensors?: (heard: SensorsHeard) => void;
  ponding?: (news: PondingNews) => void;
  /** There may be a new notice: ask for the count. */
  notice?: () => void;
  /** Events may have been missed: read everything anew. */
  reload: () => void;
}

/** Whether the live connection stands. */
export const isLive = ref(false);

const patience = 3_000;

/** Who listens: all of a tab share one connection, since a browser has few of them for all of its tabs. */
const followers = new Set<Listeners>();
let source: EventSource | undefined;
let wasOpen = false;
let retry: number | undefined;

function tell(say: (listeners: Listeners) => void): void {
  for (const listeners of followers) say(listeners);
}

const dataOf = (event: MessageEvent) => JSON.parse(event.data as string) as unknown;

function open(): void {
  close();
  source = new EventSource('/api/v1/events');
  source.onopen = () => {
    isLive.value = true;
    if (wasOpen) tell(({ reload }) => { reload(); });
    wasOpen = true;
  };
  source.onerror = () => {
    isLive.value = false;
    // A refusal closes it for good; anything else the browser mends by itself.
    if (source?.readyState === EventSource.CLOSED) void refused();
  };
  source.addEventListener('case', (event) => {
    const stepped = dataOf(event) as CaseStepped;
    tell((listeners) => listeners.case?.(stepped));
  });
  source.addEventListener('sensors', (event) => {
    const heard = dataOf(event) as SensorsHeard;
    tell((listeners) => listeners.sensors?.(heard));
  });
  source.addEventListener('ponding', (event) => {
    const news = dataOf(event) as PondingNews;
    tell((listeners) => listeners.ponding?.(news));
  });
  source.addEventListener('notice', () => { tell((listeners) => listeners.notice?.()); });
  source.addEventListener('reload', () => { tell(({ reload }) => { reload(); }); });
}

function close(): void {
  window.clearTimeout(retry);
  source?.close();
  source = undefined;
  isLive.value = false;
}

async function refused(): Promise<void> {
  try {
    await call('/api/v1/session'); // a 401 ends the session, and the pages with it
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) return;
  }

  if (source) retry = window.setTimeout(open, patience);
}

function lookedAt(): void {
  if (document.hidden) close();
  else if (!source) open();
}

/**
 * Follows the server's events while the page is looked at, and until the calling component goes away. A hidden page
 * lets go of its connection, and reads everything anew when it is shown.
 */
export function followEvents(listeners: Listeners): void {
  if (followers.size === 0) {
    wasOpen = false;
    document.addEventListener('visibilitychange', lookedAt);
  }

  followers.add(listeners);
  onScopeDispose(() => {
    followers.delete(listeners);
    if (followers.size > 0) return;
    document.removeEventListener('visibilitychange', lookedAt);
    close();
  });
  lookedAt();
}
