import type { Category } from '../reference';

/** A category as it is searched: its name also by its sounds. */
export interface Sounded {
  category: Category;
  /** 暴露垃圾 → baolulaji */
  pinyin: string;
  /** 暴露垃圾 → bllj */
  initials: string;
}

/** What can be reported: components and events that no others stand under. */
export function reportable(categories: readonly Category[]): Category[] {
  const parents = new Set(categories.map(({ parent }) => parent));
  return categories.filter(({ kind, code }) => kind !== 'inspection' && !parents.has(code));
}

/**
 * Those that a few characters mean: part of the name, in pinyin or its initials, or the beginning of the code; what
 * begins with it stands first.
 */
export function search(all: readonly Sounded[], words: string, most = 50): Category[] {
  const wanted = words.toLowerCase().replaceAll(/[\s']/g, '');
  if (wanted === '') return [];
  return all
    .map((one) => ({ one, rank: rankOf(one, wanted) }))
    .filter(({ rank }) => rank < never)
    .sort((a, b) => a.rank - b.rank || a.one.category.code.localeCompare(b.one.category.code))
    .slice(0, most)
    .map(({ one }) => one.category);
}

const never = 9;

function rankOf({ category, pinyin, initials }: Sounded, wanted: string): number {
  const { code, name, nameEn } = category;
  const spoken = name.toLowerCase();
  const english = (nameEn ?? '').toLowerCase().replaceAll(/[\s']/g, '');
  if (spoken === wanted || code.toLowerCase() === wanted) return 0;
  if (spoken.startsWith(wanted) || code.toLowerCase().startsWith(wanted)) return 1;
  if (initials.startsWith(wanted)) return 2;
  if (pinyin.startsWith(wanted) || english.startsWith(wanted)) return 3;
  if (spoken.includes(wanted)) return 4;
  if (initials.includes(wanted)) return 5;
  return pinyin.includes(wanted) || english.includes(wanted) ? 6 : never;
}

/** The codes that were used last, the latest first. */
export function used(before: readonly string[], code: string, most = 8): string[] {
  return [code, ...before.filter((one) => one !== code)].slice(0, most);
}
