import { beforeEach, describe, expect, it } from 'vitest';
import { cityDay, cityInstant, endOfDay, startOfDay } from '../src/shared/cityTime';
import { ago, hour, hourOfWeek, listed, position, printed, time } from '../src/shared/format';
import { language } from '../src/shared/i18n';

describe("The city's time", () => {
  it('is shown whatever the zone of the instant', () => {
    expect(time('2026-06-01T00:00:00Z')).toBe('2026-06-01 08:00');
    expect(time('2026-05-31T12:30:00-08:00')).toBe('2026-06-01 04:30');
    expect(hour('2026-06-01T15:59:59Z')).toBe('23:59');
  });

  it('names an hour of the week in the page\'s language', () => {
    expect(hourOfWeek('1-08')).toBe('周一 08:00');
    expect(hourOfWeek('7-23')).toBe('周日 23:00');
    language.value = 'en';
    expect(hourOfWeek('6-00')).toBe('Sat 00:00');
    expect(hourOfWeek('8-00')).toBe('8-00');
  });

  it('begins and ends a day at eight hours before UTC', () => {
    expect(cityDay(new Date('2026-05-31T15:59:59Z'))).toBe('2026-05-31');
    expect(cityDay(new Date('2026-05-31T16:00:00Z'))).toBe('2026-06-01');
    expect(startOfDay('2026-06-01').toISOString()).toBe('2026-05-31T16:00:00.000Z');
    expect(new Date(endOfDay('2026-06-01')).toISOString()).toBe('2026-06-01T15:59:59.000Z');
    expect(cityInstant('2026-06-01T08:00').toISOString()).toBe('2026-06-01T00:00:00.000Z');
  });
});

describe('Times ago', () => {
  const now = Date.parse('2026-06-15T12:00:00Z');
  beforeEach(() => { language.value = 'en'; });

  it('are in minutes, hours and days', () => {
    expect(ago('2026-06-15T11:57:00Z', now)).toBe('3 minutes ago');
    expect(ago('2026-06-15T07:00:00Z', now)).toBe('5 hours ago');
    expect(ago('2026-06-14T11:00:00Z', now)).toBe('yesterday');
    language.value = 'zh-CN';
    expect(ago('2026-06-15T11:57:00Z', now)).toBe('3分钟前');
  });

  it('are left out after two weeks, and never in the future', () => {
    expect(ago('2026-06-01T11:00:00Z', now)).toBe('');
    expect(ago('2026-06-15T12:05:00Z', now)).toBe('this minute');
  });
});

describe('Numbers', () => {
  it('have a thousands separator and at most the decimals of their metric', () => {
    expect(printed(1234.5, 2)).toBe('1,234.5');
    expect(printed(1234.567, 0)).toBe('1,235');
    expect(printed(12.5, 0, '%')).toBe('12.50%');
    expect(printed(0)).toBe('0');
  });

  it('are a dash where there is no figure', () => {
    expect(printed(null)).toBe('—');
    expect(printed(undefined, 2, '%')).toBe('—');
  });
});

it('Positions have five decimals', () => {
  expect(position({ lon: 113.382391, lat: 22.5 })).toBe('113.38239, 22.50000');
});

it("Names in a row have the language's comma", () => {
  language.value = 'zh-CN';
  expect(listed(['石岐', '东区'])).toBe('石岐、东区');
  language.value = 'en';
  expect(listed(['Shiqi', 'Dongqu'])).toBe('Shiqi, Dongqu');
});
