import { call } from '../http';

/** The organisations' names for a list to choose from. */
export const readOrganisations = async () =>
  (await call<{ items: { code: string; name: string }[] }>('/api/v1/organisations?limit=1000')).items;
