import { request } from '../../shared/http';
import { reference } from '../reference';
import { account } from '../session';
import { database } from '../store/database';

const maxOfTask = 4;
const most = 200;

const address = (sha256: string, size = '') => `/api/v1/photos/${sha256}${size}`;

/** A small picture of a record's photo: what is kept on the phone, or what the server has. Null without either. */
export async function pictureOf(sha256: string): Promise<Blob | null> {
  const login = account.value?.login ?? '';
  const db = await database();
  const known = await db.get('picture', [login, sha256]);
  if (known) return known;
  try {
    const read = await (await request(address(sha256, '?size=thumb'), {})).blob();
    if (!read.type.startsWith('image/')) return null; // the page of a network that wants a log-in
    await db.put('picture', read, [login, sha256]);
    return read;
  } catch {
    return null;
  }
}

/** The photo as large as it is shown; null without a line. */
export async function largePictureOf(sha256: string): Promise<Blob | null> {
  try {
    const read = await (await request(address(sha256), {})).blob();
    return read.type.startsWith('image/') ? read : null;
  } catch {
    return null;
  }
}

/** Puts the pictures of all tasks on the phone, and takes those of others off it. */
export async function keepPictures(): Promise<void> {
  const login = account.value?.login ?? '';
  const db = await database();
  const needed = (reference.value?.tasks ?? []).flatMap(({ photos }) => photos.slice(0, maxOfTask)).slice(0, most);
  const here = (await db.getAllKeys('picture', IDBKeyRange.bound([login], [login, []]))).map(([, sha256]) => sha256);
  for (const sha256 of here) if (!needed.includes(sha256)) await db.delete('picture', [login, sha256]);
  for (const sha256 of needed) if (!here.includes(sha256) && !(await pictureOf(sha256))) return;
}
