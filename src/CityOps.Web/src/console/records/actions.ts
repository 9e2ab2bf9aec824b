import type { Schemas } from '../../shared/api.gen';
import { shallowRef, watch } from 'vue';
import { call } from '../../shared/http';
import { session } from '../session';
import { language } from '../words';

type Words = Schemas['Words'];

/** What a step asks beside note and photos. */
export type Ask =
  | 'organisation' | 'townOffice' | 'condition' | 'into' | 'until' | 'answers' | 'category' | 'position';

/** An action as the server declares it; a new one shows here without a change of the console. */
export type CaseAction = Omit<Schemas['CaseActionItem'], 'place' | 'asks'> & {
  /** What usually comes next, what stands beside the way, what ends or undoes. */
  place: 'onward' | 'beside' | 'ending';
  asks: Ask[];
};

/** A step of the city's graph. */
export type CaseStep = Schemas['CaseStepItem'];

type Answer = Pick<Schemas['CaseStepsAnswer'], 'steps' | 'notes'> & { actions: CaseAction[] };

const answer = shallowRef<Answer>({ actions: [], steps: [], notes: [] });

let asked: Promise<void> | undefined;

/** Reads the list unless it was read; done when it is there. A failure is made good by the next call. */
export function loadActions(): Promise<void> {
  if (!session.value) return Promise.resolve();
  asked ??= call<Answer>('/api/v1/case-steps').then(
    (read) => { answer.value = read; },
    () => { asked = undefined; },
  );
  return asked;
}

watch(session, loadActions, { immediate: true });

/** In the order of their buttons. None before the list is there: a step is not taken without what it asks. */
export const actionsOf = (codes: readonly string[]) =>
  answer.value.actions.filter(({ code }) => codes.includes(code));

/** All of them, and the graph's steps; for what is done with many cases at once. */
export const allActions = () => answer.value.actions;
export const allSteps = () => answer.value.steps;

/** What ends a case early, sends it back or undoes something does so in every graph. */
export const needsNote = (action: CaseAction, status: string) =>
  answer.value.steps.some((step) => step.action === action.code && step.from === status && step.needsNote);

/** The words in the page's language. */
export const inWords = (words: Words) => words[language.value === 'en' ? 'en' : 'zh'];

/** What an entry of a case's log says was done. */
export function logged(code: string): string {
  const entry = [...answer.value.actions, ...answer.value.notes].find((one) => one.code === code);
  return entry ? inWords(entry.logged) : code;
}
