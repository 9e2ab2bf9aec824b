import { describe, expect, it } from 'vitest';
import { reportable, search, used } from '../src/field/categories/search';
import { sound } from '../src/field/categories/sounds';
import type { Category } from '../src/field/reference';

const category = (code: string, name: string, changes: Partial<Category> = {}): Category => ({
  code, name, nameEn: null, kind: 'event', parent: null, form: null, handlingForm: null, ...changes,
});

const all = [
  category('02', '市容环境'),
  category('0201', '暴露垃圾', { parent: '02', nameEn: 'Exposed rubbish' }),
  category('0203', '积存垃圾渣土', { parent: '02' }),
  category('0105', '道路积水', { kind: 'component' }),
  category('X01', '环卫巡查', { kind: 'inspection' }),
];
const sounded = sound(reportable(all));
const found = (words: string) => search(sounded, words).map(({ name }) => name);

describe('A category', () => {
  it('can be reported when nothing stands under it and it is no inspection', () => {
    expect(reportable(all).map(({ code }) => code)).toEqual(['0201', '0203', '0105']);
  });

  it.each([
    ['垃圾', ['暴露垃圾', '积存垃圾渣土']],
    ['baolu', ['暴露垃圾']],
    ['bao lu la ji', ['暴露垃圾']],
    ['bllj', ['暴露垃圾']],
    ['DLJS', ['道路积水']],
    ['lj', ['道路积水', '暴露垃圾', '积存垃圾渣土']],
    ['0203', ['积存垃圾渣土']],
    ['02', ['暴露垃圾', '积存垃圾渣土']],
    ['rubbish', ['暴露垃圾']],
    ['xyz', []],
    ['  ', []],
  ])('is found by %s', (words, names) => {
    expect(found(words)).toEqual(names);
  });

  it('stands first when its name begins with what was typed', () => {
    expect(found('积')).toEqual(['积存垃圾渣土', '道路积水']);
  });

  it('is found among 400 within a tenth of a second', () => {
    const many = sound(Array.from({ length: 400 }, (_, i) => category(String(i).padStart(4, '0'), `暴露垃圾${i}`)));
    const start = performance.now();
    expect(search(many, 'bllj39')).toHaveLength(11);
    expect(performance.now() - start).toBeLessThan(100);
  });

  it('that was used comes first next time, once', () => {
    expect(used(used(used([], 'a'), 'b'), 'a')).toEqual(['a', 'b']);
    expect(used(['a', 'b', 'c'], 'd', 3)).toEqual(['d', 'a', 'b']);
  });
});
