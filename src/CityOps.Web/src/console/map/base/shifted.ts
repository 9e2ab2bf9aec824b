import { addProtocol } from 'maplibre-gl';
import type { BaseMapLayer } from '../../../shared/baseMaps';
import { piecesOf, type Piece } from './shift';

/**
 * Tiles of GCJ-02 maps, each composed of the up to four that lie under ours. Neighbours share pieces, so the last ones
 * are kept; all of them are fetched as CORS lets a picture into WebGL.
 */
const protocol = 'gcj02';
const kept = 96;

const layers = new Map<string, BaseMapLayer>();
const pieces = new Map<string, Promise<ImageBitmap | null>>();
let isAdded = false;

/** The address under which MapLibre asks for a layer's composed tiles. */
export function shiftedTiles(id: string, layer: BaseMapLayer): string {
  layers.set(id, layer);
  if (!isAdded) {
    isAdded = true;
    addProtocol(protocol, async ({ url }, { signal }) => {
      const [of = '', z, x, y] = url.slice(protocol.length + 3).split('/');
      const from = layers.get(of);
      if (!from) throw new Error(`No shifted layer ${of}.`);
      const found = piecesOf({ z: Number(z), x: Number(x), y: Number(y) }, from.tileSize);
      const pictures = await Promise.all(found.map((piece) => pictureOf(from, piece)));
      signal.throwIfAborted();
      return { data: compose(from.tileSize, found, pictures) };
    });
  }

  return `${protocol}://${id}/{z}/{x}/{y}`;
}

function compose(size: number, found: Piece[], pictures: (ImageBitmap | null)[]): ImageBitmap {
  const canvas = new OffscreenCanvas(size, size);
  const context = canvas.getContext('2d');
  pictures.forEach((picture, i) => {
    const piece = found[i];
    if (picture && piece) context?.drawImage(picture, piece.left, piece.top, size, size);
  });
  return canvas.transferToImageBitmap();
}

function pictureOf(layer: BaseMapLayer, { z, x, y }: Piece): Promise<ImageBitmap | null> {
  const template = layer.tiles[(x + y) % layer.tiles.length] ?? '';
  const url = template
    .replace('{z}', String(z))
    .replace('{x}', String(x))
    .replace('{y}', String(layer.isFromSouth ? 2 ** z - 1 - y : y));
  const known = pieces.get(url);
  if (known) return known;
  const picture = fetchPicture(url);
  picture.catch(() => pieces.delete(url)); // it is asked for again
  pieces.set(url, picture);
  if (pieces.size > kept) for (const oldest of [...pieces.keys()].slice(0, kept / 4)) pieces.delete(oldest);
  return picture;
}

/** Null where the map has no tile; what lies beside it is drawn. */
async function fetchPicture(url: string): Promise<ImageBitmap | null> {
  const answer = await fetch(url, { credentials: 'omit', referrerPolicy: 'strict-origin' });
  if (answer.status === 404 || answer.status === 204) return null;
  if (!answer.ok) throw new Error(`${answer.status} for a tile of ${new URL(url).host}`);
  return createImageBitmap(await answer.blob());
}
