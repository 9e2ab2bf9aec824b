import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { frequencies } from '../planning/frequency';
import type { Language } from '../words';
import { facilityColour, levels, stages, type Stage } from '../palette';

/** The layers that a click asks, the uppermost first. */
export const clickable = [
  'replay-points',
  'replay-lines',
  'plan-points',
  'plan-lines',
  'sensors',
  'toilets',
  'facilities',
  'cases-fresh',
  'cases',
  'facility-lines',
  'facility-areas',
  'sections',
] as const;

/** Those of them that are a facility. */
export const facilityLayers: readonly string[] = ['toilets', 'facilities', 'facility-lines', 'facility-areas'];

/** Those of them that are a section. */
export const sectionLayers: readonly string[] = [
  'replay-points',
  'replay-lines',
  'plan-points',
  'plan-lines',
  'sections',
];

const fonts = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'];
const isChosen = ['boolean', ['feature-state', 'isChosen'], false] as ExpressionSpecification;

/** Neighbours differ a little; the digits of a code are as good as any colouring. */
const tints = ['#f8f8f5', '#f4f6f2', '#f7f5f0', '#f2f5f5', '#f9f9f7'];
const tint = [
  'match', ['%', ['to-number', ['slice', ['get', 'code'], 6]], tints.length],
  ...tints.slice(1).flatMap((colour, i) => [i + 1, colour]), tints[0],
] as unknown as ExpressionSpecification;

export const ground: LayerSpecification[] = [
  { id: 'ground', type: 'background', paint: { 'background-color': '#d3dfe8' } },
  // A shore around the city: its outer border is where no neighbour's area is drawn over it.
  {
    id: 'shore',
    type: 'line',
    source: 'towns',
    'source-layer': 'towns',
    paint: {
      'line-color': '#b4c6d3',
      'line-width': ['interpolate', ['linear'], ['zoom'], 8, 6, 13, 14],
      'line-blur': 5,
    },
  },
  {
    id: 'towns', type: 'fill', source: 'towns', 'source-layer': 'towns',
    paint: { 'fill-color': ['case', isChosen, '#e3eef6', tint], 'fill-antialias': false },
  },
  {
    id: 'borders', type: 'line', source: 'towns', 'source-layer': 'towns',
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': ['case', isChosen, '#5a8fb3', '#c2cdd5'],
      'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.8, 13, 1.6],
    },
  },
];

/** A town's name in the page's language, as far as there is one. */
export const townName = (language: Language) =>
  (language === 'en'
    ? ['coalesce', ['get', 'name_en'], ['get', 'name']]
    : ['get', 'name']) as unknown as ExpressionSpecification;

export const names = (language: Language): LayerSpecification[] => [
  {
    id: 'town-names', type: 'symbol', source: 'towns', 'source-layer': 'town_names',
    layout: {
      'text-field': townName(language), 'text-font': fonts,
      'text-size': ['interpolate', ['linear'], ['zoom'], 8, 11, 11, 15, 14, 18],
      'text-letter-spacing': 0.08, 'text-padding': 3,
      // Dots are many and names few: a name stands over them, and moves aside for another name only.
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 0.4,
      'text-justify': 'auto',
    },
    paint: { 'text-color': '#43566a', 'text-halo-color': 'rgba(255, 255, 255, 0.95)', 'text-halo-width': 2 },
  },
];

const levelColours = [
  'match',
  ['get', 'level'],
  ...levels.flatMap(({ code, colour }) => [code, colour]),
  '#9aa3ad',
] as unknown as ExpressionSpecification;

/** Sensors without water step back. */
const wet = (size: number, dry: number) =>
  ['match', ['get', 'level'], ['none', 'silent'], dry, size] as unknown as ExpressionSpecification;

