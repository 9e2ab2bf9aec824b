import { database } from '../store/database';
import { unsent } from './outbox';

/**
 * What could not be sent, with its photos in base64, as a file: for an account that was disabled, or a phone that is
 * given away. docs/field.md describes it.
 */
export async function exportUnsent(): Promise<Blob> {
  const db = await database();
  const items = [];
  for (const { id, account, kind, madeAt, body, photos, trouble } of unsent.value) {
    items.push({
      id, account, kind, madeAt, body, trouble,
      photos: await Promise.all(photos.map(async ({ sha256, bytes, type }) => ({
        sha256, bytes, type, data: await base64(await db.get('photo', [id, sha256])),
      }))),
    });
  }
  return new Blob([JSON.stringify({ outbox: 1, items }, null, 1)], { type: 'application/json' });
}

/** Null for a photo that has arrived. */
async function base64(blob: Blob | undefined): Promise<string | null> {
  if (!blob) return null;
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
}
