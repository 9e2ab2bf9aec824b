import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';

/**
 * A calm map for vector tiles, by the layers' names of OpenMapTiles and of Protomaps: what a file does not have is not
 * drawn. Nothing is as dark or as coloured as what the city draws above it.
 */
const fonts = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'];

const water = '#d6e4ee';
const green = '#e6efe0';
const name = ['coalesce', ['get', 'name:zh'], ['get', 'name:zh-Hans'], ['get', 'name']] as ExpressionSpecification;
const kind = ['coalesce', ['get', 'class'], ['get', 'kind'], ''] as ExpressionSpecification;
const isOf = (...kinds: string[]) => ['match', kind, kinds, true, false] as unknown as FilterSpecification;

const motorways = ['motorway', 'trunk', 'highway'];
const mains = ['primary', 'secondary', 'tertiary', 'major_road', 'medium_road'];
const streets = ['minor', 'service', 'street', 'minor_road', 'residential', 'unclassified', 'other'];
const width = (...stops: number[]) =>
  ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification;

interface Part { id: string; from: string; draw: Omit<LayerSpecification, 'id' | 'source' | 'source-layer'> }

const fill = (id: string, from: string, colour: string, filter?: FilterSpecification): Part => ({
  id, from, draw: { type: 'fill', paint: { 'fill-color': colour }, ...(filter ? { filter } : {}) },
});
const line = (
  id: string, from: string, colour: string, wide: ExpressionSpecification, filter?: FilterSpecification, minzoom = 0,
): Part => ({
  id, from,
  draw: {
    type: 'line', minzoom, layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': wide }, ...(filter ? { filter } : {}),
  },
});
const text = (
  id: string, from: string, size: ExpressionSpecification, colour: string, isAlong: boolean, minzoom = 0,
  filter?: FilterSpecification,
): Part => ({
  id, from,
  draw: {
    type: 'symbol', minzoom,
    layout: {
      'text-field': name, 'text-font': fonts, 'text-size': size, 'symbol-placement': isAlong ? 'line' : 'point',
      'text-max-width': 8, 'text-padding': 6,
    },
    paint: { 'text-color': colour, 'text-halo-color': '#fbfaf7', 'text-halo-width': 1.4 },
    ...(filter ? { filter } : {}),
  },
});

const roadLines = (from: string): Part[] => [
  line(`${from}-streets`, from, '#ffffff', width(12, 0.4, 15, 3, 18, 14), isOf(...streets), 12),
  line(`${from}-mains`, from, '#fdf6e6', width(8, 0.6, 13, 3, 18, 20), isOf(...mains), 8),
  line(`${from}-motorways`, from, '#f8e6c4', width(6, 0.8, 12, 3, 18, 24), isOf(...motorways)),
  line(`${from}-rails`, from, '#cfd3d6', width(10, 0.5, 16, 2), isOf('rail', 'transit'), 10),
];

const green1 = isOf('wood', 'forest', 'grass', 'park', 'grassland', 'scrub', 'nature_reserve', 'garden');

const parts: readonly Part[] = [
  fill('earth', 'earth', '#f7f5f0'),
  fill('landcover', 'landcover', green, green1),
  fill('landuse', 'landuse', green, green1),
  fill('built', 'landuse', '#f1eee8', isOf('residential', 'commercial', 'industrial', 'school', 'hospital')),
  fill('park', 'park', green),
  fill('water', 'water', water, ['==', ['geometry-type'], 'Polygon']),
  line('waterway', 'waterway', water, width(9, 0.6, 16, 5)),
  line('water-lines', 'water', water, width(9, 0.6, 16, 5), ['==', ['geometry-type'], 'LineString']),
  ...['building', 'buildings'].map((from) => fill(from, from, '#e9e5de')),
  ...['transportation', 'roads'].flatMap(roadLines),
  ...['boundary', 'boundaries'].map((from) => line(from, from, '#c9c3cf', width(6, 0.6, 14, 1.4))),
  ...['transportation_name', 'roads'].map((from) =>
    text(`${from}-names`, from, width(13, 10, 18, 14), '#7b7f86', true, 13)),
  ...['place', 'places'].map((from) => text(from, from, width(6, 11, 15, 15), '#6a7480', false)),
];

/** The layers of a vector source; their ids begin with the source's. */
export function vectorLayers(source: string): LayerSpecification[] {
  return parts.map(({ id, from, draw }) =>
    ({ ...draw, id: `${source}-${id}`, source, 'source-layer': from }) as LayerSpecification);
}
