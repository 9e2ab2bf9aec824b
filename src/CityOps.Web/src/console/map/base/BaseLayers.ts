import type { ExpressionSpecification, LayerSpecification, Map, SourceSpecification } from 'maplibre-gl';
import type { BaseMap, BaseMapLayer } from '../../../shared/baseMaps';
import { readsPmtiles } from './pmtiles';
import { shiftedTiles } from './shifted';
import { vectorLayers } from './vectorStyle';

const prefix = 'base-';
const retryAfterMs = 20_000;

const isChosen: ExpressionSpecification = ['boolean', ['feature-state', 'isChosen'], false];

/** What a base map lies under, above the plain ground (map/style.ts). */
const lowestOfOurs = 'shore';

/** Whether an error or an event of a map is of its base map, by the source that it names. */
export const isOfBase = (event: object): boolean =>
  'sourceId' in event && typeof event.sourceId === 'string' && event.sourceId.startsWith(prefix);

/** What a map asks other servers for says whose page asks, as their keys want it, and not which. */
export const askTiles = (url: string) =>
  (url.startsWith('http') && !url.startsWith(location.origin)
    ? { url, referrerPolicy: 'strict-origin' as const }
    : { url });

/**
 * The base map under a map's own layers: adds it, takes it away, and says when it does not answer. The plain ground
 * steps back once there is something of it to see: the towns' areas are borders alone.
 */
export class BaseLayers {
  #shown: BaseMap | undefined;
  #sources: string[] = [];
  #layers: string[] = [];
  #retry: number | undefined;
  #isFailing = false;
  #hasDrawn = false;

  /** @param onTrouble - told whether its tiles fail to load at the moment. */
  constructor(private readonly map: Map, private readonly onTrouble: (isFailing: boolean) => void) {
    map.on('error', (event) => { if (isOfBase(event)) this.#fail(); });
    map.on('sourcedata', (event) => {
      if (isOfBase(event) && (event.tile as { state?: string } | undefined)?.state === 'loaded') this.#drawn();
    });
  }

  /** Shows a base map in the place of the one before, or none. To be called once the style is there. */
  async show(base: BaseMap | undefined): Promise<void> {
    if (this.#shown === base) return;
    this.#shown = base;
    this.#clear();
    if (base?.layers.some(({ file }) => file !== null)) {
      try {
        await readsPmtiles();
      } catch {
        if (this.#shown === base) this.#say(true);
        return;
      }
    }

    if (this.#shown !== base) return; // another one was chosen meanwhile
    base?.layers.forEach((layer, i) => { this.#add(base, layer, `${prefix}${base.code}-${i}`); });
  }

  remove(): void {
    window.clearTimeout(this.#retry);
  }

  #add(base: BaseMap, layer: BaseMapLayer, id: string): void {
    this.map.addSource(id, sourceOf(base, layer, id));
    this.#sources.push(id);
    const drawn: LayerSpecification[] = layer.isVector ? vectorLayers(id) : [rasterLayer(id)];
    for (const one of drawn) {
      this.map.addLayer(one, lowestOfOurs);
      this.#layers.push(one.id);
    }
  }

  #clear(): void {
    for (const id of this.#layers) if (this.map.getLayer(id)) this.map.removeLayer(id);
    for (const id of this.#sources) if (this.map.getSource(id)) this.map.removeSource(id);
    this.#layers = [];
    this.#sources = [];
    window.clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#say(false);
    this.#hasDrawn = false;
    this.#setGround(false);
  }

  // The plain ground stays until there is something to see in its place.
  #drawn(): void {
    this.#say(false);
    if (this.#hasDrawn) return;
    this.#hasDrawn = true;
    this.#setGround(true);
  }

  #setGround(isUnder: boolean): void {
    this.map.setPaintProperty('ground', 'background-color', isUnder ? '#eef1f2' : '#d3dfe8');
    this.map.setLayoutProperty('shore', 'visibility', isUnder ? 'none' : 'visible');
    this.map.setPaintProperty('towns', 'fill-opacity', isUnder ? ['case', isChosen, 0.4, 0] : 1);
    this.map.setPaintProperty('borders', 'line-color', ['case', isChosen, '#5a8fb3', isUnder ? '#7f8e9b' : '#c2cdd5']);
  }

  // A tile server may come back; until then the map is as it was, on plain ground.
  #fail(): void {
    this.#say(true);
    this.#retry ??= window.setTimeout(() => {
      this.#retry = undefined;
      for (const id of this.#sources) if (this.map.getSource(id)) this.map.refreshTiles(id);
    }, retryAfterMs);
  }

  #say(isFailing: boolean): void {
    if (this.#isFailing === isFailing) return;
    this.#isFailing = isFailing;
    this.onTrouble(isFailing);
  }
}

/** Paler than it comes, so that what the city draws stays the first that is seen. */
const rasterLayer = (id: string): LayerSpecification => ({
  id, type: 'raster', source: id,
  paint: { 'raster-saturation': -0.45, 'raster-opacity': 0.78, 'raster-fade-duration': 150 },
});

function sourceOf(base: BaseMap, layer: BaseMapLayer, id: string): SourceSpecification {
  const zooms = { minzoom: layer.minZoom, maxzoom: layer.maxZoom };
  const bounds = layer.bounds ? { bounds: layer.bounds as [number, number, number, number] } : {};
  const tiles = layer.file === null ? layer.tiles : [`pmtiles://${location.origin}${layer.file}/{z}/{x}/{y}`];
  if (layer.isVector) return { type: 'vector', tiles, ...zooms, ...bounds };
  return {
    type: 'raster', tileSize: layer.tileSize, ...zooms, ...bounds,
    ...(base.coordSystem === 'gcj02'
      ? { tiles: [shiftedTiles(id, layer)] }
      : { tiles, scheme: layer.isFromSouth ? 'tms' : 'xyz' }),
  };
}
