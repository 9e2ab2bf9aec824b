/** The code of a plate, which stands after /q/ in the address that it shows; null where the text is no such address. */
export function codeOf(text: string): string | null {
  const code = /\/q\/([^/?#\s]+)/.exec(text)?.[1];
  if (code === undefined) return null;
  try {
    return decodeURIComponent(code);
  } catch {
    return null;
  }
}
