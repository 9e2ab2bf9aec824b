import type { Map, MapGeoJSONFeature, Point } from 'maplibre-gl';
import type { Place } from '../api';
import { clickable, facilityLayers, sectionLayers } from './style';
import type { Box, Other, Target } from '../target';

/** How far from a finger's or a pointer's tip a dot may be, where there is none right under it. */
const reachPx = 7;

/** About a metre: as precisely as a deep tile places a point. */
const aboutHere = 0.00001;

/** What lies at a point of the screen: a record, several of them, the town, or nothing. */
export function pick(map: Map, at: Point): Target | null {
  const area: [[number, number], [number, number]] = [
    [at.x - reachPx, at.y - reachPx],
    [at.x + reachPx, at.y + reachPx],
  ];
  const layers = [...clickable];
  const exact = map.queryRenderedFeatures(at, { layers });
  const hits = exact.length > 0 ? exact : map.queryRenderedFeatures(area, { layers });
  if (hits.length === 0) {
    const town = map.queryRenderedFeatures(at, { layers: ['towns'] })[0];
    return town ? { kind: 'town', code: text(town, 'code') } : null;
  }

  const others = distinct(
    hits.filter(({ layer }) => layer.id === 'sensors' || facilityLayers.includes(layer.id)).map(otherOf),
  );
  const cases = hits.filter(({ layer }) => layer.id === 'cases' || layer.id === 'cases-fresh');
  const ids = new Set(cases.map((hit) => text(hit, 'id')));
  const section = hits.find(({ layer }) => sectionLayers.includes(layer.id));
  if (section && others.length === 0 && cases.length === 0) return { kind: 'section', code: text(section, 'code') };
  const [only] = others;
  if (only && others.length === 1 && cases.length === 0) return { kind: only.kind, code: only.code };
  const [id] = ids;
  if (id && ids.size === 1 && others.length === 0) return { kind: 'case', id };

  const place = map.unproject(at);
  return {
    kind: 'here',
    place: { lon: place.lng, lat: place.lat },
    box: cases.length > 0 ? around(cases.map(extent)) : null,
    others,
  };
}

function otherOf(hit: MapGeoJSONFeature): Other {
  return hit.layer.id === 'sensors'
    ? {
        kind: 'sensor',
        code: text(hit, 'code'),
        name: text(hit, 'section') || text(hit, 'code'),
        level: text(hit, 'level'),
      }
    : {
        kind: 'facility',
        code: text(hit, 'code'),
        name: text(hit, 'name') || text(hit, 'code'),
        type: text(hit, 'type'),
      };
}

/** Where the cases of a dot are: at the dot, or all over the cell that it was counted from. */
function extent(hit: MapGeoJSONFeature): Box {
  const { lon, lat } = placeOf(hit);
  const zoom = Number(hit.properties.level ?? Number.NaN);
  if (Number.isNaN(zoom)) {
    return { west: lon - aboutHere, south: lat - aboutHere, east: lon + aboutHere, north: lat + aboutHere };
  }

  // 64 cells a side of a web mercator tile. The dot's place is a whole number of 4096ths, so half of one keeps it off
  // the edge.
  const side = 64 * 2 ** zoom;
  const half = 0.5 / 64;
  const column = Math.floor(((lon + 180) / 360) * side + half);
  const row = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * side + half);
  const longitude = (x: number) => (x / side) * 360 - 180;
  const latitude = (y: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / side))) * 180) / Math.PI;
  return { west: longitude(column), south: latitude(row + 1), east: longitude(column + 1), north: latitude(row) };
}

function around(boxes: Box[]): Box {
  return {
    west: Math.min(...boxes.map((box) => box.west)),
    south: Math.min(...boxes.map((box) => box.south)),
    east: Math.max(...boxes.map((box) => box.east)),
    north: Math.max(...boxes.map((box) => box.north)),
  };
}

function placeOf(hit: MapGeoJSONFeature): Place {
  if (hit.geometry.type !== 'Point') throw new Error(`A dot of ${hit.layer.id} is not a point.`);
  const [lon = 0, lat = 0] = hit.geometry.coordinates;
  return { lon, lat };
}

/** Neighbouring tiles may both hold a point at their edge. */
function distinct(others: Other[]): Other[] {
  return others.filter(
    (one, i) => others.findIndex((other) => other.kind === one.kind && other.code === one.code) === i,
  );
}

function text(hit: MapGeoJSONFeature, name: string): string {
  const value: unknown = hit.properties[name];
  return typeof value === 'string' ? value : '';
}
