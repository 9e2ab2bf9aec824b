import gcoord from 'gcoord';
import type { BaseMap, BaseMapLayer } from '../../shared/baseMaps';
import type { Place } from '../../shared/geo';

/** A picture of a base map, and where on the screen it lies, in pixels. */
export interface BaseTile { url: string; left: number; top: number; width: number; height: number }

/** Metres a pixel of a world of 256 pixels at the equator. */
const metresAtZoom0 = 156_543.034;
const most = 80;

/** Whether a phone's map draws it: pictures that a server gives by tile. Files are read by the console alone. */
export const isPictures = ({ layers }: BaseMap) => layers.every(({ isVector, file }) => !isVector && file === null);

/**
 * The tiles of a base map that a screen shows, the lowest layer first.
 * @param corners - the upper left place of the screen and the lower right one.
 * @param metresAPixel - of the screen.
 * @param at - where on the screen a place is.
 */
export function tilesOf(
  base: BaseMap, corners: [Place, Place], metresAPixel: number, at: (place: Place) => { x: number; y: number },
): BaseTile[] {
  const isShifted = base.coordSystem === 'gcj02';
  return base.layers.flatMap((layer) => {
    const z = zoomOf(layer, corners[0].lat, metresAPixel);
    const [from, to] = corners.map((place) => toTile(isShifted ? shift(place, true) : place, z)) as [Tile, Tile];
    const [columns, rows] = [range(from.x, to.x), range(from.y, to.y)];
    if (z < layer.minZoom || columns.length * rows.length > most) return []; // too far out for it
    return rows.flatMap((y) => columns.map((x) => {
      const [upper, lower] = [[x, y], [x + 1, y + 1]].map(([column = 0, row = 0]) => {
        const place = toPlace(column, row, z);
        return at(isShifted ? shift(place, false) : place);
      }) as [{ x: number; y: number }, { x: number; y: number }];
      const template = layer.tiles[(x + y) % layer.tiles.length] ?? '';
      return {
        url: template
          .replace('{z}', String(z))
          .replace('{x}', String(x))
          .replace('{y}', String(layer.isFromSouth ? 2 ** z - 1 - y : y)),
        left: upper.x, top: upper.y, width: lower.x - upper.x, height: lower.y - upper.y,
      };
    }));
  });
}

interface Tile { x: number; y: number }

/** The zoom whose pixels are nearest to the screen's. */
function zoomOf({ tileSize, maxZoom }: BaseMapLayer, lat: number, metresAPixel: number): number {
  const equator = (metresAPixel * tileSize) / 256 / Math.cos((lat * Math.PI) / 180);
  return Math.max(0, Math.min(maxZoom, Math.round(Math.log2(metresAtZoom0 / equator))));
}

const range = (from: number, to: number) =>
  Array.from({ length: Math.max(0, Math.floor(to) - Math.floor(from) + 1) }, (_, i) => Math.floor(from) + i);

function toTile({ lon, lat }: Place, z: number): Tile {
  const sine = Math.sin((lat * Math.PI) / 180);
  return {
    x: ((lon + 180) / 360) * 2 ** z,
    y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * 2 ** z,
  };
}

const toPlace = (x: number, y: number, z: number): Place => ({
  lon: (x / 2 ** z) * 360 - 180,
  lat: (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** z))) * 180) / Math.PI,
});

/** To where a GCJ-02 map draws a place, or back. */
function shift({ lon, lat }: Place, isThere: boolean): Place {
  const [from, to] = isThere ? [gcoord.WGS84, gcoord.GCJ02] : [gcoord.GCJ02, gcoord.WGS84];
  const [east, north] = gcoord.transform<[number, number]>([lon, lat], from, to);
  return { lon: east, lat: north };
}
