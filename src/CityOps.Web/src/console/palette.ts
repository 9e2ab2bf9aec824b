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

/** What charts draw over time, in the order of a case's way: what comes in, is taken up, is done, is late. */
export const courseColours = [toiletColour, stageColour('handle'), stageColour('check'), levelColour('red')];

/** From little to much, on a light page and on a dark one, by whether much of it is good, bad or neither. */
export const ramps = {
  none: { light: ['#e3edf4', '#1f6391'], dark: ['#24394b', '#7cc0ec'] },
  up: { light: ['#e2f1e8', '#1b7747'], dark: ['#1f3a2f', '#63d39a'] },
  down: { light: ['#f9e8e5', '#b3261e'], dark: ['#3d2a2c', '#ff9d8c'] },
} as const;

/** A colour as it is drawn on a dark page: as far from it as from a light one. */
export function onDark(colour: string): string {
  const lighter = (from: number) => {
    const part = parseInt(colour.slice(from, from + 2), 16);
    return Math.round(part + (255 - part) * 0.35).toString(16).padStart(2, '0');
  };
  return `#${lighter(1)}${lighter(3)}${lighter(5)}`;
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
