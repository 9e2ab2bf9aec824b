import {
  LngLatBounds,
  Map,
  Marker,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type MapMouseEvent,
  type VectorTileSource,
} from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { Place } from '../api';
import type { CaseStepped } from '../events';
import { sessionEnded } from '../../shared/http';
import { classOf, worstOf, type Frequency } from '../planning/frequency';
import type { Shown } from '../replay/film';
import { t, type Language } from '../words';
import { askTiles, BaseLayers, isOfBase } from './base/BaseLayers';
import type { BaseMap } from '../../shared/baseMaps';
import { addIcons } from './icons';
import type { Level, Stage } from '../palette';
import { pick } from './pick';
import { cityStyle, switchedBy, tilesAddress, tileSources, type Layer, type TileSource } from './layers';
import { casesLook, clickable, townName } from './style';
import type { Target } from '../target';
import type { View } from './view';

setWorkerUrl(workerUrl);

const refreshEveryMs = 1_000;
const retryAfterMs = 5_000;
const freshForMs = 8_000;

/** A click so near to a corner means that corner. */
const sameCornerPx = 12;

interface CityMapCallbacks {
  onPicked: (target: Target | null) => void;
  /** A corner of the area that is being drawn. */
  onCorner: (corner: Place) => void;
  /** Its first corner was clicked again, or two clicks said that it is whole. */
  onClosed: () => void;
  /** Whether tiles fail to load at the moment. */
  onTileError: (failing: boolean) => void;
  onReady: () => void;
  /** Whether the base map's tiles fail to load at the moment. */
  onBaseTrouble: (failing: boolean) => void;
  /** The map has been moved, and has come to rest. */
  onMoved: (view: View) => void;
}

/** The map of the city: shows and hides, keeps up with what happens, and tells what was clicked. */
export class CityMap {
  readonly #map: Map;
  readonly #base: BaseLayers;
  readonly #fresh: { feature: GeoJSON.Feature; until: number }[] = [];
  readonly #waiting = new Set<TileSource>();
  #refreshTimer: number | undefined;
  #retryTimer: number | undefined;
  #chosenTown: string | undefined;
  #types = '';
  #area: readonly Place[] = [];
  #isDrawing = false;
  #language: Language;

