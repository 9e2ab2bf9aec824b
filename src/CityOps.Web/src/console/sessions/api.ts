import type { Schemas } from '../../shared/api.gen';
import { call, type Page } from '../../shared/http';

/** Where an account is logged in. */
export type SessionItem = Schemas['SessionItem'];

/** Of one's own account, or of the one that is named. */
const pathOf = (login: string | null) =>
  (login === null ? '/api/v1/sessions' : `/api/v1/accounts/${encodeURIComponent(login)}/sessions`);

export const readSessions = async (login: string | null) => (await call<Page<SessionItem>>(pathOf(login))).items;

export const endSessionOf = (login: string | null, id: string) =>
  call(`${pathOf(login)}/${encodeURIComponent(id)}`, { method: 'DELETE' });

const browsers: [sign: RegExp, name: string][] = [
  [/MicroMessenger/, 'WeChat'], [/Edg/, 'Edge'], [/Firefox/, 'Firefox'], [/Chrome|CriOS/, 'Chrome'],
  [/Safari/, 'Safari'],
];

const systems: [sign: RegExp, name: string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'], [/Android/, 'Android'], [/iPhone|iPad/, 'iOS'], [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'], [/Linux/, 'Linux'],
];

const firstOf = (agent: string, signs: [RegExp, string][]) => signs.find(([sign]) => sign.test(agent))?.[1];

/** Chrome · Windows, of a User-Agent; what is neither a known browser nor a known system keeps its own name. */
export function deviceOf(agent: string | null): string {
  if (agent === null) return '';
  const known = [firstOf(agent, browsers), firstOf(agent, systems)].filter((name) => name !== undefined);
  return known.length > 0 ? known.join(' · ') : agent.slice(0, 40);
}
