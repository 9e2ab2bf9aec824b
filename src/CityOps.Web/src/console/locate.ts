export interface Position { lon: number; lat: number; coordSystem: 'wgs84'; accuracyMetres: number }

/** Where the device is, as its browser says; rejected when it may not or cannot tell. */
export function locate(): Promise<Position> {
  return new Promise((found, failed) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { found({ lon: coords.longitude, lat: coords.latitude, coordSystem: 'wgs84', accuracyMetres: coords.accuracy }); },
      failed,
      { enableHighAccuracy: true, timeout: 10_000 },
    );
  });
}