  /**
   * @param view - what is shown first; the whole city where left out.
   * @throws when the browser has no WebGL.
   */
  constructor(
    container: HTMLElement,
    bounds: [number, number, number, number],
    view: View | undefined,
    language: Language,
    private readonly callbacks: CityMapCallbacks,
  ) {
    this.#language = language;
    const [west, south, east, north] = bounds;
    this.#map = new Map({
      container,
      style: cityStyle(language),
      ...(view
        ? { center: [view.lon, view.lat], zoom: view.zoom }
        : {
            bounds: new LngLatBounds([west, south], [east, north]),
            fitBoundsOptions: { padding: this.#room(container) },
          }),
      maxBounds: [west - 1.2, south - 1.2, east + 1.2, north + 1.2],
      minZoom: 7,
      maxZoom: 19,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      transformRequest: askTiles,
      localIdeographFontFamily: "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
    });
    this.#base = new BaseLayers(this.#map, callbacks.onBaseTrouble);
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(new ScaleControl({ maxWidth: 110 }), 'bottom-left');
    this.#map.once('style.load', () => { addIcons(this.#map); });
    this.#map.once('load', () => { callbacks.onReady(); });
    this.#map.on('click', (event) => {
      if (this.#isDrawing) this.#draw(event);
      else callbacks.onPicked(pick(this.#map, event.point));
    });
    this.#map.on('moveend', () => { callbacks.onMoved(this.view); });
    this.#map.on('mousemove', (event) => { this.#point(event); });
    this.#map.on('error', (event) => { if (!isOfBase(event)) this.#fail(event.error); });
    // The browser tests look at what is rendered, and so may whoever opens the browser's console.
    Object.assign(container, { cityMap: this.#map });
  }

  remove(): void {
    window.clearTimeout(this.#refreshTimer);
    window.clearTimeout(this.#retryTimer);
    this.#base.remove();
    this.#map.remove();
  }

  get view(): View {
    const { lng: lon, lat } = this.#map.getCenter();
    return { lon, lat, zoom: this.#map.getZoom() };
  }

  showView({ lon, lat, zoom }: View): void {
    this.#map.jumpTo({ center: [lon, lat], zoom });
  }

  showBase(base: BaseMap | undefined): void {
    void this.#base.show(base);
  }

  show(layer: Layer, isShown: boolean): void {
    for (const id of switchedBy(layer)) this.#map.setLayoutProperty(id, 'visibility', isShown ? 'visible' : 'none');
  }

  showStages(shown: readonly Stage[]): void {
    const look = casesLook(shown);
    for (const id of switchedBy('cases')) this.#map.setFilter(id, look.filter);
    for (const id of ['cases', 'cases-fresh']) {
      this.#map.setPaintProperty(id, 'circle-color', look.colour);
      this.#map.setPaintProperty(id, 'circle-radius', look.radius);
    }

    this.#map.setLayoutProperty('cases', 'circle-sort-key', look.urgency);
    this.#map.setLayoutProperty('case-counts', 'text-field', look.count);
    this.#map.setLayoutProperty('case-counts', 'symbol-sort-key', look.rank);
  }

  speak(language: Language): void {
    if (language === this.#language) return;
    this.#language = language;
    this.#map.setLayoutProperty('town-names', 'text-field', townName(language));
  }

  /** Draws the sections of the plan, or takes them away. */
  showPlan(plan: readonly Frequency[] | undefined): void {
    const worst = worstOf(plan ?? []);
    this.#drawSections('plan', (plan ?? []).map((section) => ({
      ...section,
      properties: {
        code: section.section, frequency: classOf(section), events: section.events, isWorst: worst.has(section.section),
        label: `${section.name}\n${t('plan.times', { n: section.events })}`,
      },
    })));
  }

  /** Draws the sections as they stood in a picture of a replay, or takes them away. */
  showPicture(picture: readonly Shown[] | undefined): void {
    this.#drawSections('replay', (picture ?? []).map(({ now, ...section }) => ({
      ...section,
      properties: {
        code: section.section, level: now.level, atPowerRisk: now.atPowerRisk, depth: now.depthMm,
        label: now.depthMm === null ? section.name : `${section.name} ${now.depthMm} mm${now.atPowerRisk ? ' ⚡' : ''}`,
      },
    })));
  }

  /** Whether a click is a corner of an area, and not a question. */
  draw(isDrawing: boolean): void {
    this.#isDrawing = isDrawing;
    this.#map.getCanvas().style.cursor = isDrawing ? 'crosshair' : '';
    if (isDrawing) this.#map.doubleClickZoom.disable();
    else this.#map.doubleClickZoom.enable();
  }

  /** Draws an area, with its corners while it is being drawn; or takes it away. */
  showArea(corners: readonly Place[]): void {
    this.#area = corners;
    const ring = corners.map(({ lon, lat }) => [lon, lat]);
    const points = this.#isDrawing
      ? ring.map((coordinates): GeoJSON.Geometry => ({ type: 'Point', coordinates }))
      : [];
    const shape: GeoJSON.Geometry = ring.length < 3
      ? { type: 'LineString', coordinates: ring }
      : { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] };
    const geometries = ring.length > 1 ? [shape, ...points] : points;
    void this.#map.getSource<GeoJSONSource>('area')?.setData({
      type: 'FeatureCollection',
      features: geometries.map((geometry) => ({ type: 'Feature', geometry, properties: {} })),
    });
  }

  /** Which types of facilities the tiles bring besides toilets. */
  showTypes(shown: readonly string[]): void {
    if (shown.join() === this.#types) return; // the same address would be read anew
    this.#types = shown.join();
    this.#map.getSource<VectorTileSource>('facilities')?.setTiles([tilesAddress('facilities', shown)]);
  }

  showLevels(shown: readonly Level[]): void {
    this.#map.setFilter('sensors', ['in', ['get', 'level'], ['literal', [...shown]]]);
  }

  /**
   * Asks for the tiles of a source anew, once a second at most; what is on the screen stays until the new ones are
   * there.
   */
  refresh(...sources: TileSource[]): void {
    for (const source of sources) this.#waiting.add(source);
    this.#refreshTimer ??= window.setTimeout(() => {
      this.#refreshTimer = undefined;
      for (const source of this.#waiting) this.#map.refreshTiles(source);
      this.#waiting.clear();
      this.#forgetFresh();
    }, refreshEveryMs);
  }

  refreshAll(): void {
    this.refresh(...tileSources);
  }

  /** Shows a new case at once, with a ring that fades, and has the tiles follow. */
  addFresh(stepped: CaseStepped): void {
    const place: [number, number] = [stepped.lon, stepped.lat];
    this.#fresh.push({
      feature: {
        type: 'Feature',
        geometry: { type: 'Point', coordinates: place },
        properties: { id: stepped.id, number: stepped.number, [stepped.stage]: 1 },
      },
      until: Date.now() + freshForMs,
    });
    this.#drawFresh();
    const ring = document.createElement('div');
    ring.className = 'map-ring';
    const marker = new Marker({ element: ring }).setLngLat(place).addTo(this.#map);
    window.setTimeout(() => marker.remove(), freshForMs);
    window.setTimeout(() => { this.refresh('cases'); }, freshForMs);
    this.refresh('cases');
  }

  /** Rings the place of the record that is shown, and brings it out from under the panel. */
  choosePlace(place: Place | null): void {
    void this.#map
      .getSource<GeoJSONSource>('chosen')
      ?.setData(
        place ? { type: 'Point', coordinates: [place.lon, place.lat] } : { type: 'FeatureCollection', features: [] },
      );
    if (!place) return;
    const { x, y } = this.#map.project([place.lon, place.lat]);
    const { clientWidth: width, clientHeight: height } = this.#map.getContainer();
    const room = this.#room(this.#map.getContainer(), true);
    const isSeen = x > room.left && x < width - room.right && y > room.top && y < height - room.bottom;
    if (!isSeen)
      this.#map.easeTo({
        center: [place.lon, place.lat],
        offset: [(room.left - room.right) / 2, (room.top - room.bottom) / 2],
      });
  }

  chooseTown(code: string | null): void {
    const source = { source: 'towns', sourceLayer: 'towns' };
    if (this.#chosenTown) this.#map.setFeatureState({ ...source, id: this.#chosenTown }, { isChosen: false });
    this.#chosenTown = code ?? undefined;
    if (code) this.#map.setFeatureState({ ...source, id: code }, { isChosen: true });
  }

  goTo(place: Place): void {
    const room = this.#room(this.#map.getContainer(), true);
    this.#map.flyTo({
      center: [place.lon, place.lat],
      zoom: Math.max(this.#map.getZoom(), 15),
      offset: [(room.left - room.right) / 2, (room.top - room.bottom) / 2],
    });
  }

  goHome(bounds: [number, number, number, number]): void {
    this.#map.fitBounds(bounds, { padding: this.#room(this.#map.getContainer()) });
  }

  zoom(by: 1 | -1): void {
    this.#map.zoomTo(Math.round(this.#map.getZoom()) + by);
  }

  /**
   * How much of each side is under panels: the layers' on the left, the record's on the right or, on a phone, below.
   */
  #room(container: HTMLElement, withRecord = false) {
    const isPhone = container.clientWidth < 720;
    if (isPhone) return { left: 14, right: 14, top: 40, bottom: withRecord ? container.clientHeight * 0.56 : 50 };
    return { left: 290, right: withRecord ? 440 : 30, top: 24, bottom: 30 };
  }

  /** Each section twice: its line or area, and its middle, which is all that is seen from afar. */
  #drawSections(
    source: 'plan' | 'replay',
    sections: { line: GeoJSON.Geometry; lon: number; lat: number; properties: GeoJSON.GeoJsonProperties }[],
  ): void {
    const features = sections.flatMap(({ line, lon, lat, properties }): GeoJSON.Feature[] => [
      { type: 'Feature', geometry: line, properties },
      { type: 'Feature', geometry: { type: 'Point', coordinates: [lon, lat] }, properties },
    ]);
    void this.#map.getSource<GeoJSONSource>(source)?.setData({ type: 'FeatureCollection', features });
  }

  #draw({ point, lngLat: { lng: lon, lat } }: MapMouseEvent): void {
    const isAt = (corner: Place | undefined) =>
      corner !== undefined && this.#map.project([corner.lon, corner.lat]).dist(point) <= sameCornerPx;
    if (this.#area.length >= 3 && (isAt(this.#area[0]) || isAt(this.#area.at(-1)))) this.callbacks.onClosed();
    else if (!isAt(this.#area.at(-1))) this.callbacks.onCorner({ lon, lat });
  }

  #drawFresh(): void {
    const features = this.#fresh.map(({ feature }) => feature);
    void this.#map.getSource<GeoJSONSource>('fresh')?.setData({ type: 'FeatureCollection', features });
  }

  // By then the tiles have been asked for anew many times over.
  #forgetFresh(): void {
    const before = this.#fresh.length;
    while (this.#fresh[0] && this.#fresh[0].until <= Date.now()) this.#fresh.shift();
    if (this.#fresh.length < before) this.#drawFresh();
  }

  #point(event: MapMouseEvent): void {
    if (this.#isDrawing) return;
    const isHit = this.#map.queryRenderedFeatures(event.point, { layers: [...clickable] }).length > 0;
    this.#map.getCanvas().style.cursor = isHit ? 'pointer' : '';
  }

  #fail(error: { message: string; status?: number }): void {
    if (error.status === 401) {
      sessionEnded();
      return;
    }

    console.error(error);
    this.callbacks.onTileError(true);
    this.#retryTimer ??= window.setTimeout(() => {
      this.#retryTimer = undefined;
      this.refreshAll();
      this.#map.once('idle', () => { if (this.#retryTimer === undefined) this.callbacks.onTileError(false); });
    }, retryAfterMs);
  }
}
