import type { Schemas } from '../../shared/api.gen';
import { readAll } from '../../shared/http';

/** A town with its boundary, as coarse as a small picture takes. */
export type TownShape = Schemas['TownItem'];

export const readTownShapes = () => readAll<TownShape>('/api/v1/towns?shape=true');
