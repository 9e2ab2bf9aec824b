import type { Schemas } from '../../shared/api.gen';
import { call, readAll, type Page } from '../../shared/http';

/** The shapes of the sections' and sensors' API as administrators change them. Lengths are millimetres. */
export type Rule = Schemas['SectionRuleItem'];

export type Circuit = Schemas['SectionCircuit'];

export type Section = Omit<Schemas['SectionItem'], 'line'> & { line: GeoJSON.LineString | GeoJSON.Polygon };

export type Placement = Schemas['Placement'];

export type Sensor = Schemas['SensorItem'];

export type Installation = Schemas['SensorInstallation'];

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

export type SensorBody = Omit<Installation, 'zeroHistory'> & {
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
