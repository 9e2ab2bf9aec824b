import { expect, test } from 'vitest';
import { tilesOf } from '../src/field/map/baseTiles';
import { flat } from '../src/field/map/project';
import { shownOf, type BaseMap } from '../src/shared/baseMaps';
import { offsetOf, piecesOf } from '../src/console/map/base/shift';

/** The tile of a place, by zoom. */
function tileAt(lon: number, lat: number, z: number) {
  const tiles = 2 ** z;
  const sine = Math.sin((lat * Math.PI) / 180);
  return {
    z,
    x: Math.floor(((lon + 180) / 360) * tiles),
    y: Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * tiles),
  };
}

// The pair of the coordinate systems' test vector: 113.382391, 22.521113 is drawn at 113.387868, 22.518417.
test('in Zhongshan a GCJ-02 map is 563 m east and 299 m south of what it shows', () => {
  const tile = tileAt(113.382391, 22.521113, 17);
  const { east, south } = offsetOf(tile, 256);
  const metresAPixel = (156_543.034 * Math.cos((22.521113 * Math.PI) / 180)) / 2 ** 17;

  expect(east * metresAPixel).toBeCloseTo(563, -1);
  expect(south * metresAPixel).toBeCloseTo(300, -1);
});

test('pixel by pixel, a composed tile shows what lies at its place', () => {
  const tile = tileAt(113.382391, 22.521113, 17);
  const { east, south } = offsetOf(tile, 256);
  for (const [px, py] of [[0, 0], [255, 0], [130, 200], [255, 255]] as const) {
    const over = piecesOf(tile, 256).filter(({ left, top }) =>
      px >= left && px < left + 256 && py >= top && py < top + 256);
    expect(over).toHaveLength(1); // each pixel is of one piece
    expect(over[0] && [over[0].x * 256 + px - over[0].left, over[0].y * 256 + py - over[0].top])
      .toEqual([tile.x * 256 + px + east, tile.y * 256 + py + south]);
  }
});

test('one offset holds for a whole tile: neighbours differ by a pixel at most', () => {
  for (const z of [8, 12, 16, 18]) {
    const tile = tileAt(113.382391, 22.521113, z);
    const [here, beside] = [offsetOf(tile, 256), offsetOf({ ...tile, x: tile.x + 1, y: tile.y + 1 }, 256)];
    expect(Math.abs(here.east - beside.east)).toBeLessThanOrEqual(1);
    expect(Math.abs(here.south - beside.south)).toBeLessThanOrEqual(1);
  }
});

test('outside China nothing is shifted, and a tile is one piece', () => {
  expect(piecesOf({ z: 10, x: 512, y: 340 }, 256)).toEqual([{ z: 10, x: 512, y: 340, left: 0, top: 0 }]);
});

test('the first base map is shown until another or none is chosen; one that is gone is the first again', () => {
  const all = [{ code: 'plan' }, { code: 'photo' }] as BaseMap[];

  expect([null, 'photo', 'none', 'gone'].map((chosen) => shownOf(all, chosen)?.code))
    .toEqual(['plan', 'photo', undefined, 'plan']);
  expect(shownOf([], null)).toBeUndefined();
});

test.each(['wgs84', 'gcj02'])('on the phone a tile of %s covers the place that it shows', (coordSystem) => {
  const [centre, drawn] = [{ lon: 113.382391, lat: 22.521113 }, { lon: 113.387868, lat: 22.518417 }];
  const { toMetres, toPlace } = flat(centre);
  const at = (place: typeof centre) => ({ x: 200 + toMetres(place).x, y: 200 + toMetres(place).y }); // a metre a pixel
  const layer = { tiles: ['/{z}/{x}/{y}'], tileSize: 256, minZoom: 0, maxZoom: 18, isFromSouth: false };
  const base = { coordSystem, layers: [layer] } as unknown as BaseMap;

  const tiles = tilesOf(base, [toPlace(-200, -200), toPlace(200, 200)], 1, at);

  const tile = coordSystem === 'gcj02' ? tileAt(drawn.lon, drawn.lat, 17) : tileAt(centre.lon, centre.lat, 17);
  const middle = tiles.find(({ left, top, width, height }) =>
    left <= 200 && left + width > 200 && top <= 200 && top + height > 200);
  expect(middle?.url).toBe(`/${tile.z}/${tile.x}/${tile.y}`);
});
