import { photoBlob, type PendingPhoto } from './photo';

/** The upload is refused for good: sending the same again would be refused again. */
export class Refused extends Error {}

const headers = { 'Tus-Resumable': '1.0.0' };

/**
 * Uploads a photo by the tus 1.0 resumable protocol, with the toilet's code for a ticket. Called again after a broken
 * connection, it goes on where the server says that it stopped.
 * @param announced is told when the photo's upload has an address, to be kept for going on.
 */
export async function uploadPhoto(photo: PendingPhoto, code: string, announced: () => void): Promise<void> {
  const blob = photoBlob(photo);
  let offset = photo.upload ? await offsetOf(photo.upload) : undefined;
  if (offset === undefined) {
    const answer = await fetch('/api/v1/uploads', {
      method: 'POST',
      headers: { ...headers, 'Upload-Length': String(blob.size), 'Upload-Metadata': metadata(photo, code) },
    });
    if (!answer.ok) throw failure(answer);
    photo.upload = answer.headers.get('Location') ?? '';
    announced();
    offset = Number(answer.headers.get('Upload-Offset') ?? 0);
  }

  if (offset >= blob.size) return;
  const answer = await fetch(photo.upload ?? '', {
    method: 'PATCH',
    headers: { ...headers, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
    body: blob.slice(offset),
  });
  if (!answer.ok) throw failure(answer);
}

/** Undefined when the server knows nothing of it any more. */
async function offsetOf(upload: string): Promise<number | undefined> {
  const answer = await fetch(upload, { method: 'HEAD', headers });
  if (answer.status === 404 || answer.status === 410) return undefined;
  if (!answer.ok) throw failure(answer);
  return Number(answer.headers.get('Upload-Offset') ?? 0);
}

function metadata(photo: PendingPhoto, code: string): string {
  return `sha256 ${btoa(photo.sha256)},type ${btoa(photo.type)},code ${btoa(code)}`;
}

// Busy, too many and an offset that moved pass by; so do the server's own troubles.
function failure({ status }: Response): Error {
  const isPassing = status >= 500 || status === 409 || status === 423 || status === 429;
  return isPassing ? new Error(`The upload failed with ${status} and may be tried again.`) : new Refused(`The upload is refused with ${status}.`);
}
