import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { Problem } from '../../shared/http';
import { instantOf, pictureOf, readFilm, type Film, type Period } from './film';

/** Pictures a second at once the usual speed. */
const picturesASecond = 4;

export const speeds = [1, 2, 5, 10] as const;

/** A storm that runs again: which picture is shown, and whether it moves. */
export function useReplay() {
  const period = shallowRef<Period>();
  const film = shallowRef<Film>();
  const picture = ref(0);
  const isPlaying = ref(false);
  const speed = ref<number>(1);
  const problem = ref('');
  let question = 0;
  let timer: number | undefined;

  const last = computed(() => Math.max(0, (film.value?.pictures ?? 1) - 1));
  const instant = computed(() => film.value && instantOf(film.value, picture.value));
  const shown = computed(() => film.value && pictureOf(film.value, picture.value));

  async function open(next: Period): Promise<void> {
    const mine = ++question;
    isPlaying.value = false;
    period.value = next;
    film.value = undefined;
    problem.value = '';
    try {
      const answer = await readFilm(next);
      if (mine !== question) return; // another storm was chosen meanwhile
      film.value = answer;
      picture.value = 0;
    } catch (cause) {
      if (mine === question) problem.value = cause instanceof Problem ? cause.message : String(cause);
    }
  }

  function close(): void {
    question++;
    isPlaying.value = false;
    film.value = undefined;
    period.value = undefined;
    problem.value = '';
  }

  /** Plays, from the beginning where the end was reached; or pauses. */
  function toggle(): void {
    if (!isPlaying.value && picture.value >= last.value) picture.value = 0;
    isPlaying.value = !isPlaying.value;
  }

  watch([isPlaying, speed], () => {
    window.clearInterval(timer);
    if (!isPlaying.value) return;
    timer = window.setInterval(() => {
      if (picture.value < last.value) picture.value++;
      else isPlaying.value = false;
    }, 1000 / picturesASecond / speed.value);
  });
  onScopeDispose(() => { window.clearInterval(timer); });
  return { period, film, picture, last, instant, shown, isPlaying, speed, problem, open, close, toggle };
}
