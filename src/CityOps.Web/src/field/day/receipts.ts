import { call, Problem } from '../../shared/http';
import { change, mine } from '../outbox/outbox';
import { account } from '../session';

const mostAtOnce = 30;

/** Asks what became of the latest reports that have arrived; without a line what was known stays. */
export async function readReceipts(): Promise<void> {
  if (!account.value?.tokens) return;
  const reports = mine.value.filter(({ kind, state }) => kind === 'report' && state === 'arrived').slice(0, mostAtOnce);
  for (const { id } of reports) {
    try {
      const answer = await call<Record<string, unknown>>(`/api/v1/reports/${id}`);
      if (answer.id === id) await change(id, (item) => ({ ...item, answer }));
    } catch (problem) {
      if (problem instanceof Problem && problem.isPassing) return;
    }
  }
}

interface Opened { number: string; status: string; mergedInto?: Opened | null }

/** The case that a report became, as it was last heard of: the one it was merged into, where it was. */
export function caseOf(answer: Record<string, unknown> | undefined): Opened | undefined {
  const opened = answer?.case as Opened | null | undefined;
  return opened?.mergedInto ?? opened ?? undefined;
}
