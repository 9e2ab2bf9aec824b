import { ref, watch } from 'vue';
import type { Schemas } from './api.gen';
import { call } from './http';
import { language } from './i18n';

export type BaseMap = Schemas['BaseMap'];
export type BaseMapLayer = Schemas['BaseMapLayer'];

const remembered = 'cityops-base-map';

/** What is remembered of who wants plain ground. */
export const none = 'none';

let asked: Promise<BaseMap[]> | undefined;

/** Those of the settings, the usual one first. None where they cannot be read: the map does without. */
export function readBaseMaps(): Promise<BaseMap[]> {
  asked ??= call<BaseMap[]>('/api/v1/map/base-maps').catch(() => {
    asked = undefined;
    return [];
  });
  return asked;
}

/** The code of the base map that this browser's reader chose, {@link none}, or null as long as nobody chose. */
export const chosenBaseMap = ref(recall());

watch(chosenBaseMap, (code) => {
  try {
    if (code !== null) localStorage.setItem(remembered, code);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
});

/** In the page's language. */
export const nameOf = ({ name, nameEn }: BaseMap) => (language.value === 'en' ? nameEn : name);

/** The one to show: the chosen one as long as there is one of that code, else the first. */
export function shownOf(all: readonly BaseMap[], chosen: string | null): BaseMap | undefined {
  return chosen === none ? undefined : all.find(({ code }) => code === chosen) ?? all[0];
}

function recall(): string | null {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}
