import type { Schemas } from '../shared/api.gen';
import { call, readAll, type Page } from '../shared/http';

/** The shapes of the API that the console reads. Times are ISO 8601 with an offset, positions WGS84. */
export type Place = Schemas['LonLat'];

export type MapSummary = Omit<Schemas['MapSummary'], 'bounds'> & { bounds: [number, number, number, number] | null };

export type CaseInBox = Schemas['CaseInBox'];

export type Photo = Pick<Schemas['PhotoReceipt'], 'sha256' | 'state'>;

export type CaseRecord = Omit<Schemas['CaseAnswer'], 'log' | 'sources'> & {
  log: CaseLogEntry[];
  sources: CaseSource[];
};

export type CaseFeedback = Schemas['CaseFeedback'];

/** A report, as whoever judges it has to see it. */
export type CaseSource = Schemas['CaseSource'] & { flagReasons: Record<string, Record<string, unknown>> };

export type FilledAnswer = Schemas['FilledAnswer'];

export type DuplicateCandidate = Schemas['DuplicateCandidate'];

export type CaseLogEntry = Schemas['CaseLogEntry'] & {
  detail: {
    checker?: { name: string } | null;
    /** What it was and what it is since (改类别). */
    category?: { from: string; fromName?: string; to: string; toName?: string };
    /** Where it lay and where it lies since (改位置). */
    position?: { from: Place; to: Place };
  };
};

export type SensorRecord = Schemas['SensorItem'];

/** A low-lying road as it stands now. */
export type LiveSection = Schemas['LiveSection'];

/** Millimetres of water. */
export type Thresholds = Schemas['SensorThresholds'];

/** With the reasons to doubt it, if there are any. */
export type Reading = Pick<Schemas['ReadingItem'], 'observedAt' | 'depthMm'> & { flags?: string[] };

export type FacilityRecord = Schemas['FacilityAnswer'];

export type FacilityType = Schemas['FacilityTypeItem'];

export type FeedbackItem = Schemas['FeedbackItem'];

export type Organisation = Schemas['OrganisationItem'];

/** When a case of a category is filed (立案条件), and how long it may then take (4工作时). */
export type Condition = Schemas['ConditionAnswer'];

export type Town = Schemas['TownItem'];

export type Category = Schemas['CategoryItem'];

const segment = encodeURIComponent;

export const readSummary = (town?: string) => call<MapSummary>(`/api/v1/map${town ? `?only=${segment(town)}` : ''}`);

export const readTowns = () => readAll<Town>('/api/v1/towns');

/** Centres, brigade, town offices, contractors. */
export const readOrganisations = () => readAll<Organisation>('/api/v1/organisations');

/** Those that a problem can be of: in use, no class of others, nothing that patrols look at. */
export async function readCategories(): Promise<Category[]> {
  const all = await readAll<Category>('/api/v1/categories');
  const classes = new Set(all.map(({ parent }) => parent));
  return all.filter(({ code, kind, retiredAt }) => kind !== 'inspection' && retiredAt === null && !classes.has(code));
}

export const readConditions = async (category: string) =>
  (await call<{ conditions: Condition[] }>(`/api/v1/categories/${segment(category)}`)).conditions;

export const readCasesInBox = (west: number, south: number, east: number, north: number, stages: readonly string[]) =>
  call<{ total: number; items: CaseInBox[] }>(
    `/api/v1/map/cases?west=${west}&south=${south}&east=${east}&north=${north}&stages=${stages.join(',')}`,
  );

export const readCase = (id: string) => call<CaseRecord>(`/api/v1/cases/${segment(id)}`);

/** A position of a patrol's track, with why it is not counted. */
export type TrackItem = Schemas['TrackItem'];

export const readTrack = (patrol: string) => call<Page<TrackItem>>(`/api/v1/patrols/${segment(patrol)}/track`);

export const readDuplicates = async (id: string) =>
  (await call<Page<DuplicateCandidate>>(`/api/v1/cases/${segment(id)}/duplicates`)).items;

/** What goes with a step; members that the step has no use for stay out. */
export type StepBody = { [K in keyof Schemas['CaseStepBody']]?: Schemas['CaseStepBody'][K] | undefined };

/** Refused with case_stale when somebody else took a step in between. */
export const takeStep = (record: Pick<CaseRecord, 'id' | 'version'>, action: string, body: StepBody) =>
  call<CaseRecord>(`/api/v1/cases/${segment(record.id)}/${segment(action)}`, {
    method: 'POST',
    body,
    version: record.version,
  });

/** Stores a report under a UUID of ours; the same again is the same report. */
export const enterReport = (id: string, report: Schemas['ReportBody']) =>
  call<Schemas['ReportReceipt']>(`/api/v1/reports/${segment(id)}`, { method: 'PUT', body: report });

export const readSensor = (code: string) => call<SensorRecord>(`/api/v1/sensors/${segment(code)}`);

export const readLive = async () => (await call<Page<LiveSection>>('/api/v1/ponding')).items;

export const readReadings = async (code: string) =>
  (await call<Page<Reading>>(`/api/v1/sensors/${segment(code)}/readings?limit=1000`)).items;

export const readFacility = (code: string) => call<FacilityRecord>(`/api/v1/facilities/${segment(code)}`);

export const readFacilityTypes = () => readAll<FacilityType>('/api/v1/facility-types');

export const readFeedback = async (code: string) =>
  (await call<Page<FeedbackItem>>(`/api/v1/facilities/${segment(code)}/feedback?limit=10`)).items;

export type FacilityChecks = Schemas['FacilityChecks'];

/** What is due of a facility and what was, the latest last; some years of a weekly one. */
export const readFacilityChecks = (code: string) =>
  call<FacilityChecks>(`/api/v1/routines/facilities/${segment(code)}?limit=1000`);

export const photoUrl = (photo: Photo, size: 'thumb' | 'full') =>
  `/api/v1/photos/${photo.sha256}${size === 'thumb' ? '?size=thumb' : ''}`;
