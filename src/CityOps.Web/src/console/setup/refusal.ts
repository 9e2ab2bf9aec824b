import { Problem } from '../../shared/http';
import { language } from '../../shared/i18n';
import { tOf } from './text';

/** Why a call was refused, as it is shown. */
export interface Refusal {
  code: string;
  /** In words, with the name of the input that it is about. */
  text: string;
  /** Of a form: what is wrong with which of its questions. */
  errors: { field: string; reason: string }[];
}

export function refusalOf(problem: unknown): Refusal {
  if (!(problem instanceof Problem)) return { code: 'unknown', text: String(problem), errors: [] };
  const { field, detail, errors } = problem.details;
  // Of conditions[0].limit the last part is what is entered.
  const about = typeof field === 'string' ? tOf('setup.input', field.replace(/^.*\./, ''), field) : '';
  // The sentence that says more is English; of a list that cannot be read it is in both languages.
  const says = typeof detail === 'string' && (language.value === 'en' || /\p{Script=Han}/u.test(detail));
  const more = says ? ` ${detail}` : '';
  return {
    code: problem.code,
    text: `${about ? `${about}: ` : ''}${problem.message}${more}`,
    errors: Array.isArray(errors) ? (errors as Refusal['errors']) : [],
  };
}