export const sensors: LayerSpecification[] = [
  {
    id: 'section-areas',
    type: 'fill',
    source: 'sensors',
    'source-layer': 'sections',
    minzoom: 11,
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': levelColours, 'fill-opacity': 0.25 },
  },
  {
    id: 'sections', type: 'line', source: 'sensors', 'source-layer': 'sections', minzoom: 11,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': levelColours,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 3, 16, 9],
      'line-opacity': 0.45,
    },
  },
  {
    id: 'sensors', type: 'symbol', source: 'sensors', 'source-layer': 'sensors',
    layout: {
      'icon-image': ['concat', 'drop-', ['get', 'level']],
      'icon-size': ['interpolate', ['linear'], ['zoom'], 8, wet(0.62, 0.4), 10, wet(0.8, 0.55), 13, wet(1.1, 0.9)],
      'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-anchor': 'bottom',
      'symbol-sort-key': ['match', ['get', 'level'], 'red', 6, 'orange', 5, 'yellow', 4, 'blue', 3, 'none', 2, 1],
      'text-field': ['step', ['zoom'], '', 13, ['coalesce', ['get', 'section'], ['get', 'code']]],
      'text-font': fonts, 'text-size': 11.5, 'text-anchor': 'top', 'text-offset': [0, 0.3], 'text-optional': true,
    },
    paint: { 'text-color': '#33475a', 'text-halo-color': '#fff', 'text-halo-width': 1.4 },
  },
];

const isToilet = ['==', ['get', 'type'], 'toilet'] as unknown as ExpressionSpecification;
const isNoToilet = ['!=', ['get', 'type'], 'toilet'] as unknown as ExpressionSpecification;

/** Facilities of every type: the sign of toilets, the icon of the others' types, and the shape of lines and areas. */
export const facilities: LayerSpecification[] = [
  {
    id: 'facility-areas', type: 'fill', source: 'facilities', 'source-layer': 'facility_shapes',
    filter: ['==', ['geometry-type'], 'Polygon'],
    paint: { 'fill-color': facilityColour, 'fill-opacity': 0.22, 'fill-outline-color': facilityColour },
  },
  {
    id: 'facility-lines', type: 'line', source: 'facilities', 'source-layer': 'facility_shapes',
    filter: ['!=', ['geometry-type'], 'Polygon'],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': facilityColour, 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 1.5, 16, 4] },
  },
  {
    id: 'facilities', type: 'circle', source: 'facilities', 'source-layer': 'facilities', filter: isNoToilet,
    paint: {
      'circle-color': facilityColour, 'circle-stroke-color': '#fff',
      'circle-radius': ['interpolate', ['linear'], ['zoom'], 9, 2, 12, 4, 14, 9],
      'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 9, 0.4, 14, 1.4],
    },
  },
  {
    id: 'facility-icons', type: 'symbol', source: 'facilities', 'source-layer': 'facilities', minzoom: 13,
    filter: isNoToilet,
    layout: {
      'text-field': ['get', 'icon'], 'text-font': fonts, 'text-size': 11,
      'text-allow-overlap': true, 'text-ignore-placement': true,
    },
    paint: { 'text-color': '#fff' },
  },
  {
    id: 'toilets',
    type: 'symbol',
    source: 'facilities',
    'source-layer': 'facilities',
    filter: isToilet,
    layout: {
      'icon-image': 'toilet', 'icon-size': ['interpolate', ['linear'], ['zoom'], 8, 0.5, 10, 0.66, 13, 1],
      'icon-allow-overlap': true, 'icon-ignore-placement': true,
      'text-field': ['step', ['zoom'], '', 13, ['get', 'name']],
      'text-font': fonts, 'text-size': 11.5, 'text-anchor': 'top', 'text-offset': [0, 1.1], 'text-optional': true,
    },
    paint: { 'text-color': '#33475a', 'text-halo-color': '#fff', 'text-halo-width': 1.4 },
  },
];

/**
 * How the plan draws a class of frequency: the more often, the darker and the larger, so that no colour is needed to
 * tell.
 */
const byFrequency = (of: (frequency: (typeof frequencies)[number]) => unknown, otherwise: unknown) =>
  [
    'match',
    ['get', 'frequency'],
    ...frequencies.flatMap((frequency) => [frequency.code, of(frequency)]),
    otherwise,
  ] as unknown as ExpressionSpecification;

const isArea = ['==', ['geometry-type'], 'Polygon'] as unknown as ExpressionSpecification;
const isPoint = ['==', ['geometry-type'], 'Point'] as unknown as ExpressionSpecification;
const isNoPoint = ['!=', ['geometry-type'], 'Point'] as unknown as ExpressionSpecification;

