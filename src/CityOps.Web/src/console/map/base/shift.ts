import gcoord from 'gcoord';

/** A tile by its zoom, column and row from the north. */
export interface TileOf { z: number; x: number; y: number }

/** A tile of the shifted map, and where on the composed one its upper left corner lies, in pixels. */
export interface Piece extends TileOf { left: number; top: number }

/**
 * How far east and south of its place a GCJ-02 map draws what lies in the middle of a tile, in whole pixels. One
 * offset holds for a tile: it changes by less than half a pixel from one side to the other, and whole pixels keep
 * lettering sharp.
 */
export function offsetOf({ z, x, y }: TileOf, tileSize: number): { east: number; south: number } {
  const size = tileSize * 2 ** z;
  const middle: [number, number] = [(x + 0.5) * tileSize, (y + 0.5) * tileSize];
  const drawn = toPixels(gcoord.transform<[number, number]>(toPlace(middle, size), gcoord.WGS84, gcoord.GCJ02), size);
  return { east: Math.round(drawn[0] - middle[0]), south: Math.round(drawn[1] - middle[1]) };
}

/** The up to four tiles of a GCJ-02 map that a tile of ours is composed from. */
export function piecesOf(tile: TileOf, tileSize: number): Piece[] {
  const { east, south } = offsetOf(tile, tileSize);
  const [column, row] = [Math.floor(east / tileSize), Math.floor(south / tileSize)];
  const [left, top] = [column * tileSize - east, row * tileSize - south];
  const tiles = 2 ** tile.z;
  return [0, 1].flatMap((down) => [0, 1].map((right) => ({
    z: tile.z,
    x: (tile.x + column + right + tiles) % tiles,
    y: tile.y + row + down,
    left: left + right * tileSize,
    top: top + down * tileSize,
  }))).filter((piece) => piece.y >= 0 && piece.y < tiles && piece.left < tileSize && piece.top < tileSize);
}

/** Web Mercator: degrees of a place in pixels from the upper left corner of a world of that size. */
function toPixels([lon, lat]: [number, number], size: number): [number, number] {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * size, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * size];
}

function toPlace([x, y]: [number, number], size: number): [number, number] {
  return [(x / size) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / size))) * 180) / Math.PI];
}
