import { watchEffect, type WritableComputedRef } from 'vue';
import { createI18n } from 'vue-i18n';

export type Language = 'zh-CN' | 'en';

const remembered = 'cityops-language';

const i18n = createI18n({
  legacy: false,
  locale: recall(),
  fallbackLocale: 'zh-CN',
  // Keys are flat: 'map.layers' stands beside 'map.layers.show'.
  messageResolver: (messages, key) => (messages as Record<string, string>)[key] ?? null,
});

/** The language of the page, kept for the next visit. */
export const language = i18n.global.locale as WritableComputedRef<Language>;

watchEffect(() => {
  document.documentElement.lang = language.value;
  try {
    localStorage.setItem(remembered, language.value);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
});

function recall(): Language {
  try {
    return localStorage.getItem(remembered) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}

/**
 * Sets an application's messages and returns its `t`, whose keys the compiler knows. English has exactly the keys of
 * Chinese: the types see to that.
 */
export function defineMessages<K extends string>(chinese: Record<K, string>, english: Record<K, string>) {
  i18n.global.setLocaleMessage('zh-CN', chinese);
  i18n.global.setLocaleMessage('en', english);
  return speaking(chinese);
}

/** Adds the messages of a part of the application that is loaded when it is gone to, and returns that part's `t`. */
export function addMessages<K extends string>(chinese: Record<K, string>, english: Record<K, string>) {
  i18n.global.mergeLocaleMessage('zh-CN', chinese);
  i18n.global.mergeLocaleMessage('en', english);
  return speaking(chinese);
}

function speaking<K extends string>(chinese: Record<K, string>) {
  /** The message in the page's language, with `{name}` filled in. */
  const t = (key: K, values: Record<string, string | number> = {}): string => i18n.global.t(key, values);

  /** The message of a family's member, such as `status`; `otherwise` for a member that a city added. */
  const tOf = (family: string, member: string, otherwise: string = member): string => {
    const key = `${family}.${member}`;
    return key in chinese ? t(key as K) : otherwise;
  };

  return { t, tOf };
}
