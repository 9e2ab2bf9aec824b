import { call } from '../../shared/http';

export interface Component { code: string; name: string; nameEn: string; weight: number }

export interface Item {
  code: string;
  subject: 'town' | 'contractor';
  component: string | null;
  name: string;
  unit: string;
  points: number;
  feeYuan: number;
  isInUse: boolean;
}

export interface Standard { components: Component[]; items: Item[] }

export interface Finding {
  id: string;
  item: string;
  itemName: string;
  subject: 'town' | 'contractor';
  unit: string;
  townName: string | null;
  contractorName: string | null;
  foundOn: string;
  times: number;
  points: number;
  feeYuan: number;
  case: string | null;
  caseNumber: string | null;
  note: string | null;
  recordedAt: string;
  recordedBy: string | null;
  withdrawnAt: string | null;
  withdrawnBecause: string | null;
  position: { lon: number; lat: number } | null;
  component: string | null;
  photos: { sha256: string; state: 'declared' | 'verified' }[];
}

export interface Score {
  subject: 'town' | 'contractor';
  code: string;
  name: string;
  findings: number;
  pointsLost: number;
  feeYuan: number;
  score: number;
  rank: number;
  components: Record<string, number>;
}

export interface FindingFilter {
  month: string;
  subject: string;
  town: string;
  contractor: string;
  item: string;
  withdrawn: string;
}

export interface NewFinding {
  item: string;
  town: string | null;
  contractor: string | null;
  foundOn: string;
  times: number;
  case: string | null;
  note: string | null;
  position: { lon: number; lat: number; coordSystem: string; accuracyMetres: number | null } | null;
  photos: { sha256: string; bytes: number; type: string }[];
}

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

export const withdraw = (id: string, because: string) =>
  call<Finding>(`/api/v1/assessments/${id}/withdraw`, { method: 'POST', body: { because } });

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
