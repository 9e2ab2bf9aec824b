import { computed } from 'vue';
import { distance } from '../map/project';
import { spanWords, useNow } from '../tasks/clock';
import { t, tOf } from '../words';
import { metres, patrol, track } from './patrol';
import { isForgotten, lastMovedAt } from './track';

/** What is told of the patrol that is under way, anew every half minute. */
export function usePatrolWords() {
  const now = useNow(Date.now);
  const startedAt = computed(() => Date.parse(patrol.value?.startedAt ?? ''));
  const time = computed(() => spanWords(Math.max(0, now.value - startedAt.value)));
  const far = computed(() => distance(metres.value));
  const kind = computed(() => tOf('patrol.kind', patrol.value?.kind ?? 'daily'));
  const summary = computed(() => t('patrol.sum', { time: time.value, far: far.value }));
  const movedAt = computed(() => lastMovedAt(track.value));
  const forgotten = computed(() => patrol.value !== null && isForgotten(startedAt.value, movedAt.value, now.value));
  return { time, far, kind, summary, movedAt, forgotten };
}
