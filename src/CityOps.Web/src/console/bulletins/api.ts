import { call } from '../../shared/http';

/** A figure that differs from the revision before. */
export interface Change { metric: string; name: string; before: number | null; after: number | null }

/** Why figures differ: late_patrol, case_merge, settings_changed … */
export interface Cause { cause: string; records: number }

/** A revision of a closed month; `totals` are the changed totals among all `changes`. */
export interface Revision {
  month: string;
  revision: number;
  closedAt: string;
  issuedAt: string | null;
  sha256: string;
  totals: Change[];
  changes: number;
  causes: Cause[];
}

export const readRevisions = () => call<{ items: Revision[]; next: string | null }>('/api/v1/bulletins');

export const bulletinUrl = ({ month, revision }: Revision, form: 'docx' | 'xlsx' | 'html' | 'json') =>
  `/api/v1/bulletins/${month}.${form}?revision=${revision}`;