/** Sections by how often they are under water. */
export const planned: LayerSpecification[] = [
  {
    id: 'plan-areas', type: 'fill', source: 'plan', minzoom: 11, filter: isArea,
    paint: { 'fill-color': byFrequency(({ colour }) => colour, '#9aa3ad'), 'fill-opacity': 0.3 },
  },
  {
    id: 'plan-lines', type: 'line', source: 'plan', minzoom: 11, filter: isNoPoint,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': byFrequency(({ colour }) => colour, '#9aa3ad'),
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 4, 16, 12],
    },
  },
  {
    id: 'plan-points', type: 'circle', source: 'plan', filter: isPoint,
    layout: { 'circle-sort-key': ['get', 'events'] },
    paint: {
      'circle-color': byFrequency(({ colour }) => colour, '#9aa3ad'),
      'circle-radius': byFrequency(({ radius }) => radius, 5),
      'circle-stroke-color': ['case', ['get', 'isWorst'], '#12202d', '#fff'],
      'circle-stroke-width': ['case', ['get', 'isWorst'], 2.4, 1.4],
    },
  },
  {
    id: 'plan-counts',
    type: 'symbol',
    source: 'plan',
    filter: isPoint,
    layout: {
      'text-field': ['to-string', ['get', 'events']],
      'text-font': fonts,
      'text-size': 12,
      'text-allow-overlap': true,
      'text-padding': 8,
    },
    paint: { 'text-color': byFrequency(({ ink }) => ink, '#12202d') },
  },
  {
    id: 'plan-names', type: 'symbol', source: 'plan', filter: isPoint,
    layout: {
      'text-field': ['step', ['zoom'], ['case', ['get', 'isWorst'], ['get', 'label'], ''], 12.5, ['get', 'label']],
      'text-font': fonts, 'text-size': 12, 'text-max-width': 12, 'symbol-sort-key': ['-', 0, ['get', 'events']],
      'text-variable-anchor': ['top', 'bottom', 'left', 'right'], 'text-radial-offset': 1.3, 'text-justify': 'auto',
    },
    paint: { 'text-color': '#24323f', 'text-halo-color': '#fff', 'text-halo-width': 1.6 },
  },
];

const isDry = ['match', ['get', 'level'], ['none', 'silent'], true, false] as unknown as ExpressionSpecification;

/** Sections as they stood at an instant of a storm. */
export const replayed: LayerSpecification[] = [
  {
    id: 'replay-areas', type: 'fill', source: 'replay', minzoom: 11, filter: isArea,
    paint: { 'fill-color': levelColours, 'fill-opacity': 0.35 },
  },
  {
    id: 'replay-lines', type: 'line', source: 'replay', minzoom: 11, filter: isNoPoint,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': levelColours,
      'line-width': ['interpolate', ['linear'], ['zoom'], 11, 4, 16, 12],
      'line-opacity': ['case', isDry, 0.5, 0.9],
    },
  },
  {
    id: 'replay-points', type: 'circle', source: 'replay', filter: isPoint,
    layout: { 'circle-sort-key': ['coalesce', ['get', 'depth'], -1] },
    paint: {
      'circle-color': levelColours,
      'circle-radius': ['case', isDry, 4.5, 8.5],
      'circle-stroke-color': ['case', ['get', 'atPowerRisk'], '#7d130d', '#fff'],
      'circle-stroke-width': ['case', ['get', 'atPowerRisk'], 3, 1.5],
    },
  },
  {
    id: 'replay-names', type: 'symbol', source: 'replay', filter: isPoint,
    layout: {
      'text-field': ['step', ['zoom'], ['case', isDry, '', ['get', 'label']], 13, ['get', 'label']],
      'text-font': fonts,
      'text-size': 12.5,
      'text-max-width': 14,
      'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'depth'], -1]],
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 1,
      'text-justify': 'auto',
    },
    paint: { 'text-color': '#12202d', 'text-halo-color': '#fff', 'text-halo-width': 1.8 },
  },
];

export const chosen: LayerSpecification = {
  id: 'chosen', type: 'circle', source: 'chosen',
  paint: {
    'circle-radius': 15,
    'circle-color': 'rgba(31, 99, 145, 0.12)',
    'circle-stroke-color': '#1f6391',
    'circle-stroke-width': 2,
  },
};

