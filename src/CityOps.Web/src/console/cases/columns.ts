import { ref, watch } from 'vue';

/** The columns that a list of cases can have, with their widths in a grid. */
export const columns = [
  { code: 'number', width: '178px' },
  { code: 'status', width: '84px' },
  { code: 'clock', width: '124px' },
  { code: 'category', width: 'minmax(96px, 0.7fr)' },
  { code: 'description', width: 'minmax(120px, 2fr)' },
  { code: 'town', width: '92px' },
  { code: 'organisation', width: 'minmax(90px, 0.7fr)' },
  { code: 'source', width: '84px' },
  { code: 'reported', width: '128px' },
  { code: 'deadline', width: '128px' },
] as const;

export type Column = (typeof columns)[number]['code'];

const remembered = 'cityops-case-columns';
const usual: Column[] = ['number', 'status', 'clock', 'category', 'description', 'town', 'organisation', 'reported'];

/** Those that are shown, kept for the next visit. */
export const shownColumns = ref<Column[]>(recall());

watch(shownColumns, (shown) => {
  try {
    localStorage.setItem(remembered, JSON.stringify(shown));
  } catch {
    // Without storage the choice lasts as long as the page.
  }
});

function recall(): Column[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(remembered) ?? 'null');
    const known = columns.map(({ code }) => code).filter((code) => Array.isArray(kept) && kept.includes(code));
    return known.length > 0 ? known : usual;
  } catch {
    return usual;
  }
}
