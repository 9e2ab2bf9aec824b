import { ref } from 'vue';
import { refusalOf } from './refusal';

/** What is done at once when a button is pressed: whether it is under way, and why it was not done. */
export function useAttempt() {
  const failure = ref('');
  const isBusy = ref(false);

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    [failure.value, isBusy.value] = ['', true];
    try {
      await work();
    } catch (problem) {
      failure.value = refusalOf(problem).text;
    } finally {
      isBusy.value = false;
    }
  }

  return { failure, isBusy, attempt };
}
