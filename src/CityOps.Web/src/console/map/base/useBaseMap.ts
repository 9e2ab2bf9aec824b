import { computed, onMounted, ref, shallowRef } from 'vue';
import { chosenBaseMap, readBaseMaps, shownOf, type BaseMap } from '../../../shared/baseMaps';

/** The base maps that there are, and the one that a page's map shows. */
export function useBaseMap() {
  const all = shallowRef<BaseMap[]>([]);
  const shown = computed(() => shownOf(all.value, chosenBaseMap.value));
  const hasTrouble = ref(false);
  onMounted(async () => { all.value = await readBaseMaps(); });
  return { all, shown, hasTrouble };
}
