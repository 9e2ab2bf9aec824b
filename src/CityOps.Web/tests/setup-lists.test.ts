import { describe, expect, it } from 'vitest';
import { readNotice } from '../src/console/setup/calendar/notice';
import { understood } from '../src/console/setup/imports/api';
import { mayBeAbove, treeOf } from '../src/console/setup/organisations/tree';

const off = (first: string, last: string, note: string) => ({ first, last, isWorking: false, note });
const on = (day: string, note: string) => ({ first: day, last: day, isWorking: true, note });

describe('The notice on holidays', () => {
  it('is read line by line: days off, and weekend days worked for them', () => {
    const said = readNotice(`国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府：经国务院批准，现将有关安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区要妥善安排好值班。`);
    expect(said).toEqual([
      off('2026-01-01', '2026-01-03', '元旦'), on('2026-01-04', '元旦'),
      off('2026-02-15', '2026-02-23', '春节'), on('2026-02-14', '春节'), on('2026-02-28', '春节'),
      off('2026-04-04', '2026-04-06', '清明节'),
      off('2026-10-01', '2026-10-07', '国庆节'), on('2026-09-20', '国庆节'), on('2026-10-10', '国庆节'),
    ]);
  });

  it('may begin in the year before, last a single day, and go over a month’s end', () => {
    const of = (line: string) => readNotice(`关于2025年部分节假日安排的通知\n${line}`);
    expect(of('元旦：2024年12月30日至2025年1月1日放假。')).toEqual([off('2024-12-30', '2025-01-01', '元旦')]);
    expect(of('一、元旦：1月1日（周三）放假1天，不调休。')).toEqual([off('2025-01-01', '2025-01-01', '元旦')]);
    expect(of('二、春节：1月28日至2月4日放假调休，共8天。')).toEqual([off('2025-01-28', '2025-02-04', '春节')]);
  });

  it('is none where no year or no day off is said', () => {
    expect(readNotice('元旦：1月1日放假')).toEqual([]);
    expect(readNotice('关于2026年工作的通知\n一、会议：1月5日召开。')).toEqual([]);
  });
});

describe('A row as it was understood', () => {
  it('is taken apart into columns and what is there', () => {
    expect(understood('row 2: code S-01 · name 东明路 北段')).toEqual({
      row: '2', parts: [{ name: 'code', value: 'S-01' }, { name: 'name', value: '东明路 北段' }],
    });
  });
});

describe('Organisations', () => {
  const one = (code: string, kind: string, parent: string | null) => (
    { code, kind, parent, name: code, nameEn: null, town: null }
  );
  const all = [one('x', 'contractor', 'a'), one('a', 'centre', 'b'), one('b', 'bureau', null), one('c', 'centre', 'b')];

  it('stand under those above them', () => {
    expect(treeOf(all).map(({ organisation, depth }) => `${depth} ${organisation.code}`)).toEqual([
      '0 b', '1 a', '2 x', '1 c',
    ]);
  });

  it('may not be put under themselves or what is below them', () => {
    expect(mayBeAbove(all, 'a').map(({ code }) => code)).toEqual(['b', 'c']);
    expect(mayBeAbove(all, 'new').map(({ code }) => code)).toEqual(['b', 'a', 'x', 'c']);
  });
});
