import { sha256 } from './sha256';

/** A photo that is to be sent. */
export interface PendingPhoto {
  sha256: string;
  bytes: number;
  type: string;
  /** The file's name, by which its owner knows it. */
  name?: string;
  /** Base64, so that it can wait in localStorage. */
  data: string;
  /** The address of its upload, once it was announced. */
  upload?: string;
}

const maxSidePx = 1600;
const quality = 0.82;
const maxBytes = 20 * 1024 * 1024;

/**
 * The type of a file that begins so; undefined for what is no photo. What a phone calls it (image/jpg, image/heif,
 * nothing at all) decides as little here as it does on the server (PhotoType.cs).
 */
export function photoType(head: Uint8Array): string | undefined {
  const text = String.fromCharCode(...head.subarray(0, 12));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (/^RIFF[^]{4}WEBP/.test(text)) return 'image/webp';
  return /^[^]{4}ftyp(hei[cxms]|hev[cx]|mif1|msf1)/.test(text) ? 'image/heic' : undefined;
}

/** Scales a photo down to what a case needs; a phone's camera makes ten times as much. */
export async function preparePhoto(file: File): Promise<PendingPhoto> {
  const blob = (await scaleDown(file)) ?? file;
  const bytes = new Uint8Array(await read(blob));
  const type = photoType(bytes);
  if (!type || blob.size > maxBytes) throw new Error(`${file.name} is no photo that is taken.`);
  return { sha256: await sha256(bytes), bytes: bytes.length, type, name: file.name, data: toBase64(bytes) };
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
    const scale = Math.min(1, maxSidePx / Math.max(image.naturalWidth, image.naturalHeight));
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
