import { Problem, request } from './http';
import { photoBlob, type PendingPhoto } from './photo';

const protocol = { 'Tus-Resumable': '1.0.0' };

/** A file on its way: what is announced of it, and where it is sent to once it was. */
export interface Upload {
  sha256: string;
  type: string;
  /** The address, once it was announced. */
  upload?: string;
}

export interface UploadOptions {
  /** The code of a toilet, which lets a citizen without an account upload. */
  ticket?: string;
  /** Bytes a request; everything at once when left out. */
  chunk?: number;
  /** Called when the upload has an address, to be kept for going on. */
  announced?: () => void | Promise<void>;
  /** Called with the bytes that have arrived. */
  progressed?: (offset: number) => void | Promise<void>;
}

/** An upload that is refused for good. Busy and an offset that moved pass by; so do the server's own troubles. */
export function isRefusedUpload(problem: unknown): boolean {
  return problem instanceof Problem && !problem.isPassing && problem.status !== 409 && problem.status !== 423;
}

/** Uploads a photo that was kept as text; see {@link uploadFile}. */
export const uploadPhoto = (photo: PendingPhoto, ticket?: string, announced?: () => void): Promise<void> =>
  uploadFile(photo, photoBlob(photo), {
    ...(ticket === undefined ? {} : { ticket }),
    ...(announced === undefined ? {} : { announced }),
  });

/**
 * Uploads a file by the tus 1.0 resumable protocol. Called again after a broken connection, it goes on where the
 * server says that it stopped.
 */
export async function uploadFile(file: Upload, bytes: Blob, options: UploadOptions = {}): Promise<void> {
  let offset = file.upload ? await offsetOf(file.upload) : undefined;
  if (offset === undefined) {
    const answer = await request('/api/v1/uploads', {
      method: 'POST',
      headers: { ...protocol, 'Upload-Length': String(bytes.size), 'Upload-Metadata': metadata(file, options.ticket) },
    });
    file.upload = spoken(answer, 'Location');
    await options.announced?.();
    offset = Number(answer.headers.get('Upload-Offset') ?? 0);
  }

  while (offset < bytes.size) {
    await options.progressed?.(offset);
    const end = Math.min(bytes.size, offset + (options.chunk ?? bytes.size));
    const answer = await request(file.upload ?? '', {
      method: 'PATCH',
      headers: { ...protocol, 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' },
      body: bytes.slice(offset, end),
    });
    offset = Number(spoken(answer, 'Upload-Offset'));
  }

  await options.progressed?.(offset);
}

/** Undefined when the server knows nothing of it any more. */
async function offsetOf(upload: string): Promise<number | undefined> {
  try {
    return Number(spoken(await request(upload, { method: 'HEAD', headers: protocol }), 'Upload-Offset'));
  } catch (problem) {
    if (problem instanceof Problem && (problem.status === 404 || problem.status === 410)) return undefined;
    throw problem;
  }
}

/** What a header says; without it the answer is not that of a tus server, but of a network that wants a log-in. */
function spoken(answer: Response, header: string): string {
  const value = answer.headers.get(header);
  if (value === null) throw new Problem(0, 'unreachable', `No ${header}: this is not the server's answer.`);
  return value;
}

function metadata(file: Upload, ticket?: string): string {
  const code = ticket ? `,code ${btoa(ticket)}` : '';
  return `sha256 ${btoa(file.sha256)},type ${btoa(file.type)}${code}`;
}
