const pauses = [2, 4, 8, 15, 30, 60];

/**
 * Does it until it works: again after a pause that grows, and at once when the network comes back or `now` is called.
 * What `isFinal` says yes to is thrown on.
 */
export function untilItWorks<T>(
  work: () => Promise<T>, isFinal: (problem: unknown) => boolean, failed: (problem: unknown) => void,
): { result: Promise<T>; now: () => void } {
  let wake: () => void = () => undefined;
  const now = () => { wake(); };

  async function run(): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (problem) {
        if (isFinal(problem)) throw problem;
        failed(problem);
        const seconds = pauses[Math.min(attempt, pauses.length - 1)] ?? 60;
        await new Promise<void>((done) => {
          const timer = setTimeout(done, seconds * 1000);
          wake = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
    }
  }

  window.addEventListener('online', now);
  const result = run();
  const over = () => { window.removeEventListener('online', now); };
  result.then(over, over);
  return { result, now };
}
