import type { Schemas } from '../../shared/api.gen';
import { call } from '../../shared/http';

export type Component = Schemas['IndexComponent'];

export type Item = Schemas['StandardItem'];

export type Standard = Schemas['Standard'];

export type Finding = Schemas['AssessmentView'];

export type Score = Schemas['AssessmentScore'];

export interface FindingFilter {
  month: string;
  subject: string;
  town: string;
  contractor: string;
  item: string;
  withdrawn: string;
  approval: string;
}

export type NewFinding = Schemas['AssessmentBody'];

export const readStandard = () => call<Standard>('/api/v1/assessments/standard');

export const readScores = async (month: string) =>
  (await call<{ items: Score[] }>(`/api/v1/assessments/scores?month=${month}`)).items;

export function readFindings(
  filter: FindingFilter,
  cursor: string | null,
): Promise<{ items: Finding[]; next: string | null }> {
  const { month, ...rest } = filter;
  const query = new URLSearchParams(
    Object.entries({ ...rest, from: `${month}-01`, to: lastDay(month), cursor: cursor ?? '', limit: '50' }).filter(
      ([, value]) => value !== '',
    ),
  );
  return call(`/api/v1/assessments?${query.toString()}`);
}

export const record = (id: string, finding: NewFinding) =>
  call<Finding>(`/api/v1/assessments/${id}`, { method: 'PUT', body: finding });

/** `change` is a UUID of ours for this withdrawal. */
export const withdraw = (id: string, change: string, reason: string) =>
  call<Finding>(`/api/v1/assessments/${id}/withdrawal`, { method: 'POST', body: { id: change, reason } });

/** What a second person says of a fine above the sum of one. */
export const decide = (id: string, decision: 'approve' | 'refuse', note: string | null) =>
  call<Finding>(`/api/v1/assessments/${id}/approval`, { method: 'POST', body: { decision, note } });

/** The case of exactly this number; null when there is none that the reader may see. */
export async function caseOf(number: string): Promise<string | null> {
  const { items } = await call<{ items: { id: string; number: string }[] }>(
    `/api/v1/cases?text=${encodeURIComponent(number)}&limit=5`,
  );
  return items.find((one) => one.number === number)?.id ?? null;
}

function lastDay(month: string): string {
  const [year = 0, of = 0] = month.split('-').map(Number);
  return new Date(Date.UTC(year, of, 0)).toISOString().slice(0, 10);
}
