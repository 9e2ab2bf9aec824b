import { describe, expect, it } from 'vitest';
import { oftenOf, ruleOf } from '../src/console/routines/often';

const kindOf = (rule: string) => oftenOf({ rule, everyWorkingDays: null }).kind;

describe('how often', () => {
  it.each([
    'FREQ=DAILY',
    'FREQ=DAILY;INTERVAL=3',
    'FREQ=WEEKLY;BYDAY=MO,FR',
    'FREQ=WEEKLY',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU',
    'FREQ=MONTHLY;BYMONTHDAY=1',
    'FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1',
    'FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=1',
  ])('says %s again as it was', (rule) => {
    const often = oftenOf({ rule, everyWorkingDays: null });

    expect(often.kind).not.toBe('rule');
    expect(ruleOf(often)).toEqual({ rule, everyWorkingDays: null });
  });

  it('goes by working days', () => {
    const often = oftenOf({ rule: null, everyWorkingDays: 2 });

    expect(often).toMatchObject({ kind: 'working', every: 2 });
    expect(ruleOf(often)).toEqual({ rule: null, everyWorkingDays: 2 });
  });

  it.each([
    'FREQ=MONTHLY;BYDAY=2TU',
    'FREQ=WEEKLY;BYDAY=1MO',
    'FREQ=MONTHLY',
    'FREQ=DAILY;UNTIL=20301231',
    'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=1',
    'FREQ=MONTHLY;BYMONTHDAY=1,15',
  ])('leaves %s in its own words', (rule) => {
    expect(kindOf(rule)).toBe('rule');
    expect(ruleOf(oftenOf({ rule, everyWorkingDays: null })).rule).toBe(rule);
  });
});
