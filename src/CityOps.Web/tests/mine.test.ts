import { beforeEach, describe, expect, it } from 'vitest';
import { formView, newDraft } from '../src/q/form';
import { addMine } from '../src/q/mine';

const toilet = {
  code: 'T-001-1-AAAAAAAA', name: '松苑公厕', town: null, title: { zh: '公厕反馈' }, rating: { zh: '给这座公厕打分' }, facts: [],
  phoneKeptDays: 180, scan: '', kinds: [{ code: 'smell', name: '异味', nameEn: 'Smell', icon: null }],
};

beforeEach(() => { localStorage.clear(); });

describe('My feedback', () => {
  it.each([
    ['2026-05-31T23:59:59Z', '2026-06-01'], // 07:59 in the city
    ['2026-05-31T16:00:00Z', '2026-06-01'],
    ['2026-05-31T15:59:59Z', '2026-05-31'],
  ])('of %s is of the city\'s day %s', (at, day) => {
    addMine({ receipt: '7Q2M9-K4XD1', code: toilet.code, toilet: toilet.name, kind: '异味', at });
    const form = formView(toilet, newDraft(), '', () => undefined);
    expect(form.querySelector('.mine small')?.textContent).toBe(day);
  });
});
