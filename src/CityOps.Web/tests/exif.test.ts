import { expect, it } from 'vitest';
import { readExif, withExif, type Exif } from '../src/field/photos/exif';

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xdb, 0, 4, 1, 2, 0xff, 0xda, 0, 2, 0xff, 0xd9]).buffer;

const through = async (exif: Exif) => readExif(await withExif(jpeg, exif).arrayBuffer());

it('Time and place of a photo outlive its being drawn anew', async () => {
  const read = await through({ takenAt: '2026:06:01 08:00:00', offset: '+08:00', lon: 113.38239, lat: -22.52111 });
  expect(read.takenAt).toBe('2026:06:01 08:00:00');
  expect(read.offset).toBe('+08:00');
  expect(read.lon).toBeCloseTo(113.38239, 5);
  expect(read.lat).toBeCloseTo(-22.52111, 5);
});

it('What a photo does not say is not made up', async () => {
  expect(await through({})).toEqual({});
  expect(await through({ takenAt: '2026:06:01 08:00:00' })).toEqual({ takenAt: '2026:06:01 08:00:00' });
  expect(readExif(jpeg)).toEqual({});
  expect(readExif(new ArrayBuffer(3))).toEqual({});
});
