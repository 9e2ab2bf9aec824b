import { describe, expect, test } from 'vitest';
import { actionsForAll } from '../src/console/cases/bulk';
import { clockOf } from '../src/console/cases/clock';
import { addressOf, changed, filtersOf, queryOf, toggled } from '../src/console/cases/filters';
import * as shown from '../src/console/map/useShown';

const now = Date.parse('2026-06-01T08:00:00+08:00');
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

describe('the time of a case in colour and words', () => {
  test.each([
    [null, null, 'none', 'none', 0],
    ['running', 3 * 24 * 60, 'calm', 'days', 3],
    ['running', 47 * 60, 'calm', 'hours', 47],
    ['due_soon', 59, 'soon', 'minutes', 59],
    ['due_soon', 0.2, 'soon', 'minutes', 1],
    ['running', -1, 'late', 'lateMinutes', 1], // it was in time when the list was read
    ['overdue', -90, 'late', 'lateHours', 1],
    ['overdue', -26 * 60, 'late', 'lateDays', 1],
    ['suspended', -90, 'paused', 'suspended', 0],
    ['met', -90, 'done', 'met', 0],
    ['missed', -90, 'late', 'missed', 0],
  ] as const)('%s, %s minutes left: %s, %s %i', (state, left, tone, said, n) => {
    expect(clockOf(state, left === null ? null : inMinutes(left), now)).toEqual({ tone, said: `clockLeft.${said}`, n });
  });
});

describe('filters and the address', () => {
  test('an address says each filter by its name in the API, in one order', () => {
    const filters = filtersOf({ town: '442000001,442000002', queue: 'file', nothing: 'x', text: ' ', flag: '*' });
    expect(filters).toEqual({ queue: 'file', town: '442000001,442000002', flag: '*' });
    expect(addressOf(filters)).toBe('queue=file&town=442000001%2C442000002&flag=*');
    expect(filtersOf(queryOf(filters))).toEqual(filters);
  });

  test('a value comes and goes; an empty filter is none', () => {
    const one = toggled({}, 'status', 'handling');
    const two = toggled(one, 'status', 'suspended');
    expect(two).toEqual({ status: 'handling,suspended' });
    expect(toggled(two, 'status', 'handling')).toEqual({ status: 'suspended' });
    expect(toggled(one, 'status', 'handling')).toEqual({});
    expect(changed(two, 'status', '')).toEqual({});
  });
});

describe('what of a legend is shown, in the address', () => {
  const all = ['register', 'dispatch', 'closed'] as const;
  const usual = ['register', 'dispatch'] as const;

  test.each([
    [['register', 'dispatch'], {}],
    [['register', 'dispatch', 'closed'], { stages: 'register,dispatch,closed' }],
    [['closed', 'register'], { stages: 'register,closed' }],
    [[], { stages: '-' }],
  ] as const)('%j', (some, address) => {
    expect(shown.addressOf('stages', some, all, usual)).toEqual(address);
    const again = shown.saidIn(Object.values(address)[0], all) ?? [...usual];
    expect(again).toEqual(all.filter((one) => some.some((other) => other === one)));
  });

  test('what there is not is no choice', () => {
    expect(shown.saidIn('elsewhere', all)).toBeUndefined();
  });
});

test('many cases share the steps that each of them allows and that can be said once', () => {
  const words = { zh: '', en: '' };
  const action = (code: string, asks: ('into' | 'organisation')[] = []) =>
    ({ code, asks, place: 'onward', button: words, logged: words, clock: null }) as const;
  const step = (act: string, from: string, roles = ['dispatcher']) =>
    ({ action: act, from, to: '', roles, needsNote: false, isCheck: false });
  const actions = [action('file'), action('merge', ['into']), action('reject'), action('cancel')].map((one) =>
    ({ ...one, asks: [...one.asks] }));
  const steps = [
    step('file', 'a'), step('reject', 'a'), step('reject', 'b'), step('merge', 'a'), step('merge', 'b'),
    step('cancel', 'a', ['admin']), step('cancel', 'b', ['admin']),
  ];
  const codes = (...statuses: string[]) =>
    actionsForAll(statuses.map((status) => ({ status })), actions, steps, 'dispatcher').map(({ code }) => code);
  expect(codes('a', 'a')).toEqual(['file', 'reject']);
  expect(codes('a', 'b')).toEqual(['reject']);
  expect(codes()).toEqual([]);
});
