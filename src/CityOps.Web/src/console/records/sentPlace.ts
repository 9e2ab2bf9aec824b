/** A place in degrees, in the system of the map that it was read from. */
export interface SentPlace { lon: number; lat: number; coordSystem: string }
