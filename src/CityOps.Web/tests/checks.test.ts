import { describe, expect, it } from 'vitest';
import { dayOf, toMake, urgencyOf, type Check } from '../src/field/checks/check';
import type { Item } from '../src/field/outbox/item';
import { codeOf } from '../src/field/scan/plate';

const now = Date.parse('2026-06-03T08:00:00+08:00');

const check = (id: string, dueOn: string, changes: Partial<Check> = {}): Check => ({
  id, routine: 'round', name: '周检', nameEn: 'Round', category: 'X11', form: 'round', about: 'facility', facility: id,
  facilityName: id, qr: null, town: '442000001', position: { lon: 113.35, lat: 22.55 }, opensOn: '2026-06-01', dueOn,
  endsOn: '2026-06-05', distanceMetres: 100, ...changes,
});

const item = (due: string, state: Item['state']): Item => ({
  id: 'i', account: 'handler', kind: 'check', madeAt: '', state, title: '', place: '', due,
  target: { method: 'PUT', path: '' }, body: {}, photos: [], isTaken: false, tries: 0, nextAt: 0,
});

describe('plates', () => {
  it.each([
    ['https://city.example/q/T-001.k3', 'T-001.k3'],
    ['http://10.0.0.5:8080/q/%E7%89%8C-1.x?from=sign', '牌-1.x'],
    ['https://city.example/x/123', null],
    ['WIFI:S:guest;;', null],
    ['https://city.example/q/%ZZ', null],
  ])('reads %s as %s', (text, code) => {
    expect(codeOf(text)).toBe(code);
  });
});

describe('routine checks', () => {
  it('knows the day of the city, whatever the phone believes', () => {
    expect(dayOf(Date.parse('2026-06-02T16:00:00Z'))).toBe('2026-06-03');
    expect(dayOf(Date.parse('2026-06-02T15:59:59Z'))).toBe('2026-06-02');
  });

  it('says how urgent a check is', () => {
    expect(urgencyOf(check('a', '2026-06-02'), dayOf(now))).toBe('late');
    expect(urgencyOf(check('a', '2026-06-03'), dayOf(now))).toBe('today');
    expect(urgencyOf(check('a', '2026-06-04'), dayOf(now))).toBe('open');
  });

  it('lists the most urgent first, then the nearest, without what ended or was made here', () => {
    const near = check('near', '2026-06-04');
    const far = check('far', '2026-06-04', { position: { lon: 113.4, lat: 22.55 } });
    const over = check('over', '2026-06-02', { endsOn: '2026-06-02' });
    const late = check('late', '2026-06-02');
    const today = check('today', '2026-06-03');
    const made = check('made', '2026-06-04');
    const all = [far, near, late, today, over, made];

    const shown = toMake(all, [item('made', 'waiting'), item('near', 'draft')], { lon: 113.35, lat: 22.55 }, now);

    expect(shown.map(({ id }) => id)).toEqual(['late', 'today', 'near', 'far']);
  });
});
