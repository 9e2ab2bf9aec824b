import type { Schemas } from '../../../shared/api.gen';
import { oftenOf, ruleOf, weekly } from '../../routines/often';
import { orNull } from '../api';

/** A routine as it is entered. */
export type Routine = Schemas['RoutineAnswer'];

export type About = 'facilities' | 'place' | 'document';

export const usual = () => ({
  code: '', name: '', nameEn: '',
  about: 'facilities' as About,
  type: '', towns: [] as string[], organisations: [] as string[], codes: '',
  placeName: '', place: { lon: 113.38, lat: 22.52, coordSystem: 'wgs84' },
  documentName: '', documentTown: '',
  often: { ...weekly },
  startsOn: '', from: '', windowDays: 1, graceDays: 0,
  organisation: null as string | null, category: '',
  problems: [] as { field: string; choices: string[]; category: string }[],
  distanceMetres: 100, escalation: 'none', escalationCategory: null as string | null,
});

export type Entry = ReturnType<typeof usual>;

export function entered(routine: Routine): Entry {
  const { facilities, place, document: written } = routine;
  return {
    ...usual(),
    code: routine.code,
    name: routine.name,
    nameEn: routine.nameEn,
    about: place ? 'place' : written ? 'document' : 'facilities',
    type: facilities?.type ?? '',
    towns: [...(facilities?.towns ?? [])],
    organisations: [...(facilities?.organisations ?? [])],
    codes: (facilities?.codes ?? []).join(', '),
    ...(place ? { placeName: place.name, place: { ...place.position, coordSystem: 'wgs84' } } : {}),
    ...(written ? { documentName: written.name ?? '', documentTown: written.town ?? '' } : {}),
    often: oftenOf(routine),
    startsOn: routine.startsOn,
    windowDays: routine.windowDays,
    graceDays: routine.graceDays,
    organisation: routine.organisation,
    category: routine.category,
    problems: routine.problems.map(({ field, choices, category }) => ({ field, choices: [...choices], category })),
    distanceMetres: routine.distanceMetres,
    escalation: routine.escalation,
    escalationCategory: routine.escalationCategory,
  };
}

const listed = (values: string[]) => (values.length === 0 ? null : values);

/** As it is sent. */
export function bodyOf(entry: Entry) {
  const codes = entry.codes.split(/[,，、\s]+/).filter((code) => code !== '');
  return {
    name: entry.name,
    nameEn: orNull(entry.nameEn),
    from: orNull(entry.from),
    startsOn: orNull(entry.startsOn),
    facilities: entry.about === 'facilities'
      ? {
          type: entry.type,
          towns: listed(entry.towns),
          organisations: listed(entry.organisations),
          codes: listed(codes),
        }
      : null,
    place: entry.about === 'place' ? { name: entry.placeName, position: entry.place } : null,
    document: entry.about === 'document' ? { name: entry.documentName, town: entry.documentTown } : null,
    ...ruleOf(entry.often),
    windowDays: entry.windowDays,
    graceDays: entry.graceDays,
    organisation: entry.organisation,
    category: entry.category,
    problems: entry.problems,
    distanceMetres: entry.distanceMetres,
    escalation: entry.escalation,
    escalationCategory: entry.escalation === 'case' ? entry.escalationCategory : null,
  };
}
