import { describe, expect, it } from 'vitest';
import { have, merged, type Bundle, type CaseGraph } from '../src/field/bundle';
import type { Item } from '../src/field/outbox/item';
import { waysTo } from '../src/field/tasks/navigate';
import {
  clockAt, inOrder, pendingOf, spanOf, standing, stepsFrom, type Task, type TaskClock,
} from '../src/field/tasks/task';

const now = Date.parse('2026-06-01T08:00:00+08:00');
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const clock = (minutes: number, state: TaskClock['state'] = 'running'): TaskClock =>
  ({ limit: '4工作时', warnAt: at(minutes - 60), deadline: at(minutes), state });

const task = (changes: Partial<Task> = {}): Task => ({
  id: 'c', number: '1', kind: 'handle', category: '03101', categoryName: '暴露垃圾', organisation: 'sanitation',
  town: '442000001', facility: null, facilityName: null, position: { lon: 113.35, lat: 22.55 }, description: null,
  status: 'pending_handle', reportedAt: at(-60), handledAt: null, clock: null, note: null, version: 4, photos: [],
  steps: [step('accept'), step('handle', ['answers'], 'clean'), step('dispatch', ['organisation'])], ...changes,
});

function step(action: string, asks: string[] = [], form: string | null = null) {
  return { action, button: { zh: action, en: action }, needsNote: false, asks, form };
}

const graph: CaseGraph = {
  steps: [
    { action: 'accept', from: 'pending_handle', to: 'handling', roles: ['handler'], notBy: [], needsNote: false },
    { action: 'handle', from: 'handling', to: 'pending_check', roles: ['handler'], notBy: null, needsNote: false },
    { action: 'appeal', from: 'handling', to: 'handling', roles: ['handler'], notBy: null, needsNote: true },
    { action: 'verify', from: 'pending_check', to: 'pending_close', roles: ['verifier'], notBy: ['handle'],
      needsNote: false },
    { action: 'comment', from: 'pending_check', to: 'pending_check', roles: ['handler'], notBy: null,
      needsNote: true },
  ],
  actions: ['accept', 'handle', 'appeal', 'verify', 'comment'].map((code) => ({
    code, button: { zh: code, en: code }, asks: code === 'handle' ? ['answers'] : [],
    clock: code === 'appeal' ? 'appeal' : null,
  })),
};
const city = {
  graph, role: 'handler',
  categories: [{ code: '03101', handlingForm: 'clean' }] as never, forms: [{ code: 'clean' }] as never,
};

const own = (action: string, changes: Partial<Item> = {}): Item => ({
  id: action, account: 'handler', kind: 'step', madeAt: at(0), state: 'waiting', title: '', place: '',
  step: { caseId: 'c', number: '1', action }, target: { method: 'POST', path: '' }, body: {}, photos: [],
  isTaken: false, tries: 0, nextAt: 0, ...changes,
});

describe('The clock of a task', () => {
  it('goes on while the phone is offline', () => {
    expect(clockAt(clock(120), now)).toEqual({ state: 'running', leftMs: 7_200_000 });
    expect(clockAt(clock(60), now).state).toBe('due_soon');
    expect(clockAt(clock(-1), now)).toEqual({ state: 'overdue', leftMs: -60_000 });
  });

  it('stands where the server says that it is not running', () => {
    expect(['suspended', 'met', 'missed'].map((state) => clockAt(clock(-90, state as 'met'), now).state)).toEqual(
      ['suspended', 'met', 'missed']);
  });

  it.each([[59, 'minutes', 0, 0, 59], [60, 'hours', 0, 1, 0], [-135, 'hours', 0, 2, 15], [1500, 'days', 1, 1, 0]])(
    'tells %i minutes in the largest two units', (minutes, unit, d, h, m) => {
      expect(spanOf(minutes * 60_000)).toEqual({ unit, d, h, m });
    });
});

