import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { Problem } from '../../shared/http';

/**
 * What is read when its question changes, and again when something happened. What was there stays until the answer to
 * the new question comes.
 * @param question null while there is none, for want of a right or of what it is made from.
 */
export function useRead<T>(question: () => string | null, read: (signal: AbortSignal) => Promise<T>) {
  const value = shallowRef<T>();
  const failure = ref('');
  const isLoading = ref(false);
  let asking: AbortController | undefined;

  /** @param isQuiet a failure leaves what is shown: the next word of the server asks again. */
  async function ask(isQuiet: boolean): Promise<void> {
    if (question() === null) return;
    asking?.abort();
    const mine = asking = new AbortController();
    if (!isQuiet) isLoading.value = true;
    try {
      const answer = await read(mine.signal);
      if (mine !== asking) return;
      value.value = answer;
      failure.value = '';
    } catch (cause) {
      if (mine !== asking) return;
      if (!isQuiet || value.value === undefined) {
        failure.value = cause instanceof Problem ? cause.message : String(cause);
      }
    } finally {
      if (mine === asking) isLoading.value = false;
    }
  }

  watch(question, () => void ask(false), { immediate: true });
  onScopeDispose(() => asking?.abort());
  return { value, failure, isLoading, retry: () => ask(false), again: () => ask(true) };
}

export type Read<T> = ReturnType<typeof useRead<T>>;
