import { sha256 } from './sha256';

/** A photo that is to be sent. */
export interface PendingPhoto {
  sha256: string;
  bytes: number;
  type: string;
  /** Base64, so that it can wait in localStorage. */
  data: string;
  /** The address of its upload, once it was announced. */
  upload?: string;
}

const largestSidePx = 1600;
const quality = 0.82;
const largestBytes = 20 * 1024 * 1024;
const takenAsIs = ['image/jpeg', 'image/png', 'image/webp', 'image/heic'];

/** Scales a photo down to what a case needs; a phone's camera makes ten times as much. */
export async function preparePhoto(file: File): Promise<PendingPhoto> {
  const blob = (await scaleDown(file)) ?? file;
  if (!takenAsIs.includes(blob.type) || blob.size > largestBytes)
    throw new Error(`A photo of type ${blob.type} is not taken.`);
  const bytes = new Uint8Array(await read(blob));
  return { sha256: await sha256(bytes), bytes: bytes.length, type: blob.type, data: toBase64(bytes) };
}

export function photoBlob(photo: PendingPhoto): Blob {
  const text = atob(photo.data);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Blob([bytes], { type: photo.type });
}

/** Null when this browser cannot decode it (HEIC on most); then it goes as it is. */
export async function scaleDown(file: File): Promise<Blob | null> {
  const address = URL.createObjectURL(file);
  try {
    const image = await decode(address);
    const scale = Math.min(1, largestSidePx / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.naturalWidth * scale);
    canvas.height = Math.round(image.naturalHeight * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob | null>((done) => { canvas.toBlob(done, 'image/jpeg', quality); });
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function decode(address: string): Promise<HTMLImageElement> {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => { done(image); };
    image.onerror = () => { failed(new Error('The picture cannot be decoded.')); };
    image.src = address;
  });
}

// Blob.arrayBuffer is younger than some of the browsers that come here.
function read(blob: Blob): Promise<ArrayBuffer> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => { done(reader.result as ArrayBuffer); };
    reader.onerror = () => { failed(reader.error ?? new Error('The file cannot be read.')); };
    reader.readAsArrayBuffer(blob);
  });
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
