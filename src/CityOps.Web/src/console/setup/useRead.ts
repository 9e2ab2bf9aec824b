import { onMounted, ref, shallowRef } from 'vue';
import { refusalOf } from './refusal';

/** What a page reads when it opens; `load` reads it again and leaves what is shown meanwhile, without saying so. */
export function useRead<T>(usual: T, read: () => Promise<T>) {
  const value = shallowRef<T>(usual);
  const isLoading = ref(true);
  const failure = ref('');
  let isRead = false;

  async function load(): Promise<void> {
    isLoading.value = !isRead;
    failure.value = '';
    try {
      value.value = await read();
      isRead = true;
    } catch (problem) {
      failure.value = refusalOf(problem).text;
    } finally {
      isLoading.value = false;
    }
  }

  onMounted(load);
  return { value, isLoading, failure, load };
}
