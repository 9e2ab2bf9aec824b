import { ref, watch } from 'vue';
import type { Schemas } from '../shared/api.gen';
import { call } from '../shared/http';
import { can, session } from './session';

/** How many missed checks whoever is logged in is told of; the menu shows it. */
export const escalated = ref(0);

const minutes = 10;

export async function countEscalated(): Promise<void> {
  if (!can('routines.read')) {
    escalated.value = 0;
    return;
  }

  try {
    escalated.value = (await call<Schemas['EscalatedChecks']>('/api/v1/routines/escalated')).missed;
  } catch {
    // The list says it as well.
  }
}

watch(session, countEscalated, { immediate: true });
setInterval(() => { if (!document.hidden) void countEscalated(); }, minutes * 60_000);
