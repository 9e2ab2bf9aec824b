import type { Schemas } from './api.gen';
import type { Position } from './geo';
import { call } from './http';

/** English falls back to Chinese. */
export type Label = Schemas['Label'];

/** When a question is asked: exactly one of the shapes that the server's FormField.cs describes. */
export interface AskWhen extends Partial<Omit<Schemas['AskWhen'], 'all' | 'any' | 'not'>> {
  all?: AskWhen[] | null;
  any?: AskWhen[] | null;
  not?: AskWhen | null;
}

/** One question of a form; members that its kind has no use for are null. */
export type FormField = Omit<Schemas['FormField'], 'askWhen' | 'measure' | 'facilityType'> & {
  askWhen: AskWhen | null;
};

export type Form = Omit<Schemas['FormAnswer'], 'fields' | 'publishedAt'> & { fields: FormField[] };

/** By field code; what is not answered is not there. */
export type Answers = Record<string, string | number | string[] | Position>;

/** The latest published version. */
export const readForm = (code: string) => call<Form>(`/api/v1/forms/${encodeURIComponent(code)}`);

/** The words in the page's language. */
export const inLanguage = (label: Label, isEnglish: boolean) => (isEnglish && label.en ? label.en : label.zh);

/** The questions that are to be asked now; what was answered to others counts as not given, as on the server. */
export function askedOf(fields: FormField[], answers: Answers): FormField[] {
  const given: Answers = {};
  return fields.filter((field) => {
    if (field.askWhen && !holds(field.askWhen, given)) return false;
    const answer = answers[field.code];
    if (answer !== undefined) given[field.code] = answer;
    return true;
  });
}

function holds(when: AskWhen, given: Answers): boolean {
  if (!when.field) {
    if (when.all) return when.all.every((part) => holds(part, given));
    if (when.any) return when.any.some((part) => holds(part, given));
    return !when.not || !holds(when.not, given);
  }

  const answer = given[when.field];
  if (typeof when.answered === 'boolean') return (answer !== undefined) === when.answered;
  if (answer === undefined) return false;
  const chosen = Array.isArray(answer) ? answer : [answer];
  if (when.is) return chosen.includes(when.is);
  if (when.in) return when.in.some((one) => chosen.includes(one));
  if (typeof answer !== 'number') return false;
  return typeof when.atLeast === 'number'
    ? answer >= when.atLeast
    : typeof when.atMost === 'number' && answer <= when.atMost;
}

/** Why an answer would be refused: docs/problems.md, answer_…; undefined when it is taken. */
export type AnswerFault = 'missing' | 'kind' | 'bounds';

/** Checks an answer before it is sent, by the bounds that the server checks again. */
export function faultOf(field: FormField, answer: Answers[string] | undefined): AnswerFault | undefined {
  if (answer === undefined || answer === '' || (Array.isArray(answer) && answer.length === 0))
    return field.required ? 'missing' : undefined;
  if (field.kind === 'integer' || field.kind === 'decimal') return numberFault(field, answer);
  if (field.kind === 'text' && typeof answer === 'string')
    return Array.from(answer).length > (field.maxLength ?? 500) ? 'bounds' : undefined;
  if (field.kind === 'date' && typeof answer === 'string')
    return (field.earliest && answer < field.earliest) || (field.latest && answer > field.latest)
      ? 'bounds'
      : undefined;
  if (!Array.isArray(answer)) return undefined;
  const most = field.most ?? (field.kind === 'photo' ? 9 : field.choices?.length);
  return most !== undefined && answer.length > most ? 'bounds' : undefined;
}

function numberFault(field: FormField, answer: Answers[string]): AnswerFault | undefined {
  if (typeof answer !== 'number' || !Number.isFinite(answer)) return 'kind';
  const decimals = field.kind === 'integer' ? 0 : field.decimals ?? 2;
  if (Number(answer.toFixed(decimals)) !== answer) return 'kind';
  return (field.min !== null && answer < field.min) || (field.max !== null && answer > field.max)
    ? 'bounds'
    : undefined;
}

/** The answers to what is asked, as they are sent: others are leftovers of changing one's mind. */
export function answersOf(fields: FormField[], answers: Answers): Answers {
  const asked = new Set(askedOf(fields, answers).map(({ code }) => code));
  return Object.fromEntries(Object.entries(answers).filter(([code]) => asked.has(code)));
}
