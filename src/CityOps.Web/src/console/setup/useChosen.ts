import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** Which of a list is open, by the address: a record's code, `new`, or none. */
export function useChosen() {
  const route = useRoute();
  const router = useRouter();
  const code = computed(() => (typeof route.query.code === 'string' ? route.query.code : ''));
  const isNew = computed(() => code.value === 'new');
  const to = (chosen: string) => ({
    query: { ...route.query, code: chosen === '' ? undefined : chosen },
  });
  const open = (chosen: string) => router.push(to(chosen));
  return { code, isNew, to, open };
}
