import { ref, shallowRef, watch } from 'vue';
import { dayMs } from '../../shared/cityTime';
import { periodOf } from '../figures/periods';
import { Problem } from '../../shared/http';
import { readFrequency, type Days, type Frequency } from './frequency';


/** The last year up to today. */
export function lastYear(now = new Date()): Days {
  return { from: periodOf('month', new Date(now.getTime() - 364 * dayMs)).to, to: periodOf('month', now).to };
}

/** The plan of where to dig: read when it is shown, and again for another period. */
export function usePlan(isShown: () => boolean) {
  const days = ref<Days>(lastYear());
  const plan = shallowRef<Frequency[]>();
  const problem = ref('');
  let question = 0;

  async function read(): Promise<void> {
    const mine = ++question;
    problem.value = '';
    try {
      const answer = await readFrequency(days.value);
      if (mine === question) plan.value = answer;
    } catch (cause) {
      if (mine === question) problem.value = cause instanceof Problem ? cause.message : String(cause);
    }
  }

  watch([isShown, days], () => { if (isShown()) void read(); }, { immediate: true });
  return { days, plan, problem, read };
}
