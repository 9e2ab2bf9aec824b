import { readExif, withExif } from './exif';

/** Shrinks photos off the main thread. In: a file with a number. Out: the number with the picture, or with nothing. */
export interface Shrunk { blob: Blob; thumb: Blob; takenAt: string | undefined }

const maxSidePx = 1600;
const thumbSidePx = 192;
const quality = 0.82;

self.onmessage = async ({ data: { id, file } }: MessageEvent<{ id: number; file: File }>) => {
  try {
    self.postMessage({ id, shrunk: await shrink(file) });
  } catch {
    self.postMessage({ id, shrunk: null }); // this browser can't decode it
  }
};

async function shrink(file: File): Promise<Shrunk> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const drawn = await draw(picture, maxSidePx);
  const thumb = await draw(picture, thumbSidePx);
  picture.close();
  const exif = readExif(await file.slice(0, 256 * 1024).arrayBuffer());
  return { blob: withExif(await drawn.arrayBuffer(), exif), thumb, takenAt: exif.takenAt };
}

function draw(picture: ImageBitmap, largest: number): Promise<Blob> {
  const scale = Math.min(1, largest / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(picture.width * scale)), Math.max(1, Math.round(picture.height * scale)),
  );
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/jpeg', quality });
}
