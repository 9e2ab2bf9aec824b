import { takeStep, type StepBody } from '../api';
import { Problem } from '../../shared/http';
import type { CaseAction, CaseStep } from '../records/actions';
import type { CaseItem } from './api';

/** What became of one case of many. */
export interface Outcome { id: string; number: string; problem: string | null }

const atOnce = 4;

/** What cannot be said once for many cases. */
const own: readonly string[] = ['into', 'until', 'answers', 'townOffice', 'category', 'position'];

/** The actions that a role may take with each of the cases, by the city's graph. */
export function actionsForAll(
  cases: readonly { status: string }[], actions: readonly CaseAction[], steps: readonly CaseStep[], role: string,
): CaseAction[] {
  const statuses = [...new Set(cases.map(({ status }) => status))];
  return statuses.length === 0 ? [] : actions.filter((action) =>
    !action.asks.some((ask) => own.includes(ask)) && statuses.every((status) => steps.some((step) =>
      step.action === action.code && step.from === status && step.roles.includes(role))));
}

/** Takes one step with each, a few at a time, and says of each what became of it. */
export async function takeForAll(
  cases: readonly CaseItem[], action: string, body: StepBody, done: (outcome: Outcome) => void,
): Promise<void> {
  const waiting = [...cases];
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) {
      try {
        await takeStep(one, action, body);
        done({ id: one.id, number: one.number, problem: null });
      } catch (cause) {
        done({ id: one.id, number: one.number, problem: cause instanceof Problem ? cause.message : String(cause) });
        if (cause instanceof Problem && cause.status === 401) return; // the session ended: the rest was not tried
      }
    }
  }));
}
