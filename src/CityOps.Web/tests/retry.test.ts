import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { untilItWorks } from '../src/shared/retry';

describe('What is tried until it works', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });

  /** Fails so often, then works. */
  const failing = (times: number) => {
    let attempts = 0;
    return {
      count: () => attempts,
      work: () => (++attempts > times ? Promise.resolve('done') : Promise.reject(new Error('away'))),
    };
  };

  it('is tried again after pauses that grow', async () => {
    const { count, work } = failing(3);
    const failures: unknown[] = [];
    const { result } = untilItWorks(work, () => false, (problem) => failures.push(problem));
    await vi.advanceTimersByTimeAsync(1_900);
    expect(count()).toBe(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(count()).toBe(2);
    await vi.advanceTimersByTimeAsync(3_800);
    expect(count()).toBe(2);
    await vi.advanceTimersByTimeAsync(8_300);
    expect(await result).toBe('done');
    expect(failures).toHaveLength(3);
  });

  it('is tried at once when the network is back or somebody asks', async () => {
    const { count, work } = failing(2);
    const { result, now } = untilItWorks(work, () => false, () => undefined);
    await vi.advanceTimersByTimeAsync(0);
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(count()).toBe(2);
    now();
    expect(await result).toBe('done');
  });

  it('is given up when the failure is final', async () => {
    const { count, work } = failing(9);
    await expect(untilItWorks(work, () => true, () => undefined).result).rejects.toThrow('away');
    expect(count()).toBe(1);
  });
});
