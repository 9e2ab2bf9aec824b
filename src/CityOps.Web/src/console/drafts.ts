import { session } from './session';

/**
 * What is half written, kept in this tab until it is sent or given up: the end of a session, a closed panel and a
 * reload lose nothing. Each account has its own.
 */
const prefix = 'cityops-draft';

// A session that ended has no login any more, while its form is still on the screen.
let owner = '';
const keyOf = (what: string) => `${prefix}:${(owner = session.value?.login ?? owner)}:${what}`;

export function recallDraft(what: string): unknown {
  try {
    const kept = sessionStorage.getItem(keyOf(what));
    return kept === null ? undefined : JSON.parse(kept);
  } catch {
    return undefined;
  }
}

/** Undefined drops it. */
export function keepDraft(what: string, draft: unknown): void {
  try {
    if (draft === undefined) sessionStorage.removeItem(keyOf(what));
    else sessionStorage.setItem(keyOf(what), JSON.stringify(draft));
  } catch {
    // Without storage a draft lasts as long as its form.
  }
}
