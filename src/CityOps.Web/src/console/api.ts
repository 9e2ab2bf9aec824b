import type { Label } from '../shared/forms';
import { call, readAll, type Page } from '../shared/http';

/** The shapes of the API that the console reads. Times are ISO 8601 with an offset, positions WGS84. */
export interface Place { lon: number; lat: number }

export interface MapSummary {
  layers: { layer: string; name: string; nameEn: string; features: Record<string, number> | null }[];
  cases: Record<string, number>;
  sensors: Record<string, number>;
  facilities: Record<string, number>;
  towns: number;
  bounds: [number, number, number, number] | null;
  boundariesAreApproximate: boolean;
}

export interface CaseInBox {
  id: string;
  number: string;
  status: string;
  stage: string;
  categoryName: string;
  townName: string;
  reportedAt: string;
  position: Place;
}

export interface Photo { sha256: string; state: 'declared' | 'receiving' | 'verified' }

export interface CaseRecord {
  id: string;
  number: string;
  source: string;
  category: string;
  categoryName: string;
  organisation: string;
  organisationName: string;
  town: string;
  townName: string;
  facility: string | null;
  facilityName: string | null;
  position: Place;
  description: string | null;
  status: string;
  statusName: string;
  reportedAt: string;
  filedAt: string | null;
  closedAt: string | null;
  rectifiedOnSite: boolean;
  transferredAt: string | null;
  version: number;
  clock: { deadline: string | null; state: string | null; limit: string | null } | null;
  /** Who was drawn to check it; null lets everybody check who has the right. */
  checker: { id: string; name: string } | null;
  /** What looks implausible about the report behind it. */
  flags: string[];
  /** The reports behind it; none for a citizen's feedback and for ponding. */
  sources: CaseSource[];
  mergedInto: { id: string; number: string } | null;
  merged: { id: string; number: string }[];
  log: CaseLogEntry[];
  photos: Photo[];
  /** The form that whoever handles it fills in; null when its category asks nothing. */
  handlingForm: string | null;
  /** The steps that the reader may take now. */
  allowed: string[];
}

/** A report, as whoever judges it has to see it. */
export interface CaseSource {
  report: string;
  officer: string | null;
  gateway: string | null;
  accuracyMetres: number | null;
  observedAt: string;
  deviceObservedAt: string | null;
  sentAt: string | null;
  receivedAt: string;
  flags: string[];
  /** By flag, what was seen: members that name their units. */
  flagReasons: Record<string, Record<string, unknown>>;
  answers: FilledAnswer[];
  photos: (Photo & { sizeDiffers: boolean })[];
  patrol: { id: string; arrived: boolean; officer: string | null; startedAt: string | null } | null;
}

export interface FilledAnswer {
  field: string;
  label: Label | null;
  kind: string | null;
  unit: string | null;
  value: unknown;
  choices: Label[] | null;
}

export interface DuplicateCandidate { id: string; number: string; status: string; reportedAt: string }

export interface CaseLogEntry {
  seq: number;
  action: string;
  toStatus: string;
  actor: string | null;
  at: string;
  deviceAt: string | null;
  note: string | null;
  detail: { checker?: { name: string } | null };
}

export interface SensorRecord {
  code: string;
  gateway: string;
  section: string | null;
  sectionName: string | null;
  town: string | null;
  position: Place;
  depthMm: number | null;
  observedAt: string | null;
  heardAt: string | null;
  level: string | null;
  powerRisk: boolean;
  batteryMv: number | null;
  rssiDbm: number | null;
  thresholds: Thresholds | null;
  /** Nothing heard for more than two heartbeats. */
  silent: boolean;
}

/** Millimetres of water. */
export interface Thresholds { blueMm: number; yellowMm: number; orangeMm: number; redMm: number; powerRiskMm: number }

/** With the reasons to doubt it, if there are any. */
export interface Reading { observedAt: string; depthMm: number; flags?: string[] }

export interface FacilityRecord {
  code: string;
  name: string;
  type: string;
  town: string | null;
  position: Place;
  qrUrl: string | null;
}

export interface FeedbackItem {
  id: string;
  kindName: string;
  kindNameEn: string;
  stars: number;
  words: string | null;
  receivedAt: string;
  case: { id: string; number: string; status: string } | null;
}

export interface Organisation { code: string; name: string; nameEn: string | null; kind: string; town: string | null }

/** When a case of a category is filed (立案条件), and how long it may then take (4工作时). */
export interface Condition { id: string; condition: string; limit: string }

export interface Town { code: string; name: string; lon: number; lat: number; boundaryIsApproximate: boolean }

const segment = encodeURIComponent;

export const readSummary = (town?: string) => call<MapSummary>(`/api/v1/map${town ? `?only=${segment(town)}` : ''}`);

export const readTowns = () => readAll<Town>('/api/v1/towns');

/** Centres, brigade, town offices, contractors. */
export const readOrganisations = () => readAll<Organisation>('/api/v1/organisations');

export const readConditions = async (category: string) =>
  (await call<{ conditions: Condition[] }>(`/api/v1/categories/${segment(category)}`)).conditions;

export const readCasesInBox = (west: number, south: number, east: number, north: number) =>
  call<{ total: number; items: CaseInBox[] }>(
    `/api/v1/map/cases?west=${west}&south=${south}&east=${east}&north=${north}`,
  );

export const readCase = (id: string) => call<CaseRecord>(`/api/v1/cases/${segment(id)}`);

export const readDuplicates = async (id: string) =>
  (await call<Page<DuplicateCandidate>>(`/api/v1/cases/${segment(id)}/duplicates`)).items;

/** What goes with a step; members that the step has no use for stay out. */
export interface StepBody {
  note?: string | undefined;
  photos?: { sha256: string; bytes: number; type: string }[];
  into?: string;
  organisation?: string | undefined;
  condition?: string | undefined;
  /** An instant. */
  until?: string | undefined;
  form?: string;
  formVersion?: number;
  answers?: object;
}

/** Refused with case_stale when somebody else took a step in between. */
export const takeStep = (record: CaseRecord, action: string, body: StepBody) =>
  call<CaseRecord>(`/api/v1/cases/${segment(record.id)}/${segment(action)}`, {
    method: 'POST',
    body,
    version: record.version,
  });

export const readSensor = (code: string) => call<SensorRecord>(`/api/v1/sensors/${segment(code)}`);

export const readReadings = async (code: string) =>
  (await call<Page<Reading>>(`/api/v1/sensors/${segment(code)}/readings?limit=1000`)).items;

export const readFacility = (code: string) => call<FacilityRecord>(`/api/v1/facilities/${segment(code)}`);

export const readFeedback = async (code: string) =>
  (await call<Page<FeedbackItem>>(`/api/v1/facilities/${segment(code)}/feedback?limit=10`)).items;

export const photoUrl = (photo: Photo, size: 'thumb' | 'full') =>
  `/api/v1/photos/${photo.sha256}${size === 'thumb' ? '?size=thumb' : ''}`;