/** An area that was drawn or is being drawn. */
export const drawn: LayerSpecification[] = [
  { id: 'area-fill', type: 'fill', source: 'area', paint: { 'fill-color': '#1f6391', 'fill-opacity': 0.1 } },
  {
    id: 'area-line', type: 'line', source: 'area', layout: { 'line-join': 'round' },
    paint: { 'line-color': '#1f6391', 'line-width': 2.5 },
  },
  {
    id: 'area-corners', type: 'circle', source: 'area', filter: ['==', ['geometry-type'], 'Point'],
    paint: {
      'circle-radius': 5, 'circle-color': '#fff', 'circle-stroke-color': '#1f6391', 'circle-stroke-width': 2,
    },
  },
];

/** How many cases of the stages a dot stands for. A stage that it has none of is not among its properties. */
const among = (shown: readonly Stage[]) =>
  ['+', ...shown.map((stage) => ['coalesce', ['get', stage], 0]), 0] as unknown as ExpressionSpecification;

/** That number, of those that stand for so many at least. */
const written = (shown: readonly Stage[], least: number) =>
  ['case', ['>=', among(shown), least], ['to-string', among(shown)], ''];

/** The dot's colour: of the most urgent of its stages that are shown. */
function colour(shown: readonly Stage[]): ExpressionSpecification {
  const choices = stages
    .filter(({ code }) => shown.includes(code))
    .flatMap(({ code, colour }) => [['has', code], colour]);
  return ['case', ...choices, '#9aa8b5'] as unknown as ExpressionSpecification;
}

/** The most urgent are drawn last, above the others. */
function urgency(shown: readonly Stage[]): ExpressionSpecification {
  const choices = stages
    .filter(({ code }) => shown.includes(code))
    .flatMap(({ code }, i) => [['has', code], stages.length - i]);
  return ['case', ...choices, 0] as unknown as ExpressionSpecification;
}

/** The filter, layout and paint of the cases' dots for the stages that are shown. */
export function casesLook(shown: readonly Stage[]) {
  return {
    filter: ['any', ...shown.map((stage) => ['has', stage])] as unknown as ExpressionSpecification,
    colour: shown.length > 0 ? colour(shown) : '#9aa8b5',
    urgency: shown.length > 0 ? urgency(shown) : 0,
    // Where there is room for it, how many cases a dot stands for; the largest are written first.
    count: ['step', ['zoom'], written(shown, 10), 11, written(shown, 2)] as unknown as ExpressionSpecification,
    rank: ['-', 0, among(shown)] as unknown as ExpressionSpecification,
    radius: [
      'interpolate', ['linear'], ['zoom'],
      8, ['interpolate', ['linear'], among(shown), 1, 3, 10, 5, 100, 9, 1000, 14],
      11, ['interpolate', ['linear'], among(shown), 1, 4.8, 10, 7.5, 100, 12, 1000, 18],
      14, ['interpolate', ['linear'], among(shown), 1, 6, 10, 9, 100, 14, 1000, 20],
    ] as ExpressionSpecification,
  };
}

/** What is done with steps back behind what is to be done. */
const opacity = [
  'case',
  ['any', ...['register', 'dispatch', 'handle', 'check'].map((stage) => ['has', stage])],
  0.95,
  0.5,
] as unknown as ExpressionSpecification;

export const cases: LayerSpecification[] = casesLayers(stages.map(({ code }) => code));

function casesLayers(shown: readonly Stage[]): LayerSpecification[] {
  const look = casesLook(shown);
  const paint = {
    'circle-color': look.colour,
    'circle-radius': look.radius,
    'circle-stroke-color': '#fff',
    'circle-stroke-width': 1.2,
  };
  return [
    {
      id: 'cases',
      type: 'circle',
      source: 'cases',
      'source-layer': 'cases',
      filter: look.filter,
      layout: { 'circle-sort-key': look.urgency },
      paint: { ...paint, 'circle-opacity': opacity, 'circle-stroke-opacity': opacity },
    },
    {
      id: 'case-counts', type: 'symbol', source: 'cases', 'source-layer': 'cases', filter: look.filter,
      layout: {
        'text-field': look.count, 'text-font': fonts, 'text-padding': 9, 'symbol-sort-key': look.rank,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 9, 12, 11],
      },
      paint: { 'text-color': '#fff', 'text-halo-color': 'rgba(18, 32, 45, 0.55)', 'text-halo-width': 1 },
    },
    // New ones, from the event that told of them until the tiles have them.
    { id: 'cases-fresh', type: 'circle', source: 'fresh', filter: look.filter, paint },
  ];
}
