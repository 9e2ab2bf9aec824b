import type { Schemas } from '../../shared/api.gen';
import { call, readAll } from '../../shared/http';

/** What several pages of the set-up read. */
export type Category = Schemas['CategoryItem'];

export type FormItem = Schemas['FormItem'];

export const segment = encodeURIComponent;

/** Retired ones and classes too. */
export const readAllCategories = () => readAll<Category>('/api/v1/categories');

export const readForms = () => readAll<FormItem>('/api/v1/forms');

export const readRights = () => call<Schemas['RightsTable']>('/api/v1/rights');

/** Sent as null where nothing is entered. */
export const orNull = (text: string | null | undefined) => {
  const clean = (text ?? '').trim();
  return clean === '' ? null : clean;
};
