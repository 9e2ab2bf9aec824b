/** The lists of records, in the order of their tabs, each with the right to see it. */
export const ledgers = [
  { name: 'patrols', right: 'patrols.read' },
  { name: 'reports', right: 'reports.read' },
  { name: 'feedback', right: 'feedback.read' },
  { name: 'letters', right: 'letters.read' },
] as const;

export type Ledger = (typeof ledgers)[number]['name'];
