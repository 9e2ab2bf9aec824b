/** What a camera wrote into a photo: when, and where it stood. */
export interface Exif {
  /** 2026:06-01-like, as EXIF has it: "2026:06:01 08:00:00". */
  takenAt?: string;
  /** "+08:00" */
  offset?: string;
  lon?: number;
  lat?: number;
}

const tag = { orientation: 0x0112, exif: 0x8769, gps: 0x8825, takenAt: 0x9003, offset: 0x9011 };
const gpsTag = { latRef: 1, lat: 2, lonRef: 3, lon: 4 };
const ascii = 2;
const short = 3;
const long = 4;
const rational = 5;
const sizes: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 };

/** Reads a JPEG's EXIF; empty where there is none, or none that can be read. */
export function readExif(jpeg: ArrayBuffer): Exif {
  try {
    const start = exifStart(new DataView(jpeg));
    return start === undefined ? {} : readTiff(new DataView(jpeg, start));
  } catch {
    return {}; // broken off, or not as the standard says
  }
}

/** Where the TIFF header is. */
function exifStart(view: DataView): number | undefined {
  if (view.getUint16(0) !== 0xffd8) return undefined;
  let at = 2;
  while (view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda) {
    const isExif = view.getUint8(at + 1) === 0xe1 && view.getUint32(at + 4) === 0x45786966;
    if (isExif) return at + 10;
    at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

function readTiff(view: DataView): Exif {
  const little = view.getUint16(0) === 0x4949;

  const entries = (at: number) => new Map(Array.from({ length: view.getUint16(at, little) }, (_, i) => {
    const entry = at + 2 + i * 12;
    const bytes = (sizes[view.getUint16(entry + 2, little)] ?? 1) * view.getUint32(entry + 4, little);
    const place = bytes > 4 ? view.getUint32(entry + 8, little) : entry + 8;
    return [view.getUint16(entry, little), { at: place, count: view.getUint32(entry + 4, little) }] as const;
  }));
  type Entry = { at: number; count: number } | undefined;
  const textOf = (entry: Entry) => (entry
    ? String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + entry.at, entry.count))
      .replaceAll('\0', '').trim()
    : '');
  const degreesOf = (entry: Entry, isNegative: boolean) => {
    if (entry?.count !== 3) return undefined;
    const part = (i: number) =>
      view.getUint32(entry.at + i * 8, little) / view.getUint32(entry.at + i * 8 + 4, little);
    const degrees = part(0) + part(1) / 60 + part(2) / 3600;
    return Number.isFinite(degrees) ? (isNegative ? -degrees : degrees) : undefined;
  };

  const first = entries(view.getUint32(4, little));
  const pointer = (entry: Entry) => (entry ? entries(view.getUint32(entry.at, little)) : new Map<number, never>());
  const exif = pointer(first.get(tag.exif));
  const gps = pointer(first.get(tag.gps));
  const takenAt = textOf(exif.get(tag.takenAt));
  const offset = textOf(exif.get(tag.offset));
  const lat = degreesOf(gps.get(gpsTag.lat), textOf(gps.get(gpsTag.latRef)) === 'S');
  const lon = degreesOf(gps.get(gpsTag.lon), textOf(gps.get(gpsTag.lonRef)) === 'W');
  return {
    ...(/^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d$/.test(takenAt) ? { takenAt } : {}),
    ...(/^[+-]\d\d:\d\d$/.test(offset) ? { offset } : {}),
    ...(lat !== undefined && lon !== undefined ? { lon, lat } : {}),
  };
}

/** The same JPEG with this EXIF in place of any before; a picture that was drawn anew has none. */
export function withExif(jpeg: ArrayBuffer, exif: Exif): Blob {
  const segment = exifSegment(exif);
  return new Blob([jpeg.slice(0, 2), segment, jpeg.slice(2)], { type: 'image/jpeg' });
}

interface Field { tag: number; type: number; count: number; bytes: number[] }

const text = (of: number, value: string): Field => {
  const bytes = Array.from(value, (character) => character.charCodeAt(0)).concat(0);
  return { tag: of, type: ascii, count: bytes.length, bytes };
};
const uint32 = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
const degrees = (of: number, value: number): Field => {
  const whole = Math.floor(Math.abs(value));
  const minutes = Math.floor((Math.abs(value) - whole) * 60);
  const seconds = Math.round(((Math.abs(value) - whole) * 60 - minutes) * 60 * 10_000);
  return {
    tag: of, type: rational, count: 3,
    bytes: [uint32(whole), uint32(1), uint32(minutes), uint32(1), uint32(seconds), uint32(10_000)].flat(),
  };
};

function exifSegment({ takenAt, offset, lon, lat }: Exif): ArrayBuffer {
  const exif = [
    ...(takenAt ? [text(tag.takenAt, takenAt)] : []),
    ...(offset ? [text(tag.offset, offset)] : []),
  ];
  const gps = lon !== undefined && lat !== undefined
    ? [
        text(gpsTag.latRef, lat < 0 ? 'S' : 'N'), degrees(gpsTag.lat, lat),
        text(gpsTag.lonRef, lon < 0 ? 'W' : 'E'), degrees(gpsTag.lon, lon),
      ]
    : [];
  const pointer = (of: number): Field => ({ tag: of, type: long, count: 1, bytes: [0, 0, 0, 0] });
  const first: Field[] = [
    { tag: tag.orientation, type: short, count: 1, bytes: [0, 1, 0, 0] }, // as it is drawn
    ...(exif.length > 0 ? [pointer(tag.exif)] : []),
    ...(gps.length > 0 ? [pointer(tag.gps)] : []),
  ];

  // Each directory with its values behind it; pointers say where the next one is.
  const tiff: number[] = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8];
  const sizeOf = (fields: Field[]) =>
    6 + fields.reduce((sum, { bytes }) => sum + 12 + (bytes.length > 4 ? bytes.length : 0), 0);
  const exifAt = 8 + sizeOf(first);
  for (const field of first) {
    if (field.tag === tag.exif) field.bytes = uint32(exifAt);
    if (field.tag === tag.gps) field.bytes = uint32(exifAt + (exif.length > 0 ? sizeOf(exif) : 0));
  }
  for (const fields of [first, exif, gps]) {
    if (fields.length === 0) continue;
    let valuesAt = tiff.length + 6 + fields.length * 12;
    const values: number[] = [];
    tiff.push(0, fields.length);
    for (const { tag: of, type, count, bytes } of fields) {
      const isFar = bytes.length > 4;
      tiff.push(of >> 8, of & 255, 0, type, ...uint32(count));
      tiff.push(...(isFar ? uint32(valuesAt) : [...bytes, 0, 0, 0].slice(0, 4)));
      if (!isFar) continue;
      values.push(...bytes);
      valuesAt += bytes.length;
    }
    tiff.push(0, 0, 0, 0, ...values);
  }

  const length = tiff.length + 8;
  return new Uint8Array([
    0xff, 0xe1, length >> 8, length & 255, 0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff,
  ]).buffer;
}
