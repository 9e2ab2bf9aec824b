import { shallowRef, watch } from 'vue';
import { readAll } from '../shared/http';
import { session } from './session';
import { language, tOf } from './words';

/**
 * The English names that the data hold, by the Chinese ones: of categories, towns, organisations and types of
 * facilities.
 */
const english = shallowRef<ReadonlyMap<string, string>>(new Map());

const lists = ['/api/v1/categories', '/api/v1/towns', '/api/v1/organisations', '/api/v1/facility-types'];

interface Named { name: string; nameEn: string | null }

let isAsked = false;
watch([language, session], async () => {
  if (language.value !== 'en' || !session.value || isAsked) return;
  isAsked = true;
  try {
    const named = (await Promise.all(lists.map((path) => readAll<Named>(path)))).flat();
    english.value = new Map(named.flatMap(({ name, nameEn }) => (nameEn ? [[name, nameEn] as const] : [])));
  } catch {
    isAsked = false; // Chinese until the next change: a name is no reason to show a page less
  }
}, { immediate: true });

/** A category's, town's, organisation's or type's name in the page's language, as far as the data hold it. */
export function called(name: string): string {
  return language.value === 'en' ? (english.value.get(name) ?? name) : name;
}

/** What is counted: 宗, cases. */
export function unitCalled(unit: string): string {
  return language.value === 'en' ? tOf('counted', unit) : unit;
}
