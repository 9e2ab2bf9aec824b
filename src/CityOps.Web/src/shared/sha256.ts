/**
 * SHA-256 in hexadecimal (FIPS 180-4). Browsers keep their own to secure pages, and a city may serve plain http inside
 * of its network.
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Absent on plain http, whatever the types say.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition
  const hash = window.crypto?.subtle ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)) : digest(bytes);
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The fallback; exported for its test. */
export function digest(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, (bytes.length << 3) >>> 0);

  const { constants, start } = tables();
  const state = start;
  const words = new Uint32Array(64);
  const at = (array: Uint32Array, i: number) => array[i] ?? 0;
  const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by));
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(block + i * 4);
    for (let i = 16; i < 64; i++) {
      const x = at(words, i - 15);
      const y = at(words, i - 2);
      words[i] =
        at(words, i - 16) +
        (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) +
        at(words, i - 7) +
        (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }

    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let i = 0; i < 64; i++) {
      const one =
        (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + at(constants, i) + at(words, i)) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }

    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = at(state, i) + word; });
  }

  const hash = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => { hash.setUint32(i * 4, word); });
  return new Uint8Array(hash.buffer);
}

/** The first 32 bits of the fractional parts of the cube (and square) roots of the first 64 (and 8) primes. */
function tables(): { constants: Uint32Array; start: Uint32Array } {
  const primes: number[] = [];
  for (let n = 2; primes.length < 64; n++) {
    if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  }

  const fraction = (x: number) => (x - Math.floor(x)) * 0x100000000;
  return {
    constants: Uint32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
    start: Uint32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
  };
}
