import { answersOf, type Answers } from '../../shared/forms';
import { newUuid } from '../../shared/uuid';
import type { Item } from '../outbox/item';
import { change, items, mine, write } from '../outbox/outbox';
import { drain } from '../outbox/send';
import { categoryOf, formOf, reference, townOf } from '../reference';
import { account } from '../session';
import { language } from '../words';
import { pendingOf, standing, type Task, type TaskStep } from './task';

/** What a step says, as far as it is written. */
export interface StepBody extends Record<string, unknown> { note?: string; answers?: Answers }

export const bodyOf = (item: Item) => item.body as StepBody;

export const taskOf = (id: string) => reference.value?.tasks.find((task) => task.id === id);

/** What this account wrote for a case and has not sent. */
export const draftOf = (caseId: string) =>
  mine.value.find(({ step, state }) => step?.caseId === caseId && state === 'draft');

/** Where a case stands with this phone's own steps, and what may be done then. */
export function standingOf(task: Task) {
  const pending = pendingOf(task, mine.value);
  const { status, steps } = standing(task, pending, {
    graph: reference.value?.graph,
    role: account.value?.role ?? '',
    categories: reference.value?.categories ?? [],
    forms: reference.value?.forms ?? [],
  });
  return { status, steps, pending };
}

export const inWords = (words: { zh: string; en: string }) => words[language.value === 'en' ? 'en' : 'zh'];

/** What an action is called, also one that may not be taken any more. */
export function actionWords(action: string, steps: readonly TaskStep[] = []): string {
  const known = steps.find((step) => step.action === action)
    ?? reference.value?.graph?.actions.find(({ code }) => code === action);
  return known ? inWords(known.button) : action;
}

/** What is wrong: its category. */
export function nameOf({ category, categoryName }: Task): string {
  return (language.value === 'en' ? categoryOf(category)?.nameEn : null) ?? categoryName;
}

/** Where a case is, in words. */
export function placeOf({ facilityName, town }: Task): string {
  const known = townOf(town);
  const name = known && language.value === 'en' && known.nameEn ? known.nameEn : known?.name ?? town;
  return facilityName ? `${name} · ${facilityName}` : name;
}

/** Begins to write a step, on the phone from the first letter on. */
export async function begin(task: Task, action: string): Promise<Item> {
  const id = newUuid();
  const item: Item = {
    id,
    account: account.value?.login ?? '',
    kind: 'step',
    madeAt: new Date().toISOString(),
    state: 'draft',
    title: nameOf(task),
    place: placeOf(task),
    step: { caseId: task.id, number: task.number, action },
    target: { method: 'POST', path: pathOf(task.id, action), version: task.version },
    body: {},
    photos: [],
    isTaken: false,
    tries: 0,
    nextAt: 0,
  };
  await write(item);
  return item;
}

/** What a step is about, without the step. */
export const subjectOf = ({ title }: Item) => title.split(' · ').at(-1) ?? title;

const pathOf = (caseId: string, action: string) => `/api/v1/cases/${caseId}/${action}`;

/** Takes a step: on the phone at once, on the server as soon as there is a line. */
export async function take(draft: Item, caseId: string, step: TaskStep, task: Task | undefined): Promise<void> {
  const { note, answers = {} } = bodyOf(draft);
  const form = formOf(step.form);
  const before = items.value
    .filter((item) => item.id !== draft.id && item.account === draft.account && item.step?.caseId === caseId
      && (item.state === 'waiting' || (task && (item.answer?.version as number | undefined ?? 0) > task.version)))
    .sort((a, b) => a.madeAt.localeCompare(b.madeAt)).at(-1);
  await change(draft.id, (now) => {
    const { trouble, after, ...kept } = now;
    const at = new Date().toISOString();
    return {
      ...kept,
      state: 'waiting',
      madeAt: at,
      tries: 0,
      nextAt: 0,
      title: `${inWords(step.button)} · ${task ? nameOf(task) : subjectOf(now)}`,
      ...(before ? { after: before.id } : {}),
      step: { caseId, number: now.step?.number ?? '', action: step.action },
      // Without a task it is not known what it meets; the server says.
      target: {
        method: 'POST', path: pathOf(caseId, step.action), ...(task ? { version: task.version } : {}),
      },
      body: {
        stepId: now.id,
        deviceAt: at,
        ...(note?.trim() ? { note: note.trim() } : {}),
        ...(form ? { answers: answersOf(form.fields, answers), form: form.code, formVersion: form.version } : {}),
        photos: now.photos.map(({ sha256, bytes, type }) => ({ sha256, bytes, type })),
      },
    };
  });
  void drain();
}
