/** Degrees, WGS84. */
export interface Place { lon: number; lat: number }

export interface Position extends Place { coordSystem: 'wgs84'; accuracyMetres: number }

/** Where the device is, as its browser reports it; rejected when it may not or cannot tell. */
export function locate(): Promise<Position> {
  return new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { longitude, latitude, accuracy } }) => {
        found({ lon: longitude, lat: latitude, coordSystem: 'wgs84', accuracyMetres: accuracy });
      },
      failed,
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });
}

/** Lines of "lon, lat" as GeoJSON; the number of the first line that is none. */
export function shapeOf(text: string): GeoJSON.LineString | GeoJSON.Polygon | number {
  const lines = text.trim().split(/\n+/);
  const corners = lines.map((line) => line.trim().split(/[\s,，]+/).map(Number));
  const bad = corners.findIndex((corner) => corner.length !== 2 || corner.some((degrees) => !Number.isFinite(degrees)));
  if (bad >= 0) return bad + 1;
  const isClosed = corners.length > 3 && String(corners[0]) === String(corners.at(-1));
  return isClosed ? { type: 'Polygon', coordinates: [corners] } : { type: 'LineString', coordinates: corners };
}
