import { addProtocol } from 'maplibre-gl';

let added: Promise<void> | undefined;

/** Makes MapLibre read PMTiles files by ranges; the reader is loaded with the first base map that needs it. */
export function readsPmtiles(): Promise<void> {
  added ??= import('pmtiles').then(({ Protocol }) => {
    addProtocol('pmtiles', new Protocol().tile);
  });
  return added;
}
