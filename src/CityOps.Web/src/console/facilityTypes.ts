import { shallowRef } from 'vue';
import { readFacilityTypes, type FacilityType } from './api';

/** The types of facilities by their codes; empty until they have been read. */
const types = shallowRef<ReadonlyMap<string, FacilityType>>(new Map());

let isAsked = false;

/** Asks for them once; a page shows codes until they are there. */
export function useFacilityTypes(): typeof types {
  if (!isAsked) {
    isAsked = true;
    readFacilityTypes().then(
      (all) => { types.value = new Map(all.map((type) => [type.code, type])); },
      () => { isAsked = false; }, // the next page asks again
    );
  }

  return types;
}
