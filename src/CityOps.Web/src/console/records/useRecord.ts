import { ref, shallowRef, watch, type Ref } from 'vue';
import { Problem } from '../../shared/http';

/** A record as it is being read: nothing yet, the record, or what went wrong. */
export interface Reading<T> {
  record: Ref<T | undefined>;
  problem: Ref<string | undefined>;
  read: () => Promise<void>;
}

/**
 * Reads a record, again whenever what it depends on changes. The record of before stays on the screen while the same
 * one is read again; an answer that comes after a later question is dropped.
 */
export function useRecord<T>(
  source: () => Promise<T>,
  key: () => unknown,
  revision: () => unknown = () => 0,
  arrived: (record: T) => void = () => undefined,
): Reading<T> {
  const record = shallowRef<T>();
  const problem = ref<string>();
  let question = 0;

  async function read(): Promise<void> {
    const mine = ++question;
    try {
      const answer = await source();
      if (mine !== question) return;
      record.value = answer;
      problem.value = undefined;
      arrived(answer);
    } catch (cause) {
      if (mine !== question) return;
      problem.value = cause instanceof Problem ? cause.message : String(cause);
    }
  }

  watch(key, () => {
    record.value = undefined;
    problem.value = undefined;
    void read();
  }, { immediate: true });
  watch(revision, () => { void read(); });
  return { record, problem, read };
}
