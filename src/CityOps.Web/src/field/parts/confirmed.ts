import { showConfirmDialog } from 'vant';
import { nextTick } from 'vue';
import { t } from '../words';

/** Asks before what cannot be undone. */
export async function confirmed(message: string, yes: string): Promise<boolean> {
  const asked = showConfirmDialog({ message, confirmButtonText: yes, cancelButtonText: t('field.cancel') });
  const answer = asked.then(() => true, () => false);
  await nextTick();
  await nextTick();
  // Vant names its dialog by a text where an id is wanted.
  for (const dialog of document.querySelectorAll('.van-dialog')) {
    dialog.removeAttribute('aria-labelledby');
    dialog.setAttribute('aria-label', message);
  }
  return answer;
}
