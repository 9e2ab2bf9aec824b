import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import type { Place } from '../../api';

/** As many corners as an address has room for; the API takes more. */
const most = 100;

/** An area that is being drawn, corner by corner. */
export function useDrawing(done: (corners: Place[]) => void) {
  const isDrawing = ref(false);
  const corners = shallowRef<Place[]>([]);

  function start(): void {
    corners.value = [];
    isDrawing.value = true;
  }

  function stop(): void {
    isDrawing.value = false;
    corners.value = [];
  }

  function add(corner: Place): void {
    if (isDrawing.value && corners.value.length < most) corners.value = [...corners.value, corner];
  }

  function undo(): void {
    corners.value = corners.value.slice(0, -1);
  }

  function close(): void {
    const drawn = corners.value;
    if (drawn.length < 3) return;
    stop();
    done(drawn);
  }

  function key(event: KeyboardEvent): void {
    if ((event.target as HTMLElement).closest('input, textarea, select')) return;
    if (event.key === 'Escape') stop();
    else if (event.key === 'Backspace') undo();
    else if (event.key === 'Enter' && !(event.target as HTMLElement).closest('button')) close();
  }

  watch(isDrawing, (is) => {
    if (is) window.addEventListener('keydown', key);
    else window.removeEventListener('keydown', key);
  });
  onScopeDispose(() => { window.removeEventListener('keydown', key); });
  return { isDrawing, corners, start, stop, add, undo, close };
}
