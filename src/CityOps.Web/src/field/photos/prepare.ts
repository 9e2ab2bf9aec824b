import { photoType, scaleDown } from '../../shared/photo';
import { sha256 } from '../../shared/sha256';
import type { PreparedPhoto } from '../outbox/outbox';
import type { Shrunk } from './shrink.worker';

const maxBytes = 20 * 1024 * 1024;

/** Why a file is not taken. */
export class UnfitPhoto extends Error {
  constructor(readonly reason: 'empty' | 'type' | 'size') {
    super(reason);
  }
}

/** Makes a file of the camera fit to be sent. */
export async function preparePhoto(file: File): Promise<PreparedPhoto> {
  if (file.size === 0) throw new UnfitPhoto('empty');
  const shrunk = await shrink(file);
  const blob = shrunk?.blob ?? (await scaleDown(file)) ?? file;
  if (blob.size > maxBytes) throw new UnfitPhoto('size');
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const type = photoType(bytes);
  if (!type) throw new UnfitPhoto('type');
  return {
    sha256: await sha256(bytes),
    bytes: blob.size,
    type,
    thumb: shrunk ? await dataUrl(shrunk.thumb) : '',
    offset: 0,
    blob,
  };
}

let worker: Worker | undefined;
let asked = 0;
const waiting = new Map<number, (shrunk: Shrunk | null) => void>();

/** Null where this browser has no canvas for workers, or can't decode the file. */
function shrink(file: File): Promise<Shrunk | null> {
  if (typeof OffscreenCanvas === 'undefined') return Promise.resolve(null);
  worker ??= start();
  const id = ++asked;
  return new Promise((done) => {
    waiting.set(id, done);
    worker?.postMessage({ id, file });
  });
}

function start(): Worker {
  const started = new Worker(new URL('./shrink.worker.ts', import.meta.url), { type: 'module' });
  started.onmessage = ({ data: { id, shrunk } }: MessageEvent<{ id: number; shrunk: Shrunk | null }>) => {
    waiting.get(id)?.(shrunk);
    waiting.delete(id);
  };
  started.onerror = () => {
    for (const done of waiting.values()) done(null);
    waiting.clear();
  };
  return started;
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => { done(reader.result as string); };
    reader.onerror = () => { failed(reader.error ?? new Error('The picture cannot be read.')); };
    reader.readAsDataURL(blob);
  });
}
