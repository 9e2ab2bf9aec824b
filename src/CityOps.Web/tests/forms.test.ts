import { describe, expect, it } from 'vitest';
import { answersOf, askedOf, faultOf, type AskWhen, type FormField } from '../src/shared/forms';

const field = (code: string, kind: FormField['kind'], changes: Partial<FormField> = {}): FormField => ({
  code, kind, label: { zh: code, en: null }, required: false, askWhen: null, unit: null, min: null, max: null,
  decimals: null, maxLength: null, most: null, earliest: null, latest: null, choices: null, ...changes,
});

type Kinded = Partial<FormField> & Pick<FormField, 'kind'>;

const asks = (when: AskWhen, answers: Parameters<typeof askedOf>[1]) => askedOf([
  field('kind', 'choice'), field('height', 'decimal'), field('which', 'multi_choice'),
  field('more', 'text', { askWhen: when }),
], answers).some(({ code }) => code === 'more');

describe('A question', () => {
  it.each<[AskWhen, Parameters<typeof askedOf>[1], boolean]>([
    [{ field: 'kind', is: 'a' }, { kind: 'a' }, true],
    [{ field: 'kind', is: 'a' }, { kind: 'b' }, false],
    [{ field: 'kind', in: ['a', 'b'] }, { kind: 'b' }, true],
    [{ field: 'which', is: 'x' }, { which: ['y', 'x'] }, true],
    [{ field: 'height', atLeast: 2.5 }, { height: 2.5 }, true],
    [{ field: 'height', atMost: 4 }, { height: 4.1 }, false],
    [{ field: 'kind', answered: false }, {}, true],
    [{ not: { field: 'kind', answered: true } }, { kind: 'a' }, false],
    [{ all: [{ field: 'kind', is: 'a' }, { field: 'height', atLeast: 1 }] }, { kind: 'a', height: 2 }, true],
    [{ any: [{ field: 'kind', is: 'a' }, { field: 'height', atLeast: 1 }] }, { height: 0 }, false],
  ])('asked when %j, given %j: %s', (when, answers, expected) => {
    expect(asks(when, answers)).toBe(expected);
  });

  it('that is not asked any more takes its answer and what hangs on it along', () => {
    const fields = [
      field('kind', 'choice'), field('depth', 'integer', { askWhen: { field: 'kind', is: 'hole' } }),
      field('fence', 'text', { askWhen: { field: 'depth', atLeast: 1 } }),
    ];
    expect(answersOf(fields, { kind: 'crack', depth: 3, fence: 'yes' })).toEqual({ kind: 'crack' });
    const hole = { kind: 'hole', depth: 3, fence: 'yes' };
    expect(answersOf(fields, hole)).toEqual(hole);
  });

  it.each<[Kinded, Parameters<typeof faultOf>[1], ReturnType<typeof faultOf>]>([
    [{ kind: 'text', required: true }, undefined, 'missing'],
    [{ kind: 'text', maxLength: 2 }, '路面坑', 'bounds'],
    [{ kind: 'integer' }, 'three', 'kind'],
    [{ kind: 'integer' }, 1.5, 'kind'],
    [{ kind: 'decimal' }, 1.25, undefined],
    [{ kind: 'decimal', decimals: 1 }, 1.25, 'kind'],
    [{ kind: 'integer', min: 0, max: 10 }, 11, 'bounds'],
    [{ kind: 'date', latest: '2026-06-01' }, '2026-06-02', 'bounds'],
    [{ kind: 'photo', most: 1 }, ['a', 'b'], 'bounds'],
    [{ kind: 'photo', required: true }, [], 'missing'],
  ])('of %j answered %j is %s', (changes, answer, fault) => {
    expect(faultOf(field('x', changes.kind, changes), answer)).toBe(fault);
  });
});
