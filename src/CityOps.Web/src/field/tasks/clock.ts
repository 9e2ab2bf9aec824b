import { onBeforeUnmount, ref } from 'vue';
import { serverNow } from '../reference';
import { t, type Word } from '../words';
import { clockAt, spanOf, type ClockState, type TaskClock } from './task';

/** The server's time, or what another clock says, anew every half minute. */
export function useNow(clock = serverNow) {
  const now = ref(clock());
  const timer = setInterval(() => { now.value = clock(); }, 30_000);
  onBeforeUnmount(() => { clearInterval(timer); });
  return now;
}

/** 剩余 2 小时 15 分 */
export function clockWords(clock: TaskClock | null, now: number): { text: string; mark: string } {
  if (!clock) return { text: t('tasks.noClock'), mark: '' };
  const { state, leftMs } = clockAt(clock, now);
  const mark = state === 'overdue' || state === 'missed' ? 'mark--danger'
    : state === 'due_soon' ? 'mark--warn'
      : state === 'met' ? 'mark--ok' : '';
  return { text: t(sentences[state], { span: spanWords(leftMs) }), mark };
}

const sentences: Record<ClockState, Word> = {
  running: 'tasks.clock.running',
  due_soon: 'tasks.clock.due_soon',
  overdue: 'tasks.clock.overdue',
  suspended: 'tasks.clock.suspended',
  met: 'tasks.clock.met',
  missed: 'tasks.clock.missed',
};

const spans: Record<'days' | 'hours' | 'minutes', Word> = {
  days: 'tasks.span.days', hours: 'tasks.span.hours', minutes: 'tasks.span.minutes',
};

/** 2 小时 15 分 */
export function spanWords(ms: number): string {
  const { unit, ...parts } = spanOf(ms);
  return t(spans[unit], parts);
}
