import type { Schemas } from '../../shared/api.gen';
import { call } from '../../shared/http';

/** A figure that differs from the revision before. */
export type Change = Schemas['FigureChange'];

/** Why figures differ: late_patrol, case_merge, settings_changed … */
export type Cause = Schemas['ChangeCause'];

/** A revision of a closed month; `totals` are the changed totals among all `changes`. */
export type Revision = Schemas['BulletinRevision'];

export const readRevisions = () => call<{ items: Revision[]; next: string | null }>('/api/v1/bulletins');

export const bulletinUrl = ({ month, revision }: Revision, form: 'docx' | 'xlsx' | 'html' | 'json') =>
  `/api/v1/bulletins/${month}.${form}?revision=${revision}`;
