import type { LocationQuery } from 'vue-router';

/** The filters of GET /api/v1/cases by the names that they have there and in the page's address. */
export const lists = ['status', 'town', 'org', 'category', 'source', 'flag'] as const;
export const days = ['from', 'to'] as const;
export const switches = ['urged', 'overdue', 'dueSoon', 'appealed', 'photosMissing'] as const;
export const areas = ['box', 'polygon'] as const;
/** An hour of the week: 1-08 is Monday from 8 to 9. */
export const hours = ['hour'] as const;

export type ListFilter = (typeof lists)[number];
export type FilterName = ListFilter | (typeof days)[number] | (typeof switches)[number] | (typeof areas)[number]
  | (typeof hours)[number] | 'queue' | 'text';

/** What is not filtered by is not there. A list of values is separated by commas, as the API has it. */
export type Filters = Partial<Record<FilterName, string>>;

const all: readonly FilterName[] = ['queue', 'text', ...lists, ...days, ...switches, ...areas, ...hours];

export function filtersOf(query: LocationQuery): Filters {
  const filters: Filters = {};
  for (const name of all) {
    const value = query[name];
    if (typeof value === 'string' && value.trim() !== '') filters[name] = value;
  }

  return filters;
}

/** The same as an address says it, in an order of its own: equal filters have equal addresses. */
export function queryOf(filters: Filters): Record<string, string> {
  return Object.fromEntries(all.flatMap((name) => {
    const value = filters[name];
    return value ? [[name, value]] : [];
  }));
}

export const addressOf = (filters: Filters) => new URLSearchParams(queryOf(filters)).toString();

export const valuesOf = (filters: Filters, name: FilterName): string[] =>
  filters[name]?.split(',').filter((value) => value !== '') ?? [];

/** With a value more, or without it where it was there. */
export function toggled(filters: Filters, name: ListFilter, value: string): Filters {
  const values = valuesOf(filters, name);
  return changed(filters, name, (values.includes(value)
    ? values.filter((one) => one !== value)
    : [...values, value]).join(','));
}

/** An empty value takes the filter away. */
export function changed(filters: Filters, name: FilterName, value: string): Filters {
  const { [name]: before, ...others } = filters;
  return value === '' ? others : { ...others, [name]: value };
}
