import { shallowRef, watch } from 'vue';
import type { Schemas } from '../shared/api.gen';
import { readAll } from '../shared/http';
import { session } from './session';

export type Subsystem = Schemas['SubsystemItem'];

/** The subsystems that have an entry in the menu. */
export const inMenu = shallowRef<readonly Subsystem[]>([]);

watch(session, async (now) => {
  if (!now?.rights.includes('subsystems.read')) {
    inMenu.value = [];
    return;
  }

  try {
    inMenu.value = (await readAll<Subsystem>('/api/v1/subsystems')).filter((subsystem) => subsystem.inMenu);
  } catch {
    // The map's legend leads to them as well.
  }
}, { immediate: true });
