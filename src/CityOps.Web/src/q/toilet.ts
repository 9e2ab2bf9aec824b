/** The toilet whose code was scanned; the server writes it into the page (ToiletPage.cs). */
export interface Toilet {
  code: string;
  name: string;
  town: string | null;
  kinds: { code: string; name: string }[];
}

export function toiletOfPage(): Toilet {
  const json = document.getElementById('toilet');
  if (!json) throw new Error('The page holds no toilet; it was opened without a code.');
  return JSON.parse(json.textContent) as Toilet;
}
