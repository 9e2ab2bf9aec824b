import type { LayerSpecification, StyleSpecification, VectorSourceSpecification } from 'maplibre-gl';
import type { Language } from '../words';
import { cases, chosen, drawn, facilities, ground, names, planned, replayed, sensors } from './style';

/** A layer of the map that the legend switches; docs/maps.md says how one is added. */
interface MapLayer {
  code: string;
  /** The server's layer that its tiles come from (Features/Maps/MapLayer.cs). */
  tiles: string;
  /** The deepest zoom that has tiles of its own. */
  maxzoom: number;
  /** The property that names a feature, for what is lit up by code. */
  promoteId?: string;
  /** How it is drawn, the lowest first. */
  draw: readonly LayerSpecification[];
  /** What the legend switches, by id; all that is drawn where left out. */
  switched?: readonly string[];
}

/** All of them, the lowest first. */
export const mapLayers = [
  { code: 'towns', tiles: 'towns', maxzoom: 14, promoteId: 'code', draw: ground, switched: ['borders', 'town-names'] },
  { code: 'cases', tiles: 'cases', maxzoom: 16, draw: cases },
  { code: 'toilets', tiles: 'facilities', maxzoom: 16, draw: facilities, switched: ['toilets'] },
  { code: 'sensors', tiles: 'sensors', maxzoom: 16, draw: sensors },
] as const satisfies readonly MapLayer[];

export type Layer = (typeof mapLayers)[number]['code'];
export type TileSource = (typeof mapLayers)[number]['tiles'];

const all: readonly MapLayer[] = mapLayers;

export const tileSources: readonly TileSource[] = mapLayers.map(({ tiles }) => tiles);

export const allShown = (): Record<Layer, boolean> =>
  Object.fromEntries(mapLayers.map(({ code }) => [code, true])) as Record<Layer, boolean>;

/** The ids of what a layer's switch shows and hides. */
export function switchedBy(layer: Layer): readonly string[] {
  const found = all.find(({ code }) => code === layer);
  return found?.switched ?? found?.draw.map(({ id }) => id) ?? [];
}

const nothing = { type: 'FeatureCollection' as const, features: [] };

/**
 * The whole map: our own tiles on plain ground. Without a glyphs address MapLibre draws text with the reader's own
 * fonts.
 */
export function cityStyle(language: Language): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...Object.fromEntries(all.map((layer) => [layer.tiles, tilesOf(layer)])),
      fresh: { type: 'geojson', data: nothing },
      chosen: { type: 'geojson', data: nothing },
      area: { type: 'geojson', data: nothing },
      plan: { type: 'geojson', data: nothing },
      replay: { type: 'geojson', data: nothing },
    },
    // The towns' names stand over all dots and lines, and under what is written beside those.
    layers: [
      ...all.flatMap(({ draw }) => draw), ...planned.filter(isDrawn), ...replayed.filter(isDrawn),
      ...names(language), ...planned.filter(isWritten), ...replayed.filter(isWritten), ...drawn, chosen,
    ],
  };
}

/** A plain map of the towns, with what one record draws on it. */
export function groundStyle(
  language: Language, sources: StyleSpecification['sources'], drawn: readonly LayerSpecification[],
): StyleSpecification {
  return {
    version: 8,
    sources: { towns: tilesOf(mapLayers[0]), ...sources },
    layers: [...ground, ...names(language), ...drawn],
  };
}

const tilesOf = ({ tiles, maxzoom, promoteId }: MapLayer): VectorSourceSpecification => ({
  type: 'vector',
  tiles: [tilesAddress(tiles, [])],
  minzoom: 6,
  maxzoom,
  ...(promoteId ? { promoteId } : {}),
});

/** Where a source's tiles come from; those of facilities bring toilets, and the types that are named. */
export function tilesAddress(tiles: string, types: readonly string[]): string {
  const asked = tiles === 'facilities' ? `?types=${['toilet', ...types].map(encodeURIComponent).join(',')}` : '';
  return `${location.origin}/tiles/${tiles}/{z}/{x}/{y}.mvt${asked}`;
}

const isWritten = ({ type }: LayerSpecification) => type === 'symbol';
const isDrawn = (layer: LayerSpecification) => !isWritten(layer);
