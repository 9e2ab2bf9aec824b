import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/**
 * Which of a list is open, by the address: a record's code, `new`, or none.
 * @param load Reads the list again.
 */
export function useChosen(load: () => Promise<void>) {
  const route = useRoute();
  const router = useRouter();
  const code = computed(() => (typeof route.query.code === 'string' ? route.query.code : ''));
  const isNew = computed(() => code.value === 'new');
  const to = (chosen: string) => ({
    query: { ...route.query, code: chosen === '' ? undefined : chosen },
  });
  const open = (chosen: string) => router.push(to(chosen));

  /** A record was stored; a new one stays open under its own code. */
  async function saved(own: string): Promise<void> {
    await load();
    if (isNew.value) await router.replace(to(own));
  }

  /** The open record was taken away. */
  async function gone(): Promise<void> {
    await router.replace(to(''));
    await load();
  }

  return { code, isNew, to, open, saved, gone };
}
