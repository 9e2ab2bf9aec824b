import { onMounted, ref, shallowRef } from 'vue';
import { Problem, type Page } from '../../shared/http';

/** A list that is read page by page; `reload` begins anew and leaves what is shown until the answer is there. */
export function useList<T>(read: (cursor: string | null) => Promise<Page<T>>) {
  const items = shallowRef<T[]>([]);
  const next = ref<string | null>(null);
  const isLoading = ref(true);
  const failure = ref('');
  let asked = 0;

  async function load(cursor: string | null): Promise<void> {
    const mine = ++asked;
    isLoading.value = true;
    failure.value = '';
    try {
      const page = await read(cursor);
      if (mine !== asked) return; // another filter was chosen meanwhile
      items.value = cursor ? [...items.value, ...page.items] : page.items;
      next.value = page.next;
    } catch (problem) {
      if (mine === asked) failure.value = problem instanceof Problem ? problem.message : String(problem);
    } finally {
      if (mine === asked) isLoading.value = false;
    }
  }

  const reload = () => load(null);
  const more = () => load(next.value);
  onMounted(reload);
  return { items, next, isLoading, failure, reload, more };
}
