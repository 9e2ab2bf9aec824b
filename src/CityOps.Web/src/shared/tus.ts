import { Problem, request } from './http';
import { photoBlob, type PendingPhoto } from './photo';

const protocol = { 'Tus-Resumable': '1.0.0' };

/** An upload that is refused for good. Busy and an offset that moved pass by; so do the server's own troubles. */
export function isRefusedUpload(problem: unknown): boolean {
  return problem instanceof Problem && !problem.isPassing && problem.status !== 409 && problem.status !== 423;
}

/**
 * Uploads a photo by the tus 1.0 resumable protocol. Called again after a broken connection, it goes on where the
 * server says that it stopped.
 * @param ticket the code of a toilet, which lets a citizen without an account upload.
 * @param announced called when the photo's upload has an address, to be kept for going on.
 */
export async function uploadPhoto(photo: PendingPhoto, ticket?: string, announced?: () => void): Promise<void> {
  const blob = photoBlob(photo);
  let offset = photo.upload ? await offsetOf(photo.upload) : undefined;
  if (offset === undefined) {
    const answer = await request('/api/v1/uploads', {
      method: 'POST',
      headers: { ...protocol, 'Upload-Length': String(blob.size), 'Upload-Metadata': metadata(photo, ticket) },
    });
    photo.upload = answer.headers.get('Location') ?? '';
    announced?.();
    offset = Number(answer.headers.get('Upload-Offset') ?? 0);
  }

  if (offset >= blob.size) return;
  await request(photo.upload ?? '', {
    method: 'PATCH',
    headers: { ...protocol, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
    body: blob.slice(offset),
  });
}

/** Undefined when the server knows nothing of it any more. */
async function offsetOf(upload: string): Promise<number | undefined> {
  try {
    const answer = await request(upload, { method: 'HEAD', headers: protocol });
    return Number(answer.headers.get('Upload-Offset') ?? 0);
  } catch (problem) {
    if (problem instanceof Problem && (problem.status === 404 || problem.status === 410)) return undefined;
    throw problem;
  }
}

function metadata(photo: PendingPhoto, ticket?: string): string {
  const code = ticket ? `,code ${btoa(ticket)}` : '';
  return `sha256 ${btoa(photo.sha256)},type ${btoa(photo.type)}${code}`;
}
