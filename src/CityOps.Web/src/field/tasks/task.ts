import type { Form } from '../../shared/forms';
import type { Place } from '../../shared/geo';
import type { CaseGraph, Category } from '../bundle';
import { metresBetween } from '../map/project';
import type { Item } from '../outbox/item';

/** A case in somebody's hands, as GET /api/v1/field/tasks tells it. */
export interface Task {
  id: string;
  number: string;
  kind: 'verify' | 'handle' | 'check';
  category: string;
  categoryName: string;
  organisation: string;
  town: string;
  facility: string | null;
  facilityName: string | null;
  position: Place;
  description: string | null;
  status: string;
  reportedAt: string;
  handledAt: string | null;
  clock: TaskClock | null;
  note: string | null;
  /** When it was urged last; nothing once it moved on. */
  urgedAt?: string | null;
  version: number;
  steps: TaskStep[];
  photos: string[];
}

export interface TaskClock {
  limit: string | null;
  warnAt: string | null;
  deadline: string;
  /** It may move: its year's holidays are not entered. Left out by a server of an earlier version. */
  deadlineIsProvisional?: boolean;
  state: ClockState;
}

export type ClockState = 'running' | 'due_soon' | 'overdue' | 'suspended' | 'met' | 'missed';

export interface TaskStep {
  action: string;
  button: { zh: string; en: string };
  needsNote: boolean;
  asks: string[];
  form: string | null;
}

/** The clock as it stands now: what was running when it was asked may be overdue since. */
export function clockAt(clock: TaskClock, now: number): { state: ClockState; leftMs: number } {
  const leftMs = Date.parse(clock.deadline) - now;
  const isRunning = clock.state === 'running' || clock.state === 'due_soon' || clock.state === 'overdue';
  if (!isRunning) return { state: clock.state, leftMs };
  const isWarned = clock.warnAt !== null && now >= Date.parse(clock.warnAt);
  return { state: leftMs < 0 ? 'overdue' : isWarned ? 'due_soon' : 'running', leftMs };
}

/** A span in the largest two units that tell it. */
export function spanOf(ms: number): { unit: 'days' | 'hours' | 'minutes'; d: number; h: number; m: number } {
  const minutes = Math.floor(Math.abs(ms) / 60_000);
  const [d, h, m] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  return d > 0 ? { unit: 'days', d, h, m } : h > 0 ? { unit: 'hours', d, h, m } : { unit: 'minutes', d, h, m };
}

const urgency: Record<ClockState, number> = { overdue: 0, due_soon: 1, running: 2, suspended: 3, met: 2, missed: 2 };

/**
 * The most urgent first; of those that are as urgent, what somebody urges, then the nearest, or without a place the
 * one that is due first.
 */
export function inOrder(tasks: readonly Task[], here: Place | null, now: number): Task[] {
  const weight = (task: Task) => (task.clock ? urgency[clockAt(task.clock, now).state] : 3);
  const due = ({ clock }: Task) => (clock ? Date.parse(clock.deadline) : Infinity);
  return [...tasks].sort((a, b) => weight(a) - weight(b)
    || Number(Boolean(b.urgedAt)) - Number(Boolean(a.urgedAt))
    || (here ? metresBetween(here, a.position) - metresBetween(here, b.position) : 0)
    || (due(a) === due(b) ? 0 : due(a) - due(b))
    || a.number.localeCompare(b.number));
}

/** This phone's steps of a case that the list does not know of yet, the first one first. */
export function pendingOf(task: Pick<Task, 'id' | 'version'>, items: readonly Item[]): Item[] {
  return items
    .filter(({ step, state, isTaken, answer }) => step?.caseId === task.id && state !== 'draft'
      && (!isTaken || (typeof answer?.version === 'number' && answer.version > task.version)))
    .sort((a, b) => a.madeAt.localeCompare(b.madeAt));
}

interface City { graph: CaseGraph | undefined; role: string; categories: readonly Category[]; forms: readonly Form[] }

/**
 * Where a case stands once this phone's own steps are taken, and what may be done then. Without a signal the server
 * cannot be asked; the graph of steps says what follows.
 */
export function standing(task: Task, pending: readonly Item[], city: City): { status: string; steps: TaskStep[] } {
  const own = pending.filter(({ state }) => state !== 'problem').flatMap(({ step, answer }) => (step
    ? [{ action: step.action, status: answer?.status }]
    : []));
  let status = task.status;
  for (const { action, status: said } of own) {
    const leads = city.graph?.steps.find((step) => step.action === action && step.from === status)?.to;
    status = typeof said === 'string' ? said : leads ?? status;
  }
  if (status === task.status) return { status, steps: task.steps.filter(isFieldwork) };
  const form = handlingForm(task, city);
  return { status, steps: stepsFrom(status, city, own.map(({ action }) => action), form) };
}

/** The steps from a status that a role may take, as far as a phone can tell: what the clock forbids it cannot. */
export function stepsFrom(
  status: string, { graph, role }: Pick<City, 'graph' | 'role'>, done: readonly string[] = [],
  form: string | null = null,
): TaskStep[] {
  return (graph?.actions ?? []).flatMap(({ code, button, asks, clock }) => {
    const step = graph?.steps.find(({ action, from, roles }) => action === code && from === status
      && roles.includes(role));
    const isAllowed = step && clock === null && !(step.notBy ?? []).some((action) => done.includes(action));
    return isAllowed
      ? [{ action: code, button, needsNote: step.needsNote, asks, form: asks.includes('answers') ? form : null }]
      : [];
  }).filter(isFieldwork);
}

function handlingForm({ category }: Task, { categories, forms }: City): string | null {
  const code = categories.find((one) => one.code === category)?.handlingForm ?? null;
  return forms.some((form) => form.code === code) ? code : null;
}

/** What else than words, photos and a form goes with a step is asked at a desk. */
const isFieldwork = ({ asks }: TaskStep) => asks.every((ask) => ask === 'answers');
