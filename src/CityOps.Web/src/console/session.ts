import type { Schemas } from '../shared/api.gen';
import { ref, shallowRef } from 'vue';
import { call, Problem } from '../shared/http';

export type Session = Schemas['SessionAnswer'];

/** Who is logged in; null when nobody is. */
export const session = shallowRef<Session | null>(null);

/** True after a session ended by itself, so that the log-in can say why it is there. */
export const hasEnded = ref(false);

/** Whether whoever is logged in has a right to an operation, e.g. `letters.issue`. */
export function can(operation: string): boolean {
  return session.value?.rights.includes(operation) ?? false;
}

/** Asks the server whose cookie this browser holds. */
export async function recallSession(): Promise<void> {
  try {
    session.value = await call<Session>('/api/v1/session', { mayBeStranger: true });
  } catch (problem) {
    if (!(problem instanceof Problem && problem.status === 401)) throw problem;
    session.value = null;
  }
}

export async function logIn(login: string, password: string): Promise<void> {
  session.value = await call<Session>('/api/v1/session', {
    method: 'POST',
    body: { login, password },
    mayBeStranger: true,
  });
  hasEnded.value = false;
}

/** Gives whoever is logged in another password; their other sessions end. */
export async function changePassword(current: string, next: string): Promise<void> {
  await call('/api/v1/session/password', { method: 'PUT', body: { current, new: next } });
  await recallSession();
}

export async function logOut(): Promise<void> {
  await call('/api/v1/session', { method: 'DELETE' });
  session.value = null;
}

export function endSession(): void {
  hasEnded.value = session.value !== null;
  session.value = null;
}
