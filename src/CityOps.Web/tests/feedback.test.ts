import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRefusal, outbox, post, type FeedbackBody, type Pending } from '../src/q/feedback';
import { draftOf, formView, newDraft } from '../src/q/form';
import { newsView } from '../src/q/news';
import { setUpClient } from '../src/shared/http';
import { Outbox } from '../src/shared/outbox';
import { photoType, type PendingPhoto } from '../src/shared/photo';

const toilet = {
  code: 'T-001-2-BBBBBBBB', name: '松苑公厕', town: null, title: { zh: '公厕反馈' }, rating: { zh: '给这座公厕打分' }, facts: [],
  phoneKeptDays: 180, scan: '',
  kinds: [{ code: 'smell', name: '异味', nameEn: 'Smell', icon: null }],
};
const body = (changes: Partial<FeedbackBody> = {}): FeedbackBody => ({
  id: 'a', kind: 'smell', stars: 2, words: '味道很大', phone: '12', photos: [], observedAt: '2026-06-01T00:00:00Z',
  ...changes,
});
const pendingOf = (changes: Partial<Pending> = {}): Pending => ({
  code: toilet.code, body: body(), photos: [], toilet: toilet.name, ...changes,
});
const photo = (name: string): PendingPhoto => ({ sha256: name, bytes: 3, type: 'image/jpeg', name, data: 'AAAA' });

const answers = (status: number, said: unknown) => vi.fn(() => Promise.resolve(
  new Response(JSON.stringify(said), { status, headers: { 'Content-Type': 'application/json' } })));

