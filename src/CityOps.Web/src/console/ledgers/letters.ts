/** The kinds of letters and how they stand, as the API names them. */
export const letterKinds = ['transfer', 'supervision', 'advice'] as const;

export const letterStates = ['open', 'overdue', 'answered', 'withdrawn'] as const;

const colours: Record<string, string> = {
  open: '#1f6391', overdue: '#b3261e', answered: '#1b7747', withdrawn: '#64748b',
};

export const colourOf = (state: string) => colours[state] ?? '#64748b';
