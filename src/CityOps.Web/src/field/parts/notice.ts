import { ref } from 'vue';

/** What is said in passing, for a moment; Vant's own is a dialog without a name to those who listen. */
export const notice = ref('');

let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string): void {
  notice.value = text;
  clearTimeout(timer);
  timer = setTimeout(() => { notice.value = ''; }, 3000);
}
