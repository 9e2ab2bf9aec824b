import { call, readAll, type Page } from '../../shared/http';

/** The shapes of the sections' and sensors' API as administrators change them. Lengths are millimetres. */
export interface Rule {
  validFrom: string | null;
  blueMm: number;
  yellowMm: number;
  orangeMm: number;
  redMm: number;
  powerRiskMm: number;
  hysteresisMm: number;
  closeAfterMinutes: number;
  changedBy: string | null;
  changedAt: string;
}

export interface Circuit { code: string; type: string; name: string }

export interface Section extends Omit<Rule, 'validFrom' | 'changedBy' | 'changedAt'> {
  code: string;
  name: string;
  town: string | null;
  line: GeoJSON.LineString | GeoJSON.Polygon;
  powerRestoreMinutes: number;
  caseLevel: string | null;
  sensors: string[];
  circuits: Circuit[];
  history: Rule[];
}

export interface Placement { sensor: string; since: string | null; until: string | null }

export interface Sensor {
  code: string;
  gateway: string;
  section: string | null;
  sectionName: string | null;
  position: { lon: number; lat: number };
  disabled: boolean;
  installation: Installation;
}

export interface Installation {
  kind: string;
  installHeightMm: number | null;
  zeroOffsetMm: number;
  rangeMinMm: number;
  rangeMaxMm: number;
  sampleMinutesDry: number;
  sampleMinutesWet: number;
  heartbeatMinutes: number;
}

export const coordSystems = ['wgs84', 'gcj02', 'bd09'] as const;
export const kinds = ['ultrasonic', 'pressure', 'radar', 'electrode'] as const;
export const levels = ['blue', 'yellow', 'orange', 'red'] as const;

/** What is sent of a section; its line only where it changes. */
export type SectionBody = Pick<
  Section,
  | 'name'
  | 'blueMm'
  | 'yellowMm'
  | 'orangeMm'
  | 'redMm'
  | 'powerRiskMm'
  | 'hysteresisMm'
  | 'closeAfterMinutes'
  | 'powerRestoreMinutes'
  | 'caseLevel'
> & { line?: GeoJSON.Geometry; coordSystem?: string };

export type SensorBody = Installation & {
  gateway: string;
  section: string | null;
  position: { lon: number; lat: number; coordSystem: string; accuracyMetres: number };
  disabled: boolean;
};

const segment = encodeURIComponent;

export const readSections = () => readAll<Section>('/api/v1/sections');

export const readSensors = () => readAll<Sensor>('/api/v1/sensors');

export const readPlacements = async (section: string) =>
  (await call<Page<Placement>>(`/api/v1/sections/${segment(section)}/placements`)).items;

export const saveSection = (code: string, body: SectionBody) =>
  call<Section>(`/api/v1/sections/${segment(code)}`, { method: 'PUT', body });

export const saveCircuits = (section: string, codes: string[]) =>
  call<Section>(`/api/v1/sections/${segment(section)}/circuits`, { method: 'PUT', body: { codes } });

export const saveSensor = (code: string, body: SensorBody) =>
  call<Sensor>(`/api/v1/sensors/${segment(code)}`, { method: 'PUT', body });

/** The circuits and boxes that a section's water may reach: those of its town. */
export async function readCircuits(town: string | null): Promise<Circuit[]> {
  const of = town ? `&town=${segment(town)}` : '';
  return (
    await Promise.all(
      ['lamp_circuit', 'distribution_box'].map((type) => readAll<Circuit>(`/api/v1/facilities?type=${type}${of}`)),
    )
  ).flat();
}
