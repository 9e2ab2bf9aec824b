import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digest, sha256 } from '../src/shared/sha256';
import { newUuid } from '../src/shared/uuid';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('SHA-256', () => {
  // Lengths around the padding's borders: 55 bytes are the most of one block, 64 a block themselves.
  it.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003])(
    'of %i bytes is what others make of them',
    async (length) => {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 0xff);
      const expected = createHash('sha256').update(bytes).digest('hex');
      expect(hex(digest(bytes))).toBe(expected);
      expect(await sha256(bytes)).toBe(expected);
    },
  );
});

it('UUIDs are of version 4, and no two alike', () => {
  const all = Array.from({ length: 1000 }, newUuid);
  for (const uuid of all) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(all).size).toBe(all.length);
});
