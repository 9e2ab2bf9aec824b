/**
 * The stages of cases in the order of their urgency, and their colours. Codes are those of
 * sql/functions/case_grid.sql.
 */
export const stages = [
  { code: 'register', colour: '#7a3ff2' },
  { code: 'dispatch', colour: '#d6337c' },
  { code: 'handle', colour: '#0b86b3' },
  { code: 'check', colour: '#2f9e62' },
  { code: 'closed', colour: '#93a3b1' },
  { code: 'other', colour: '#b3a68d' },
] as const;

/** The levels of water in the order of their danger, in the colours of the national warnings (GB/T 27962). */
export const levels = [
  { code: 'red', colour: '#d9262b' },
  { code: 'orange', colour: '#f07a13' },
  { code: 'yellow', colour: '#f2c110' },
  { code: 'blue', colour: '#2878d8' },
  { code: 'none', colour: '#4fa39a' },
  { code: 'silent', colour: '#9aa3ad' },
] as const;

export type Stage = (typeof stages)[number]['code'];
export type Level = (typeof levels)[number]['code'];

export const toiletColour = '#40628a';

/** Of facilities that are no toilets. */
export const facilityColour = '#5b7553';

export function stageColour(stage: string): string {
  return stages.find(({ code }) => code === stage)?.colour ?? '#93a3b1';
}

export function levelColour(level: string): string {
  return levels.find(({ code }) => code === level)?.colour ?? '#9aa3ad';
}

/** The stage of a status; the server's sql/functions/case_grid.sql says the same. */
export function stageOf(status: string): Stage {
  switch (status) {
    case 'reported':
    case 'pending_verify':
    case 'pending_register':
      return 'register';
    case 'pending_dispatch':
    case 'returned':
      return 'dispatch';
    case 'handled':
    case 'pending_check':
    case 'pending_close':
      return 'check';
    case 'closed':
    case 'forced_close':
      return 'closed';
    case 'suspended':
    case 'not_accepted':
    case 'cancelled':
    case 'merged':
      return 'other';
    default:
      return 'handle';
  }
}
