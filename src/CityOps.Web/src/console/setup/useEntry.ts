import { computed, ref, toRaw, watch, type Ref } from 'vue';
import { keepDraft, recallDraft } from '../drafts';
import { refusalOf, type Refusal } from './refusal';

/**
 * What is entered in a form: kept in this tab while it differs from what is stored, so that a closed form, a reload and
 * the end of a session lose nothing.
 */
export function useEntry<T extends object>(usual: T) {
  const form = ref(copyOf(usual)) as Ref<T>;
  const stored = ref(copyOf(usual)) as Ref<T>;
  const what = ref('');
  const refusal = ref<Refusal | null>(null);
  const isBusy = ref(false);
  const isSaved = ref(false);
  /** What is shown was half written before. */
  const isRecalled = ref(false);
  const isChanged = computed(() => JSON.stringify(form.value) !== JSON.stringify(stored.value));

  /** Shows a record, or what was half written of it. */
  function begin(name: string, record: T): void {
    const isSame = what.value === name;
    what.value = name;
    stored.value = copyOf(record);
    const draft = recallDraft(`setup:${name}`);
    isRecalled.value = typeof draft === 'object' && draft !== null;
    form.value = isRecalled.value ? { ...copyOf(record), ...(draft as T) } : copyOf(record);
    refusal.value = null;
    if (!isSame) isSaved.value = false;
  }

  /** Back to what is stored. */
  function discard(): void {
    form.value = copyOf(stored.value);
    [refusal.value, isRecalled.value] = [null, false];
  }

  watch(form, () => {
    if (!what.value) return;
    keepDraft(`setup:${what.value}`, isChanged.value ? form.value : undefined);
    if (isChanged.value) isSaved.value = false;
  }, { deep: true });

  /** Sends it; null when it was refused. */
  async function send<R>(call: (entered: T) => Promise<R>): Promise<R | null> {
    [refusal.value, isSaved.value, isBusy.value] = [null, false, true];
    try {
      const answer = await call(form.value);
      keepDraft(`setup:${what.value}`, undefined);
      stored.value = copyOf(form.value);
      [isSaved.value, isRecalled.value] = [true, false];
      return answer;
    } catch (problem) {
      refusal.value = refusalOf(problem);
      return null;
    } finally {
      isBusy.value = false;
    }
  }

  return { form, refusal, isBusy, isSaved, isChanged, isRecalled, begin, discard, send };
}

const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(toRaw(value))) as T;
