import type { Form } from '../shared/forms';
import type { Check } from './checks/check';
import type { Task } from './tasks/task';

/** What the phone needs to know to work without a signal: docs/field.md. */
export interface Category {
  code: string;
  name: string;
  nameEn: string | null;
  kind: 'component' | 'event' | 'inspection';
  parent: string | null;
  form: string | null;
  handlingForm: string | null;
}

/** A GeoJSON MultiPolygon. */
interface Boundary { coordinates: [number, number][][][] }

export interface Town {
  code: string;
  name: string;
  nameEn: string | null;
  lon: number;
  lat: number;
  boundary: Boundary | null;
}

export interface Grid { code: string; name: string | null; boundary: Boundary | null }

export interface Facility { code: string; type: string; name: string; lon: number; lat: number; qr: string | null }

export interface Person { login: string; name: string; organisation: string }

interface Words { zh: string; en: string }

/** The steps that cases are worked along, and what they are called. */
export interface CaseGraph {
  steps: { action: string; from: string; to: string; roles: string[]; notBy: string[] | null; needsNote: boolean }[];
  actions: { code: string; button: Words; asks: string[]; clock: string | null }[];
}

interface Lists {
  categories: Category[];
  forms: Form[];
  towns: Town[];
  grids: Grid[];
  facilities: Facility[];
  people: Person[];
  tasks: Task[];
  checks: Check[];
}

export type Part = keyof Lists;

export const wanted: Part[] = [
  'categories', 'forms', 'towns', 'grids', 'facilities', 'people', 'tasks', 'checks',
];

export interface Reference extends Lists {
  readAt: string;
  /** Those of the parts that are here. */
  etags: Partial<Record<Part, string>>;
  /** How far the phone's clock is ahead of the server's. */
  aheadMs: number;
  /** Not there after the upgrade from an early version, until the server is met. */
  graph?: CaseGraph;
}

/** What the server answers: the parts that were asked for, each empty when it is what the phone has. */
export type Bundle = { serverTime: string } & {
  [P in Part]?: { etag: string; content: Lists[P] | null } | null;
};

/** The parameter that names what the phone has. */
export function have(known: Reference | null, parts: Part[] = wanted): string {
  const etags = parts.flatMap((part) => (known?.etags[part] ? [`${part}:${known.etags[part]}`] : []));
  return etags.length === 0 ? '' : `&have=${etags.join(',')}`;
}

/** What the phone knows after an answer. */
export function merged(known: Reference | null, bundle: Bundle, graph: CaseGraph | undefined, now: Date): Reference {
  const steps = graph ?? known?.graph;
  const etags = { ...known?.etags };
  const listOf = <P extends Part>(part: P): Lists[P] => {
    const sent = bundle[part];
    if (sent) etags[part] = sent.etag;
    return (sent?.content ?? known?.[part] ?? []) as Lists[P];
  };
  return {
    readAt: now.toISOString(),
    aheadMs: now.getTime() - Date.parse(bundle.serverTime),
    ...(steps ? { graph: steps } : {}),
    categories: listOf('categories'),
    forms: listOf('forms'),
    towns: listOf('towns'),
    grids: listOf('grids'),
    facilities: listOf('facilities'),
    people: listOf('people'),
    tasks: listOf('tasks'),
    checks: listOf('checks'),
    etags,
  };
}
