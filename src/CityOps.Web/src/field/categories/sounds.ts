import { pinyin } from 'pinyin-pro';
import type { Category } from '../reference';
import type { Sounded } from './search';

/** Sounds names out. The dictionary is large, so this module comes with the search and not with the first page. */
export function sound(categories: readonly Category[]): Sounded[] {
  return categories.map((category) => {
    const syllables = pinyin(category.name, { toneType: 'none', type: 'array', nonZh: 'consecutive', v: true });
    return {
      category,
      pinyin: syllables.join('').toLowerCase().replaceAll(/\s/g, ''),
      initials: syllables.map(initial).join('').toLowerCase(),
    };
  });
}

/** What is no Chinese has no initial: it is typed whole. */
const initial = (syllable: string) => (/\d/.test(syllable) ? syllable : syllable.trim().charAt(0));
