import { describe, expect, it } from 'vitest';
import { noticeOfPonding } from '../src/console/map/notices';
import { levelColour } from '../src/console/palette';
import { alertWords, heldWords, levelOf } from '../src/console/water';
import { language } from '../src/shared/i18n';

const held = (level: string, lineMm: number, untilMm: number, measured = true) =>
  ({ level, lineMm, untilMm, measured });

describe('A level that stands below its line', () => {
  it('says by which line and until when', () => {
    expect(heldWords([held('powerRisk', 300, 270)])).toBe('低于涉电风险线 300 mm，未退至 270 mm 以下前仍按涉电风险');
    expect(heldWords([held('orange', 250, 220), held('powerRisk', 300, 270, false)])).toBe(
      '低于橙色预警线 250 mm，未退至 220 mm 以下前仍按橙色预警；仍按涉电风险：测到该水位的终端已无数据或已撤，退水未经实测');
    language.value = 'en';
    expect(heldWords([held('yellow', 150, 120)])).toBe(
      'Below the line of Yellow alert, 150 mm; Yellow alert stands until the water is under 120 mm');
  });

  it('says nothing where the depth says it all', () => {
    expect([heldWords([]), heldWords(undefined)]).toEqual(['', '']);
  });
});

describe('The level of a road', () => {
  it('is that of its event, also while its sensors are silent', () => {
    expect([
      levelOf({ level: 'yellow', state: 'live', since: '2026-06-01T08:00:00+08:00' }),
      levelOf({ level: 'yellow', state: 'silent', since: '2026-06-01T08:00:00+08:00' }),
      levelOf({ level: 'none', state: 'live', since: null }),
      levelOf({ level: 'none', state: 'silent', since: null }),
    ]).toEqual(['yellow', 'yellow', 'none', 'silent']);
  });
});

describe('A notice', () => {
  const news = { what: 'alert' as const, section: 'S-01', name: '东明路', alert: 'red', level: 'red', depthMm: 410 };

  it('says the level that was reached, and the one now where the water has fallen', () => {
    expect(alertWords('red', 'red')).toEqual({ text: '红色预警', colour: levelColour('red') });
    expect(alertWords('red', 'yellow')).toEqual({ text: '曾达红色预警，现为黄色预警', colour: levelColour('yellow') });
    expect(alertWords('powerRisk', 'orange')).toEqual({ text: '涉电风险', colour: levelColour('red') });
  });

  it('has the words of hysteresis beside the depth', () => {
    expect(noticeOfPonding(news)).toMatchObject({ text: '东明路 · 红色预警', detail: '410 mm' });
    const fallen = { ...news, level: 'yellow', depthMm: 140, held: [held('yellow', 150, 120)] };
    expect(noticeOfPonding(fallen)).toMatchObject({
      text: '东明路 · 曾达红色预警，现为黄色预警',
      detail: '140 mm · 低于黄色预警线 150 mm，未退至 120 mm 以下前仍按黄色预警',
      colour: levelColour('yellow'),
    });
  });
});
