/** Something in both languages; the Chinese stands for an English that is not there. */
export interface Label { zh: string; en?: string | null }

/** The facility whose code was scanned, and what its type shows and asks; the server writes it into the page
 * (CodePage.cs). */
export interface Toilet {
  code: string;
  name: string;
  town: string | null;
  title: Label;
  rating: Label;
  facts: { label: Label; value: Label }[];
  kinds: Kind[];
  /** Days after which a phone number is forgotten. */
  phoneKeptDays: number;
  /** Tells the server that the page was opened by the code. */
  scan: string;
}

export interface Kind { code: string; name: string; nameEn: string; icon: string | null }

export function toiletOfPage(): Toilet {
  const json = document.getElementById('toilet');
  if (!json) throw new Error('The page holds no facility; it was opened without a code.');
  return JSON.parse(json.textContent) as Toilet;
}