beforeEach(() => {
  localStorage.clear();
  setUpClient({ isEnglish: () => false, unreachable: () => '网络不通' });
  for (const one of outbox.all()) outbox.forget(one);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('A feedback', () => {
  it('says by the same clock when it was seen and when it is sent, anew at each try', async () => {
    const fetched = answers(201, { receipt: '7Q2M9-K4XD1' });
    vi.stubGlobal('fetch', fetched);
    vi.useFakeTimers({ now: new Date('2026-06-01T08:06:00+08:00') });
    const pending = pendingOf();
    outbox.keep(pending);

    expect(await post(pending)).toBe('7Q2M9-K4XD1');
    const [, { body: sent }] = fetched.mock.calls[0] as unknown as [string, { body: string }];
    expect(JSON.parse(sent)).toMatchObject({ observedAt: '2026-06-01T00:00:00Z', sentAt: '2026-06-01T00:06:00.000Z' });
    expect(JSON.stringify(pending)).not.toContain('sentAt');
    expect(outbox.all()).toEqual([]);
  });

  it.each([400, 404, 409, 410, 413, 422])('that is refused by %i stays with the reason', async (status) => {
    vi.stubGlobal('fetch', answers(status, { code: 'phone_invalid', titleZh: '手机号不正确' }));
    const pending = pendingOf();
    outbox.keep(pending);

    await expect(post(pending)).rejects.toSatisfy(isRefusal);
    expect(outbox.all()).toEqual([pending]);
    expect(new Outbox<Pending>('cityops-outbox', (one) => one.body.id).all()).toMatchObject(
      [{ refused: '手机号不正确', body: { words: '味道很大' } }]);
  });

  it.each([408, 429, 500, 503])('that meets a %i waits without a reason', async (status) => {
    vi.stubGlobal('fetch', answers(status, { code: 'x', titleZh: '稍后' }));
    const pending = pendingOf();
    outbox.keep(pending);

    await expect(post(pending)).rejects.not.toSatisfy(isRefusal);
    expect(outbox.all()[0]?.refused).toBeUndefined();
  });
});

describe('What became of feedback from earlier visits', () => {
  it('is told: what was sent with its receipt, what was refused with its reason', () => {
    const news = newsView(toilet.code, () => undefined);
    outbox.keep(pendingOf({ refused: '手机号不正确' }));
    const sent = pendingOf({ body: body({ id: 'b' }), receipt: '7Q2M9-K4XD1', lost: ['IMG_2.jpg'] });
    news.sent(sent);

    expect(news.element.getAttribute('role')).toBe('status');
    const [good, bad] = Array.from(news.element.children, ({ textContent }) => textContent);
    expect(good).toBe('之前保存的反馈已提交：松苑公厕 7Q2M9-K4XD1 照片“IMG_2.jpg”没有上传成功，文字反馈不受影响。');
    expect(news.element.querySelector('a')?.getAttribute('href')).toBe('/q/T-001-2-BBBBBBBB?receipt=7Q2M9-K4XD1');
    expect(bad).toBe('之前的反馈没有被接收：松苑公厕手机号不正确味道很大修改后再交删除');
  });

  it('can be corrected here, also where the code was replaced meanwhile, or discarded', () => {
    const corrected: Pending[] = [];
    const news = newsView(toilet.code, (pending) => corrected.push(pending));
    const old = pendingOf({ code: 'T-001-1-AAAAAAAA', refused: '二维码已更换' });
    outbox.keep(old);
    news.draw();
    const [correct, discard] = Array.from(news.element.querySelectorAll('button'));
    correct?.click();
    expect(corrected).toEqual([old]);
    expect(draftOf(old)).toMatchObject({ kind: 'smell', stars: 2, words: '味道很大', phone: '12' });

    news.draw(old); // in the form, which says the reason itself
    expect(news.element.children).toHaveLength(0);
    news.draw();
    discard?.click();
    expect(outbox.all()).toEqual([]);
    expect(news.element.children).toHaveLength(0);
  });

  it('of another toilet is corrected on the page of that one', () => {
    const news = newsView(toilet.code, () => undefined);
    outbox.keep(pendingOf({ code: 'T-002-1-CCCCCCCC', refused: '手机号不正确' }));
    news.draw();
    expect(news.element.querySelector('a')?.getAttribute('href')).toBe('/q/T-002-1-CCCCCCCC');
  });
});

describe('Photos of a feedback', () => {
  it('that there is no room to keep are named, and may be taken again', () => {
    const room = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => room.get(key) ?? null,
      setItem: (key: string, value: string) => {
        if (value.includes('AAAA')) throw new Error('quota');
        room.set(key, value);
      },
    });
    outbox.keep(pendingOf({ photos: [photo('IMG_1.jpg')] }));
    const [kept] = new Outbox<Pending>('cityops-outbox', (one) => one.body.id).all();
    expect(kept).toMatchObject({ photos: [], lost: ['IMG_1.jpg'] });
    expect(kept && draftOf(kept).bad).toEqual(['IMG_1.jpg']);
  });

  it('that were left out stand by name under the others, each with a way to take it again', () => {
    const form = formView(toilet, { ...newDraft(), bad: ['IMG_7.jpg', 'IMG_8.jpg'] }, '', () => undefined);
    expect(Array.from(form.querySelectorAll('.photos__bad'), ({ textContent }) => textContent)).toEqual([
      '照片“IMG_7.jpg”无法读取，没有加入。重新拍摄或选择', '照片“IMG_8.jpg”无法读取，没有加入。重新拍摄或选择',
    ]);
    expect(form.querySelectorAll('.photos__bad input[type=file]')).toHaveLength(2);
  });

  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  it.each([
    ['\xff\xd8\xff\xe0\0\x10JFIF\0\x01', 'image/jpeg'],
    ['\x89PNG\r\n\x1a\n\0\0\0\r', 'image/png'],
    ['RIFF\x1a\0\0\0WEBP', 'image/webp'],
    ['\0\0\0\x18ftypheic', 'image/heic'],
    ['\0\0\0\x24ftypmif1', 'image/heic'],
    ['\0\0\0\x20ftypisom', undefined],
    ['GIF89a\x01\0\x01\0\0\0', undefined],
    ['', undefined],
  ])('are what their first bytes say: %j', (head, type) => {
    expect(photoType(bytes(head))).toBe(type);
  });
});
