/** Receipts of what was sent from this phone. */
export interface Mine { receipt: string; code: string; toilet: string; kind: string; at: string }

const key = 'cityops-receipts';
const most = 5;

export function myFeedback(): Mine[] {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '[]') as Mine[];
  } catch {
    return [];
  }
}

export function addMine(mine: Mine): void {
  try {
    localStorage.setItem(
      key,
      JSON.stringify([mine, ...myFeedback().filter(({ receipt }) => receipt !== mine.receipt)].slice(0, most)),
    );
  } catch {
    // The link on the page is still there to be kept.
  }
}
