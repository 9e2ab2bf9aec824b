import { call } from '../../shared/http';
import { change } from '../outbox/outbox';
import { account } from '../session';
import { keep, kept } from '../store/database';

interface Receipt { report: string; case: Opened | null; last: LastStep | null; refused: boolean }

interface ReceiptPage { items: Receipt[]; next: string; more: boolean }

/** The last that happened to a report's case. */
interface LastStep { action: string; at: string; note: string | null }

/** Asks what became of the reports that were sent, since it was asked last; without a line what was known stays. */
export async function readReceipts(): Promise<void> {
  const login = account.value?.login;
  if (!login || !account.value?.tokens) return;
  try {
    for (let isMore = true; isMore && account.value.login === login;) {
      const since = await kept<string>(login, 'receipts');
      const page: ReceiptPage = await call(
        `/api/v1/field/receipts${since === undefined ? '' : `?since=${encodeURIComponent(since)}`}`);
      for (const { report, ...became } of page.items)
        await change(report, (item) => ({ ...item, answer: { ...item.answer, ...became } }));
      await keep(login, 'receipts', page.next);
      isMore = page.more;
    }
  } catch {
    // It is told the next time.
  }
}

/** What was said last of a report's case; for one that was refused it says why. */
export function lastNoteOf(answer: Record<string, unknown> | undefined): string {
  return (answer?.last as LastStep | null | undefined)?.note ?? '';
}

interface Opened { number: string; status: string; mergedInto?: Opened | null }

/** The case that a report became, as it was last heard of: the one it was merged into, where it was. */
export function caseOf(answer: Record<string, unknown> | undefined): Opened | undefined {
  const opened = answer?.case as Opened | null | undefined;
  return opened?.mergedInto ?? opened ?? undefined;
}
