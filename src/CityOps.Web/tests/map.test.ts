import { expect, test } from 'vitest';
import * as style from '../src/console/map/style';

const { cases, clickable, facilities, ground, planned, replayed, sectionLayers, sensors } = style;

const drawn = [...ground, ...cases, ...facilities, ...sensors, ...planned, ...replayed].map(({ id }) => id);

test('what a click asks for is drawn: MapLibre finds nothing at all where one layer is missing', () => {
  expect(drawn).toEqual(expect.arrayContaining([...clickable, ...sectionLayers]));
});
