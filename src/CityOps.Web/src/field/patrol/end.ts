import { confirmed } from '../parts/confirmed';
import { tell } from '../parts/notice';
import { t } from '../words';
import { endPatrol } from './patrol';

/** Ends the patrol once that is confirmed; says whether it was. */
export async function confirmEnd(
  { kind, time, far, summary }: { kind: string; time: string; far: string; summary: string }, note = '',
  at = new Date(),
): Promise<boolean> {
  if (!(await confirmed(t('patrol.sureEnd', { kind, time, far }), t('patrol.endNow')))) return false;
  await endPatrol(at, note, summary);
  tell(t('patrol.ended'));
  return true;
}
