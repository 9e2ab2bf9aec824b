import type { Schemas } from '../shared/api.gen';
import { levelColour, levels } from './palette';
import { t, tOf } from './words';

/**
 * How high the water stands on a road and what that is called, for the list, the record, the alarm and the notice: all
 * of them ask here, and the map has its levels by the same rule from sql/functions/sensor_level.sql.
 */
export type HeldLevel = Schemas['HeldLevel'];

interface Road { level: string; state: string; since: string | null }

/** A road's level; silent where nothing is known of it. */
export const levelOf = (road: Road) => (road.state === 'live' || road.since !== null ? road.level : 'silent');

export const levelWords = (level: string) => tOf('level', level);

/** Why levels stand although the depth beside them is below their lines; empty where the depth says it all. */
export const heldWords = (held: readonly HeldLevel[] = []): string => held
  .map(({ level, lineMm, untilMm, measured }) => (measured
    ? t('ponding.held', { level: levelWords(level), line: lineMm, until: untilMm })
    : t('ponding.unmeasured', { level: levelWords(level) })))
  .join(t('ponding.heldAnd'));

const rank = (level: string) => levels.findIndex(({ code }) => code === level);

/** What a notice says of an alert: the level that was reached and, where the water has fallen since, the one now. */
export function alertWords(reached: string, now: string | undefined): { text: string; colour: string } {
  const hasFallen = now !== undefined && rank(reached) >= 0 && rank(now) > rank(reached);
  return {
    text: hasFallen
      ? t('ponding.fell', { reached: levelWords(reached), now: levelWords(now) })
      : levelWords(reached),
    colour: levelColour(reached === 'powerRisk' ? 'red' : hasFallen ? now : reached),
  };
}
