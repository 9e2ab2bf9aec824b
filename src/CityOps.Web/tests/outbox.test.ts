import { describe, expect, it } from 'vitest';
import {
  again, failed, nextOf, nextTime, photoAt, photosTogether, progress, remediesOf, taken, type Item,
} from '../src/field/outbox/item';
import { Problem } from '../src/shared/http';

const now = new Date('2026-06-01T00:00:00Z');

const item = (changes: Partial<Item> = {}): Item => ({
  id: 'a', account: 'officer', kind: 'report', madeAt: '2026-06-01T08:00:00Z', state: 'waiting', title: '', place: '',
  target: { method: 'PUT', path: '/api/v1/reports/a' }, body: {}, photos: [], isTaken: false, tries: 0, nextAt: 0,
  ...changes,
});

const photo = (sha256: string, offset = 0) =>
  ({ sha256, bytes: 1000, type: 'image/jpeg', thumb: '', offset });

const refused = (one: Item, status: number, code = 'x') => failed(one, new Problem(status, code, 'why'), now.getTime());

describe('An item of the outbox', () => {
  it('has arrived once its record and every photo have', () => {
    const sent = taken(item({ photos: [photo('p'), photo('q')] }), { id: 'a' }, now);
    expect([sent.state, sent.isTaken, sent.answer]).toEqual(['waiting', true, { id: 'a' }]);
    const half = photoAt(sent, 'p', 1000, now);
    expect([half.state, Math.round(progress(half) * 100)]).toEqual(['waiting', 67]);
    const whole = photoAt(half, 'q', 1000, now);
    expect([whole.state, whole.arrivedAt, progress(whole)]).toEqual(['arrived', now.toISOString(), 1]);
    expect(taken(item(), {}, now).state).toBe('arrived');
  });

  it('waits longer after each try in vain, and forgets that once something arrived', () => {
    const seconds: number[] = [];
    let one = item({ photos: [photo('p')], isTaken: true });
    for (let i = 0; i < 8; i++) {
      one = refused(one, 0, 'unreachable');
      seconds.push((one.nextAt - now.getTime()) / 1000);
    }
    expect([one.state, ...seconds]).toEqual(['waiting', 2, 5, 15, 60, 300, 900, 900, 900]);
    expect(photoAt(one, 'p', 500, now)).toMatchObject({ tries: 0, nextAt: 0, trouble: undefined });
  });

  it.each([
    [400, 'problem'], [403, 'problem'], [404, 'problem'], [409, 'problem'], [413, 'problem'], [422, 'problem'],
    [0, 'waiting'], [401, 'waiting'], [423, 'waiting'], [429, 'waiting'], [502, 'waiting'], [507, 'waiting'],
  ])('that is answered %i becomes a %s', (status, state) => {
    expect(refused(item(), status)).toMatchObject({ state, trouble: { status, text: 'why' } });
  });

  it('whose upload stands elsewhere or is busy goes on, and is asked about when the photo itself is refused', () => {
    const one = item({ isTaken: true, photos: [photo('p')] });
    expect([refused(one, 409).state, refused(one, 423).state, refused(one, 422).state]).toEqual(
      ['waiting', 'waiting', 'problem']);
  });

  it('is not tried for ever where the server itself fails at it', () => {
    let one = item();
    for (let i = 0; i < 12; i++) one = refused(one, 500);
    expect([one.state, remediesOf(one)]).toEqual(['problem', ['retry', 'discard']]);
    expect(again(one)).toMatchObject({ state: 'waiting', tries: 0, nextAt: 0 });
  });

  it('is looked after a quarter of an hour later where the disk is full', () => {
    expect(refused(item({ isTaken: true, photos: [photo('p')] }), 507).nextAt - now.getTime()).toBe(15 * 60_000);
  });

  it('offers what can be done about it', () => {
    expect(remediesOf(refused(item(), 422))).toEqual(['change', 'discard']);
    expect(remediesOf(refused(item({ kind: 'step' }), 409))).toEqual(['look', 'discard']);
    expect(remediesOf(refused(item({ isTaken: true, photos: [photo('p')] }), 422))).toEqual(['retry', 'discardPhoto']);
    expect(remediesOf(refused(item(), 401))).toEqual(['logIn']);
    expect(remediesOf(refused(item(), 0))).toEqual(['retry']);
  });
});

describe('Photos of a report', () => {
  const sized = (sha256: string, bytes: number) => ({ ...photo(sha256), bytes });
  const together = (one: Item) => photosTogether(one).map(({ sha256 }) => sha256);
  const small = item({ photos: [sized('p', 300_000), sized('q', 400_000)] });

  it('go with it in one request, but for large ones and those of other records', () => {
    expect(together(small)).toEqual(['p', 'q']);
    expect(together(item({ photos: [sized('p', 300_000), sized('q', 1_200_000)] }))).toEqual(['p']);
    expect(together(item({ photos: [1, 2, 3, 4, 5].map((n) => sized(String(n), 900_000)) }))).toHaveLength(4);
    expect(together({ ...small, kind: 'step' })).toEqual([]);
    expect(together({ ...small, isTaken: true })).toEqual([]);
  });

  it('are there with it', () => {
    const sent = taken(small, { id: 'a' }, now, photosTogether(small));
    expect([sent.state, progress(sent)]).toEqual(['arrived', 1]);
  });

  it.each([
    [0, 'unreachable', 2000], [507, 'storage_full', 0], [413, 'body_too_large', 0], [422, 'photo_unreadable', 0],
  ])(
    'go by themselves after %i %s, and the report without them', (status, code, pauseMs) => {
      const one = refused(small, status, code);
      expect([one.state, one.isPiecemeal, one.nextAt - now.getTime(), together(one)]).toEqual(
        ['waiting', true, pauseMs, []]);
    });

  it('stay with it where the report itself is refused or the server is busy', () => {
    expect([refused(small, 422, 'category_unknown'), refused(small, 503)].map(({ state, isPiecemeal }) =>
      [state, isPiecemeal])).toEqual([['problem', undefined], ['waiting', undefined]]);
  });
});

describe('The next to be sent', () => {
  const at = (minute: number) => `2026-06-01T08:0${minute}:00Z`;

  it('is the oldest record; photos come when every record is there', () => {
    const withPhotos = item({ id: 'old', madeAt: at(0), isTaken: true, photos: [photo('p')] });
    const records = [item({ id: 'c', madeAt: at(2) }), item({ id: 'b', madeAt: at(1) })];
    expect(nextOf([withPhotos, ...records], 0)?.id).toBe('b');
    expect(nextOf([withPhotos], 0)?.id).toBe('old');
  });

  it('is none that is a draft, has arrived, was refused, or whose time has not come', () => {
    const others: Item['state'][] = ['draft', 'arrived', 'problem'];
    const all = [...others.map((state) => item({ state })), item({ nextAt: 1000 })];
    expect([nextOf(all, 0), nextOf(all, 1000)?.nextAt, nextTime(all), nextTime([])]).toEqual(
      [undefined, 1000, 1000, undefined]);
  });

  it('comes after the one that it follows', () => {
    const first = item({ id: 'first', state: 'problem', madeAt: at(0) });
    const second = item({ id: 'second', after: 'first', madeAt: at(1) });
    expect(nextOf([first, second], 0)).toBeUndefined();
    expect(nextOf([{ ...first, state: 'arrived', isTaken: true }, second], 0)?.id).toBe('second');
    expect(nextOf([second], 0)?.id).toBe('second'); // the first one was deleted
  });
});
