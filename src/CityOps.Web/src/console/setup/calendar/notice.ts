import { notice } from './words';

/** A line of the notice: from one day to another, both included; yyyy-MM-dd. */
export interface Holiday { first: string; last: string; isWorking: boolean; note: string }

const { year, month, day, to, off, worked, numerals, enumeration, stops, colons, brackets } = notice;
const [open = '', close = ''] = brackets;
const inBrackets = new RegExp(`${open}[^${close}]*${close}|\\([^)]*\\)`, 'g');
const heading = new RegExp(`^[${numerals}\\d]*[${enumeration}.．\\s]*([^${colons}]{1,20})[${colons}](.+)$`);
const period = new RegExp(
  `(?:(\\d{4})${year})?(\\d{1,2})${month}(\\d{1,2})${day}`
  + `(?:${to}(?:(?:(\\d{4})${year})?(\\d{1,2})${month})?(\\d{1,2})${day})?`,
  'g',
);

const iso = (y: number, m: number, d: number) => (
  `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
);

/**
 * Reads the yearly notice of the State Council on holidays: of each holiday's line the days off and the weekend days
 * that are worked for them. What says neither is passed over.
 */
export function readNotice(text: string): Holiday[] {
  const of = Number(new RegExp(`(\\d{4})${year}`).exec(text)?.[1] ?? NaN);
  if (Number.isNaN(of)) return [];
  return text.split(/\r?\n/).flatMap((line) => {
    const [, name = '', said = ''] = heading.exec(line.replaceAll(inBrackets, '').trim()) ?? [];
    return said.split(new RegExp(`[${stops}]`)).flatMap((sentence) => daysOf(sentence, name.trim(), of));
  });
}

function daysOf(sentence: string, note: string, of: number): Holiday[] {
  const isWorking = sentence.includes(worked);
  if (!isWorking && !sentence.includes(off)) return [];
  return [...sentence.matchAll(period)].map((found) => {
    const [y1, m1, d1, y2, m2, d2] = found.slice(1).map((part) => (part as string | undefined) && Number(part));
    const [firstYear, firstMonth, firstDay] = [Number(y1 ?? of), Number(m1), Number(d1)];
    const lastMonth = Number(m2 ?? m1);
    // From December on it ends in the next year.
    const lastYear = Number(y2 ?? (lastMonth < firstMonth ? firstYear + 1 : firstYear));
    return {
      first: iso(firstYear, firstMonth, firstDay),
      last: d2 === undefined ? iso(firstYear, firstMonth, firstDay) : iso(lastYear, lastMonth, Number(d2)),
      isWorking,
      note,
    };
  });
}
