import type { PendingPhoto } from './photo';
import { isRefusedUpload, uploadPhoto } from './tus';

/** Something that has not reached the server with all of its photos. */
export interface Waiting {
  photos: PendingPhoto[];
  /** Names of photos that will not arrive: refused for good, or there was no room to keep them. */
  lost?: string[];
}

const nameOf = ({ name, sha256 }: PendingPhoto) => name ?? sha256.slice(0, 8);
const lostOf = ({ lost }: Waiting) => lost ?? [];

/**
 * What waits to be sent, kept in localStorage over visits. What can't be stored (a private window, no room for photos)
 * lives as long as the page.
 */
export class Outbox<T extends Waiting> {
  private readonly kept: Map<string, T>;

  constructor(private readonly storageKey: string, private readonly idOf: (item: T) => string) {
    this.kept = new Map(this.load().map((item) => [idOf(item), item]));
  }

  all(): T[] {
    return Array.from(this.kept.values());
  }

  keep(item: T): void {
    this.kept.set(this.idOf(item), item);
    this.store();
  }

  forget(item: T): void {
    this.kept.delete(this.idOf(item));
    this.store();
  }

  /** Writes down what was changed in an item. */
  store(): void {
    const all = this.all();
    try {
      localStorage.setItem(this.storageKey, JSON.stringify(all));
    } catch {
      try {
        // No room for the photos: at least the rest shall outlive the page.
        const bare = all.map((item) => ({ ...item, photos: [], lost: [...lostOf(item), ...item.photos.map(nameOf)] }));
        localStorage.setItem(this.storageKey, JSON.stringify(bare));
      } catch {
        // No storage at all.
      }
    }
  }

  /**
   * Uploads an item's photos, then forgets it. Returns the names of those that will not arrive.
   * @param ticket what lets a stranger upload; see {@link uploadPhoto}.
   * @param sent called after each photo.
   */
  async sendPhotos(item: T, ticket: string, sent: () => void): Promise<string[]> {
    while (item.photos[0]) {
      try {
        await uploadPhoto(item.photos[0], ticket, () => { this.store(); });
      } catch (problem) {
        if (!isRefusedUpload(problem)) throw problem;
        item.lost = [...lostOf(item), nameOf(item.photos[0])];
      }

      item.photos.shift();
      this.store();
      sent();
    }

    this.forget(item);
    return lostOf(item);
  }

  load(): T[] {
    try {
      return JSON.parse(localStorage.getItem(this.storageKey) ?? '[]') as T[];
    } catch {
      return [];
    }
  }
}
