import { describe, expect, it } from 'vitest';
import { compare } from '../src/console/setup/forms/compare';
import {
  designOf, faultsOf, freeCode, moved, newQuestion, sentOf, testsOf, type FormVersion, type Question,
} from '../src/console/setup/forms/design';

const whole: FormVersion = {
  code: 'road_work', version: 1, name: '路面修复', nameEn: null, publishedAt: null,
  fields: [
    field('kind', 'choice', { choices: [{ code: 'pothole', label: { zh: '坑洞', en: null } }] }),
    field('area', 'decimal', {
      unit: '㎡', min: 0, max: 500, decimals: 1,
      measure: { code: 'asphalt_m2', name: '沥青面积', unit: '㎡', nameEn: null },
      askWhen: { field: 'kind', is: 'pothole' } as never,
    }),
    field('note', 'text', {
      maxLength: 200, askWhen: { any: [{ field: 'area', atLeast: 10 }, { field: 'kind', answered: false }] } as never,
    }),
    field('day', 'date', { askWhen: { not: { field: 'note', answered: true } } as never }),
  ],
};

function field(code: string, kind: string, more: Partial<FormVersion['fields'][number]> = {}) {
  return {
    code, kind, label: { zh: code, en: null }, required: false, askWhen: null, unit: null, measure: null, min: null,
    max: null, decimals: null, maxLength: null, most: null, earliest: null, latest: null, choices: null,
    facilityType: null, ...more,
  } as FormVersion['fields'][number];
}

const question = (more: Partial<Question>): Question => ({ ...newQuestion('text', 'q1'), zh: '题', ...more });

describe('A form’s design', () => {
  it('sends what it read, rules of its own and compound ones alike', () => {
    expect(designOf(whole).questions.map(sentOf)).toEqual(whole.fields);
  });

  it('keeps compound rules aside and takes lists of rules apart', () => {
    const [, area, note, day] = designOf(whole).questions;
    expect(area?.when.rules).toMatchObject([{ field: 'kind', test: 'is', value: 'pothole' }]);
    expect(note?.when.join).toBe('any');
    expect(note?.when.rules.map(({ test }) => test)).toEqual(['atLeast', 'unanswered']);
    expect(day?.when).toMatchObject({ rules: [], raw: { not: { field: 'note', answered: true } } });
  });

  it('sends no member that the kind has no use for', () => {
    const [, area] = designOf(whole).questions as [Question, Question];
    expect(sentOf({ ...area, kind: 'text' })).toMatchObject({
      unit: null, measure: null, min: null, decimals: null, choices: null,
    });
  });

  it('tells what the server would refuse', () => {
    const faults = (...questions: Question[]) => faultsOf(questions).map(({ fault }) => fault);
    expect(faultsOf(designOf(whole).questions)).toEqual([]);
    expect(faults(question({ code: 'Q1' }))).toEqual(['code']);
    expect(faults(question({}), question({ key: 'b' }))).toEqual(['twice']);
    expect(faults(question({ zh: ' ' }))).toEqual(['label']);
    expect(faults(question({ kind: 'choice' }))).toEqual(['choices']);
    expect(faults(question({ kind: 'choice', choices: [{ code: 'a', zh: '', en: '' }] }))).toEqual(['choice']);
    const measured = { isMeasured: true, measureCode: 'x', measureName: 'x', unit: '个', min: 0 };
    expect(faults(question({ kind: 'integer', ...measured }))).toEqual(['measure']);
    expect(faults(question({ kind: 'integer', min: 3, max: 2 }))).toEqual(['bounds']);
    const rule = { field: 'q2', test: 'answered' as const, value: '', values: [] };
    expect(faults(question({ when: { join: 'all', rules: [rule], raw: null } }), question({ key: 'b', code: 'q2' })))
      .toEqual(['when']); // about a question that comes later
  });

  it('offers the tests that the earlier question allows', () => {
    expect(testsOf('choice')).toEqual(['is', 'in', 'answered', 'unanswered']);
    expect(testsOf('decimal')).toEqual(['atLeast', 'atMost', 'answered', 'unanswered']);
    expect(testsOf('photo')).toEqual(['answered', 'unanswered']);
  });

  it('moves one to another place and leaves the others in their order', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b'], 0, 2)).toEqual(['a', 'b']);
  });

  it('finds a code that is free', () => {
    expect(freeCode('q', [])).toBe('q1');
    expect(freeCode('q', ['q1', 'q3'])).toBe('q4');
  });
});

describe('Two versions of a form', () => {
  it('differ by questions that are new, gone, changed and moved', () => {
    const [kind, area, note, day] = whole.fields as [never, FormVersion['fields'][number], never, never];
    const after = {
      ...whole, fields: [kind, note, { ...area, max: 800 }, field('speed', 'integer')] as FormVersion['fields'],
    };
    const found = compare(whole, after);
    expect(found.map(({ what, code }) => `${what} ${code}`)).toEqual([
      'removed day', 'moved note', 'changed area', 'added speed',
    ]);
    expect(found[2]?.members).toEqual([{ name: 'max', before: 500, after: 800 }]);
    expect(compare(whole, whole)).toEqual([]);
    expect(day).toBeDefined();
  });
});