describe('Tasks', () => {
  it('stand by urgency, then by distance, then by deadline', () => {
    const far = { lon: 113.36, lat: 22.55 };
    const tasks = [
      task({ id: 'none' }), task({ id: 'later', clock: clock(600) }), task({ id: 'soon', clock: clock(30) }),
      task({ id: 'late far', clock: clock(-90), position: far }), task({ id: 'late near', clock: clock(-30) }),
      task({ id: 'rests', clock: clock(-600, 'suspended') }), task({ id: 'urged', urgedAt: at(-5) }),
    ];
    const ids = (here: Task['position'] | null) => inOrder(tasks, here, now).map(({ id }) => id);
    expect(ids({ lon: 113.35, lat: 22.55 })).toEqual(
      ['late near', 'late far', 'soon', 'later', 'urged', 'rests', 'none']);
    expect(ids(null)).toEqual(['late far', 'late near', 'soon', 'later', 'urged', 'rests', 'none']);
  });

  it('stand where own steps will have brought them, before the server knows of those', () => {
    expect(standing(task(), [], city)).toMatchObject({
      status: 'pending_handle', steps: [{ action: 'accept' }, { action: 'handle' }], // a dispatch is for a desk
    });
    const accepted = standing(task(), [own('accept')], city);
    expect([accepted.status, accepted.steps.map(({ action, form }) => [action, form])]).toEqual(
      ['handling', [['handle', 'clean']]]); // whether an appeal is in time only the server knows
    const handled = standing(task(), [own('accept'), own('handle')], city);
    expect([handled.status, handled.steps.map(({ action }) => action)]).toEqual(['pending_check', ['comment']]);
    expect(standing(task(), [own('accept', { state: 'problem' })], city).status).toBe('pending_handle');
  });

  it('know own steps that the list does not show yet', () => {
    const all = [
      own('a', { state: 'arrived', isTaken: true, answer: { version: 4 } }), // in the list already
      own('c', { madeAt: at(2) }),
      own('b', { state: 'arrived', isTaken: true, answer: { version: 5 }, madeAt: at(1) }),
      own('d', { state: 'draft' }),
      own('e', { step: { caseId: 'other', number: '', action: 'e' } }),
    ];
    expect(pendingOf(task(), all).map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('offer no step to whose work it would judge', () => {
    expect(stepsFrom('pending_check', { graph, role: 'verifier' }, ['handle'])).toEqual([]);
    expect(stepsFrom('pending_check', { graph, role: 'verifier' }).map(({ action }) => action)).toEqual(['verify']);
  });
});

describe('Ways', () => {
  // The same place in the three systems: 113.35, 22.55 in WGS84.
  const degrees = (href: string) => [...href.matchAll(/\d+\.\d{6}/g)].map(([text]) => Number(text));

  it('go to the place in the system of the map app', () => {
    const [amap, baidu, tencent] = waysTo({ lon: 113.35, lat: 22.55 }, '暴露垃圾');
    const [gcjLon = 0, gcjLat = 0] = degrees(amap?.href ?? '');
    expect(gcjLon - 113.35).toBeCloseTo(0.0053, 3);
    expect(gcjLat - 22.55).toBeCloseTo(-0.0026, 3);
    expect(degrees(tencent?.href ?? '')).toEqual([gcjLat, gcjLon]);
    const [bdLat = 0, bdLon = 0] = degrees(baidu?.href ?? '');
    expect(bdLon - gcjLon).toBeCloseTo(0.0065, 3);
    expect(bdLat - gcjLat).toBeCloseTo(0.006, 3);
    expect(amap?.href).toContain(encodeURIComponent('暴露垃圾'));
  });

  it('start where the phone is, where Baidu needs that', () => {
    const [, baidu] = waysTo({ lon: 113.35, lat: 22.55 }, 'x', { lon: 113.36, lat: 22.56 });
    expect(baidu?.href).toMatch(/origin=latlng:22\.56\d+,113\.37\d+/);
  });
});

describe('The bundle', () => {
  const bundle = (parts: Partial<Bundle>): Bundle => ({ serverTime: '2026-06-01T08:00:00+08:00', ...parts });

  it('replaces the parts that changed and keeps the others', () => {
    const first = merged(null, bundle({
      towns: { etag: 't1', content: [{ code: '1' } as never] }, tasks: { etag: 'k1', content: [task()] },
    }), graph, new Date(now + 5000));
    expect([first.aheadMs, first.graph, have(first), have(first, ['tasks']), have(null)]).toEqual(
      [5000, graph, '&have=towns:t1,tasks:k1', '&have=tasks:k1', '']);
    const second = merged(first, bundle({
      towns: { etag: 't1', content: null }, tasks: { etag: 'k2', content: [] },
    }), undefined, new Date(now));
    expect([second.towns, second.tasks, second.graph, second.etags]).toEqual(
      [[{ code: '1' }], [], graph, { towns: 't1', tasks: 'k2' }]);
  });
});
