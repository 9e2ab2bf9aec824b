import type { Schemas } from '../../shared/api.gen';
import { call, type Page } from '../../shared/http';
import { addressOf, type Filters } from './filters';

/** A case as a list has it. Times are ISO 8601 with an offset. */
export type CaseItem = Schemas['CaseItem'];

export type CaseQueue = Schemas['CaseQueueItem'];

export const pageSize = 200;

export const readCases = (filters: Filters, cursor: string | null, limit = pageSize, signal?: AbortSignal) =>
  call<Page<CaseItem>>(
    `/api/v1/cases?${addressOf(filters)}&limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    signal ? { signal } : {},
  );

export const readQueues = async () => (await call<{ items: CaseQueue[] }>('/api/v1/cases/queues')).items;

export const exportUrl = (filters: Filters, form: 'xlsx' | 'csv') => `/api/v1/cases.${form}?${addressOf(filters)}`;
