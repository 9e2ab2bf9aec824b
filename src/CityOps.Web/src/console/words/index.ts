import { ref, watchEffect } from 'vue';
import { en } from './en';
import { zh, type Word } from './zh';

export type { Word };
export type Language = 'zh-CN' | 'en';

const remembered = 'cityops-language';

/** The language of the page, kept for the next visit. */
export const language = ref<Language>(localStorage.getItem(remembered) === 'en' ? 'en' : 'zh-CN');

watchEffect(() => {
  document.documentElement.lang = language.value;
  localStorage.setItem(remembered, language.value);
});

/** The word in the page's language, with `{name}` filled in. */
export function t(word: Word, values: Record<string, string | number> = {}): string {
  const text = language.value === 'en' ? en[word] : zh[word];
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
}

/** A word of a family such as `status`; for a member that a city added, what `otherwise` says. */
export function tOf(family: string, member: string, otherwise: string = member): string {
  const word = `${family}.${member}`;
  return word in zh ? t(word as Word) : otherwise;
}
