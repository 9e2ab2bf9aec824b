import { onScopeDispose, ref } from 'vue';
import type { Place } from '../api';
import type { CaseStepped, PondingNews } from '../events';
import { called } from '../names';
import { alertWords, heldWords } from '../water';
import { t } from '../words';
import { levelColour, stageColour } from '../palette';
import type { Target } from '../target';

/** News on the map, for a few seconds. */
export interface Notice {
  key: string;
  title: string;
  text: string;
  detail: string;
  colour: string;
  place: Place | null;
  target: Target | null;
}

const shown = 3;
const lastsMs = 9_000;

export function noticeOfCase(stepped: CaseStepped): Notice {
  return {
    key: stepped.id,
    title: t('notice.new'),
    text: `${called(stepped.categoryName)} · ${called(stepped.townName)}`,
    detail: stepped.number,
    colour: stageColour(stepped.stage),
    place: stepped,
    target: { kind: 'case', id: stepped.id },
  };
}

/** Undefined for what is no alert: the map shows it anyway. */
export function noticeOfPonding(news: PondingNews): Notice | undefined {
  const place = news.lon !== undefined && news.lat !== undefined ? { lon: news.lon, lat: news.lat } : null;
  const depth = news.depthMm === undefined ? '' : `${news.depthMm} mm`;
  const about = {
    key: `${news.section} ${news.what} ${news.alert ?? ''}`,
    place,
    target: { kind: 'section' as const, code: news.section },
  };
  if (news.what === 'alert' && news.alert) {
    const alert = alertWords(news.alert, news.level);
    return {
      ...about,
      title: t('notice.ponding'),
      text: `${news.name} · ${alert.text}`,
      detail: [depth, heldWords(news.held)].filter(Boolean).join(' · '),
      colour: alert.colour,
    };
  }

  if (news.what === 'alarm') {
    const circuits = news.circuits ? t('notice.circuits', { n: news.circuits }) : '';
    return {
      ...about,
      title: t('notice.power'),
      text: `${news.name} ${depth}`,
      detail: circuits,
      colour: levelColour('red'),
    };
  }

  return undefined;
}

/** The notices that are on the screen: a few at a time; of a flood, how many more there were. */
export function useNotices() {
  const notices = ref<Notice[]>([]);
  const more = ref(0);
  const timers = new Set<number>();

  function add(notice: Notice): void {
    notices.value = [notice, ...notices.value.filter(({ key }) => key !== notice.key)];
    if (notices.value.length > shown) {
      more.value += notices.value.length - shown;
      notices.value.length = shown;
    }

    const timer = window.setTimeout(() => {
      timers.delete(timer);
      remove(notice);
    }, lastsMs);
    timers.add(timer);
  }

  function remove({ key }: Notice): void {
    notices.value = notices.value.filter((notice) => notice.key !== key);
    if (notices.value.length === 0) more.value = 0;
  }

  onScopeDispose(() => {
    for (const timer of timers) window.clearTimeout(timer);
  });
  return { notices, more, add, remove };
}
