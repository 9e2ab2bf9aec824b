import { describe, expect, test } from 'vitest';
import { changeOf } from '../src/console/figures/changes';
import { pareto, ranked } from '../src/console/dashboard/overview';
import { keysOf, shortKey, spanOf, stepped, type Kind } from '../src/console/dashboard/periods';
import { escaped } from '../src/console/dashboard/theme';
import { openPage, openQueues, waitingAtAll, waitingIn } from '../src/console/dashboard/waiting';
import type { Figure } from '../src/console/figures/api';
import { onDark, stageOf } from '../src/console/palette';

const today = '2026-11-29'; // a Sunday
const days = ({ from, to }: { from: string; to: string }) => `${from} ${to}`;

describe('the period that is shown', () => {
  test.each<[Kind, string, string, string]>([
    ['today', '2026-11-29 2026-11-29', '2026-11-28 2026-11-28', '2026-11-16 2026-11-29'],
    ['week', '2026-11-23 2026-11-29', '2026-11-16 2026-11-22', '2026-11-16 2026-11-29'],
    ['month', '2026-11-01 2026-11-29', '2026-10-01 2026-10-29', '2026-11-01 2026-11-29'],
    ['quarter', '2026-10-01 2026-11-29', '2026-07-01 2026-08-29', '2026-10-01 2026-11-29'],
    ['year', '2026-01-01 2026-11-29', '2025-01-01 2025-11-29', '2026-01-01 2026-11-29'],
  ])('%s ends today, and as many days of the one before are compared', (kind, period, before, series) => {
    const span = spanOf(kind, '', today);
    expect([days(span.period), days(span.before), days(span.series)]).toEqual([period, before, series]);
    expect(span.isNow).toBe(true);
  });

  test('one of the past is whole, and so is the one before it', () => {
    const span = spanOf('month', '2026-03-15', today);
    expect([days(span.period), days(span.before)]).toEqual(['2026-03-01 2026-03-31', '2026-02-01 2026-02-28']);
    expect(span.isNow).toBe(false);
    expect(stepped(span, -1)).toBe('2026-02-28');
    expect(stepped(span, 1)).toBe('2026-04-01');
  });

  test('the 31st is compared with all of a shorter month', () => {
    expect(days(spanOf('month', '', '2026-12-30').before)).toBe('2026-11-01 2026-11-30');
  });

  test.each(['2027-01-01', '2026-02-30', 'yesterday', ''])('%s is no day of the past: today counts', (on) => {
    expect(days(spanOf('today', on, today).period)).toBe('2026-11-29 2026-11-29');
  });

  test('time goes by days, weeks or months, as many as can be seen', () => {
    expect(['month', 'quarter', 'year'].map((kind) => spanOf(kind as Kind, '', today).step))
      .toEqual(['day', 'week', 'month']);
    expect(spanOf('year', '', '2026-01-05').step).toBe('day');
  });

  test('days without a record have their keys too', () => {
    expect(keysOf('day', { from: '2026-11-29', to: '2026-12-01' })).toEqual(['2026-11-29', '2026-11-30', '2026-12-01']);
    expect(keysOf('week', { from: '2026-12-27', to: '2027-01-05' })).toEqual(['2026-W52', '2026-W53', '2027-W01']);
    expect(keysOf('month', { from: '2026-12-31', to: '2027-01-01' })).toEqual(['2026-12', '2027-01']);
    expect(['2026-11-29', '2026-W53', '2026-12'].map(shortKey)).toEqual(['11-29', 'W53', '2026-12']);
  });
});

describe('a change', () => {
  test.each([
    [12, 10, '宗', 'up', 'up good 20'],
    [12, 10, '宗', 'down', 'up bad 20'],
    [8, 10, '宗', 'down', 'down good 20'],
    [8, 10, '宗', 'none', 'down plain 20'],
    [10, 10, '宗', 'up', 'same plain 0'],
    [93.72, 90.5, '%', 'up', 'up good 3.22'],
    [0.25, 0, '%', 'down', 'up bad 0.25'], // a rate of zero is something to compare with
  ])('from %s to %s %s, where better is %s: %s', (now, before, unit, better, said) => {
    const change = changeOf(now, before, unit, better);
    expect(`${change?.direction} ${change?.tone} ${change?.amount}`).toBe(said);
    expect(change?.isPoints).toBe(unit === '%');
  });

  test('over zero or nothing is none', () => {
    expect([changeOf(5, 0, '宗', 'up'), changeOf(5, null, '宗', 'up'), changeOf(null, 5, '%', 'up')])
      .toEqual([null, null, null]);
  });
});

const row = (key: string | null, value: number | null) => ({ key, name: key ?? '', value });
const figure = (metric: string, rows: ReturnType<typeof row>[]) =>
  [metric, { metric, rows }] as unknown as [string, Figure];

describe('cases by category', () => {
  test('add up to all of them, the largest first, what is left over as one', () => {
    const parts = pareto([row('a', 1), row('b', 5), row('c', 0), row('d', 2), row(null, 2)], 10, 2);
    expect(parts.map(({ key, value, upTo, isRest }) => [key, value, upTo, isRest]))
      .toEqual([['b', 5, 0.5, false], ['d', 2, 0.7, false], [null, 3, 1, true]]);
  });

  test('a single one that is left over is shown as it is', () => {
    expect(pareto([row('a', 1), row('b', 1), row('c', 1)], 3, 2).map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });
});

test('organisations are ranked by their rate, then by what they had to do; who had nothing to do is not', () => {
  const figures = new Map([
    figure('cases_due', [row('a', 4), row('b', 9), row('c', 3), row('d', 0), row(null, 7)]),
    figure('closing_rate', [row('a', 75), row('b', 75), row('c', 100)]),
    figure('on_time_closing_rate', [row('a', 50)]),
    figure('cases_overdue', [row('b', 2)]),
  ]);
  expect(ranked(figures).map(({ key, onTime, overdue }) => [key, onTime, overdue]))
    .toEqual([['c', null, 0], ['b', null, 2], ['a', 50, 0]]);
});

test('the queues of open cases have the colours that their statuses have on the map', () => {
  expect(openQueues.map(({ status }) => stageOf(status))).toEqual(openQueues.map(({ stage }) => stage));
  const queues = [{ queue: 'file', cases: 2, isOurs: true }, { queue: 'overdue', cases: 1, isOurs: true }];
  expect([waitingIn(queues, 'file'), waitingAtAll(queues), waitingIn(undefined, 'file')]).toEqual([2, 2, 0]);
  expect(openPage).toContain('pending_register,pending_dispatch');
});

test('a name in a chart is text, and a colour on a dark page lighter', () => {
  expect(escaped('<b>"A&B"</b>')).toBe('&lt;b&gt;&quot;A&amp;B&quot;&lt;/b&gt;');
  expect(onDark('#000000')).toBe('#595959');
});
