import { expect, test } from 'vitest';
import { squareKm } from '../src/console/map/area/measure';
import * as style from '../src/console/map/style';
import { queryOf, targetOf } from '../src/console/target';
import { viewIn, viewSaid } from '../src/console/map/view';

const { cases, clickable, facilities, ground, planned, replayed, sectionLayers, sensors } = style;

const drawn = [...ground, ...cases, ...facilities, ...sensors, ...planned, ...replayed].map(({ id }) => id);

test('what a click asks for is drawn: MapLibre finds nothing at all where one layer is missing', () => {
  expect(drawn).toEqual(expect.arrayContaining([...clickable, ...sectionLayers]));
});

test('an address says what part of the city a map shows, to a metre', () => {
  expect(viewSaid({ lon: 113.38239112, lat: 22.5, zoom: 14.3333 })).toBe('113.38239,22.5,14.3');
  expect(viewIn('113.38239,22.5,14.3')).toEqual({ lon: 113.38239, lat: 22.5, zoom: 14.3 });
});

test.each([undefined, null, '', 'here', '113,22', '113,22,x', '113,22,14,1', '200,22,14', '113,22,-1'])(
  'an address with the view %j shows the city as at first', (said) => { expect(viewIn(said)).toBeUndefined(); },
);

test('an area comes back from its address as it was drawn, and is measured', () => {
  const corners = [{ lon: 113.3, lat: 22.5 }, { lon: 113.4, lat: 22.5 }, { lon: 113.4, lat: 22.6 }];
  expect(queryOf({ kind: 'area', corners })).toEqual({ area: '113.3,22.5;113.4,22.5;113.4,22.6' });
  expect(targetOf({ area: '113.3,22.5;113.4,22.5;113.4,22.6' })).toEqual({ kind: 'area', corners });
  expect(squareKm(corners)).toBeCloseTo(57.1, 1); // half of 10.27 km by 11.12 km
});

test.each(['', '113,22;114,23', '113,22;114,23;x,22', '113,22;114,23;114', '113,22;114,23;114,95'])(
  'an address with the area %j opens none', (area) => { expect(targetOf({ area })).toBeNull(); },
);
