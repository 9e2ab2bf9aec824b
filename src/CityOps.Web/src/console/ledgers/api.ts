import type { Schemas } from '../../shared/api.gen';
import { call, type Page } from '../../shared/http';
import type { CaseSource } from '../api';

/** The shapes of the records from the field and from citizens. Times are ISO 8601 with an offset. */
export type PatrolItem = Schemas['PatrolItem'];

export type Patrol = Schemas['PatrolAnswer'];

export type ReportItem = Schemas['ReportItem'];

export type ReportRecord = Omit<Schemas['ReportRecord'], 'source'> & { source: CaseSource };

export type FeedbackEntry = Schemas['FeedbackEntry'];

export type FeedbackRecord = Schemas['FeedbackRecord'];

export type LetterItem = Schemas['LetterItem'];

export type Letter = Schemas['LetterView'];

export type Change = Schemas['ChangeEntry'];

/** What is not narrowed by is not there; the names are those of the API. */
export type Filters = Record<string, string>;

const list = <T>(path: string) => (filters: Filters, cursor: string | null) =>
  call<Page<T>>(
    `/api/v1/${path}?${new URLSearchParams({ ...filters, limit: '100', ...(cursor ? { cursor } : {}) }).toString()}`,
  );

export const readPatrols = list<PatrolItem>('patrols');

export const readReports = list<ReportItem>('reports');

export const readFeedbackList = list<FeedbackEntry>('feedback');

export const readLetters = list<LetterItem>('letters');

const segment = encodeURIComponent;

export const readPatrol = (id: string) => call<Patrol>(`/api/v1/patrols/${segment(id)}`);

export const readReport = (id: string) => call<ReportRecord>(`/api/v1/reports/${segment(id)}/record`);

export const readFeedbackRecord = (id: string) => call<FeedbackRecord>(`/api/v1/feedback/${segment(id)}/record`);

/** Its stars count from now on. */
export const acceptFeedback = (id: string) =>
  call<undefined>(`/api/v1/feedback/${segment(id)}/acceptance`, { method: 'POST' });

/** The citizen's number in full; that it was seen, and why, goes on record. */
export const seePhone = (id: string, reason: string) =>
  call<Schemas['SeenPhone']>(`/api/v1/feedback/${segment(id)}/phone`, { method: 'POST', body: { reason } });

export const readLetter = (id: string) => call<Letter>(`/api/v1/letters/${segment(id)}`);

export const letterFile = (id: string) => `/api/v1/letters/${segment(id)}.docx`;

export type NewLetter = Pick<Schemas['LetterBody'], 'kind' | 'to' | 'title' | 'body' | 'dueOn' | 'cases'>;

export const issueLetter = (letter: NewLetter) =>
  call<Letter>('/api/v1/letters', { method: 'POST', body: letter });

export const answerLetter = (id: string, answer: string) =>
  call<Letter>(`/api/v1/letters/${segment(id)}/answer`, { method: 'POST', body: { answer } });

export const withdrawLetter = (id: string) =>
  call<Letter>(`/api/v1/letters/${segment(id)}/withdraw`, { method: 'POST' });

/** A list as a file, narrowed as it is shown. */
export const listUrl = (ledger: 'patrols' | 'feedback', form: 'xlsx' | 'csv', filters: Filters) =>
  `/api/v1/${ledger}.${form}?${new URLSearchParams(filters).toString()}`;

/** The filters that the records of a form know too (GET /api/v1/records.xlsx); no file where another one is set. */
const exported = ['form', 'town', 'org', 'category', 'from', 'to'];

export function exportUrl(filters: Filters): string | null {
  const others = Object.keys(filters).filter((name) => !exported.includes(name));
  return filters.form && others.length === 0
    ? `/api/v1/records.xlsx?${new URLSearchParams(filters).toString()}`
    : null;
}
