import type { Schemas } from '../../../shared/api.gen';
import type { AskWhen, FormField } from '../../../shared/forms';

/** The kinds of questions, as FieldKinds on the server. */
export const kinds = [
  'text', 'integer', 'decimal', 'choice', 'multi_choice', 'date', 'photo', 'position', 'facility',
] as const;

export type Kind = typeof kinds[number];

export type SentField = Schemas['FormField'];

export type FormVersion = Schemas['FormAnswer'];

export const isNumber = (kind: Kind) => kind === 'integer' || kind === 'decimal';

export const hasChoices = (kind: Kind) => kind === 'choice' || kind === 'multi_choice';

/** A number as it stands in an input: empty where none is said. */
export type NumberInput = number | '';

export interface Choice { code: string; zh: string; en: string }

/** A test of an earlier answer; `value` is a choice's code or a number, `values` are choices' codes. */
export interface Rule { field: string; test: Test; value: string | number; values: string[] }

export type Test = 'is' | 'in' | 'atLeast' | 'atMost' | 'answered' | 'unanswered';

/** When a question is asked: always where there are no rules; `raw` is what is more than a list of rules. */
export interface When { join: 'all' | 'any'; rules: Rule[]; raw: AskWhen | null }

/** A question as it is edited: every member is there, whatever the kind, so that a change of kind loses nothing. */
export interface Question {
  key: string;
  code: string;
  kind: Kind;
  zh: string;
  en: string;
  required: boolean;
  unit: string;
  isMeasured: boolean;
  measureCode: string;
  measureName: string;
  measureNameEn: string;
  min: NumberInput;
  max: NumberInput;
  decimals: NumberInput;
  maxLength: NumberInput;
  most: NumberInput;
  earliest: string;
  latest: string;
  choices: Choice[];
  facilityType: string;
  when: When;
}

export interface Design { code: string; name: string; nameEn: string; questions: Question[] }

export const always = (): When => ({ join: 'all', rules: [], raw: null });

/** The first of q1, q2, … that is free. */
export function freeCode(prefix: string, taken: readonly string[]): string {
  let n = taken.length + 1;
  while (taken.includes(`${prefix}${n}`)) n++;
  return `${prefix}${n}`;
}

export const newQuestion = (kind: Kind, code: string): Question => ({
  key: code,
  code,
  kind,
  zh: '',
  en: '',
  required: false,
  unit: '',
  isMeasured: false,
  measureCode: '',
  measureName: '',
  measureNameEn: '',
  min: '',
  max: '',
  decimals: '',
  maxLength: '',
  most: '',
  earliest: '',
  latest: '',
  choices: [],
  facilityType: '',
  when: always(),
});

export function designOf({ code, name, nameEn, fields }: FormVersion): Design {
  return { code, name, nameEn: nameEn ?? '', questions: fields.map(questionOf) };
}

function questionOf(field: SentField): Question {
  return {
    key: field.code,
    code: field.code,
    kind: field.kind,
    zh: field.label.zh,
    en: field.label.en ?? '',
    required: field.required,
    unit: field.unit ?? '',
    isMeasured: Boolean(field.measure),
    measureCode: field.measure?.code ?? '',
    measureName: field.measure?.name ?? '',
    measureNameEn: field.measure?.nameEn ?? '',
    min: field.min ?? '',
    max: field.max ?? '',
    decimals: field.decimals ?? '',
    maxLength: field.maxLength ?? '',
    most: field.most ?? '',
    earliest: field.earliest ?? '',
    latest: field.latest ?? '',
    choices: (field.choices ?? []).map(({ code, label }) => ({ code, zh: label.zh, en: label.en ?? '' })),
    facilityType: field.facilityType ?? '',
    when: whenOf(field.askWhen),
  };
}

function whenOf(sent: AskWhen | null | undefined): When {
  if (!sent) return always();
  const [join, parts] = sent.all ? (['all', sent.all] as const) : sent.any ? (['any', sent.any] as const)
    : (['all', [sent]] as const);
  const rules = parts.map(ruleOf);
  return rules.every((rule) => rule !== null)
    ? { join, rules, raw: null }
    : { join: 'all', rules: [], raw: sent };
}

function ruleOf(sent: AskWhen): Rule | null {
  const { field } = sent;
  if (!field) return null;
  const rule = (test: Test, value: string | number = '', values: string[] = []) => ({ field, test, value, values });
  if (typeof sent.answered === 'boolean') return rule(sent.answered ? 'answered' : 'unanswered');
  if (typeof sent.is === 'string') return rule('is', sent.is);
  if (sent.in) return rule('in', '', [...sent.in]);
  if (typeof sent.atLeast === 'number') return rule('atLeast', sent.atLeast);
  return typeof sent.atMost === 'number' ? rule('atMost', sent.atMost) : null;
}

function sentRule({ field, test, value, values }: Rule): AskWhen {
  switch (test) {
    case 'is': return { field, is: String(value) };
    case 'in': return { field, in: values };
    case 'atLeast': return { field, atLeast: Number(value) };
    case 'atMost': return { field, atMost: Number(value) };
    case 'answered': return { field, answered: true };
    case 'unanswered': return { field, answered: false };
  }
}

function sentWhen({ join, rules, raw }: When): AskWhen | null {
  if (raw) return raw;
  const [first, ...others] = rules.map(sentRule);
  if (!first) return null;
  if (others.length === 0) return first;
  return join === 'all' ? { all: [first, ...others] } : { any: [first, ...others] };
}

const numberOr = (entered: NumberInput) => (entered === '' ? null : entered);
const textOr = (entered: string) => (entered.trim() === '' ? null : entered.trim());

/** What is sent: the members that the kind has a use for. */
export function sentOf(question: Question): Partial<Omit<SentField, 'askWhen'>> & { askWhen: AskWhen | null } {
  const { kind } = question;
  const only = <T>(fits: boolean, value: T | null) => (fits ? value : null);
  const number = isNumber(kind);
  return {
    code: question.code.trim(),
    kind,
    label: { zh: question.zh.trim(), en: textOr(question.en) },
    required: question.required,
    askWhen: sentWhen(question.when),
    unit: only(number, textOr(question.unit)),
    measure: only(number && question.isMeasured, {
      code: question.measureCode.trim(),
      name: question.measureName.trim(),
      unit: question.unit.trim(),
      nameEn: textOr(question.measureNameEn),
    }),
    min: only(number, numberOr(question.min)),
    max: only(number, numberOr(question.max)),
    decimals: only(kind === 'decimal', numberOr(question.decimals)),
    maxLength: only(kind === 'text', numberOr(question.maxLength)),
    most: only(kind === 'multi_choice' || kind === 'photo', numberOr(question.most)),
    earliest: only(kind === 'date', textOr(question.earliest)),
    latest: only(kind === 'date', textOr(question.latest)),
    choices: only(hasChoices(kind), question.choices.map(({ code, zh, en }) => (
      { code: code.trim(), label: { zh: zh.trim(), en: textOr(en) } }
    ))),
    facilityType: only(kind === 'facility', textOr(question.facilityType)),
  };
}

/** The questions as a phone reads them. */
export const asFields = (questions: readonly Question[]) => questions.map(sentOf) as FormField[];

export type Fault = 'code' | 'twice' | 'label' | 'choices' | 'choice' | 'measure' | 'bounds' | 'when';

const fit = /^[a-z][a-z0-9_]{0,62}$/;

/** What the server would refuse, each with what it is about. */
export function faultsOf(questions: readonly Question[]): { fault: Fault; name: string; key: string }[] {
  const faults: { fault: Fault; name: string; key: string }[] = [];
  questions.forEach((question, i) => {
    const { key, code, zh, kind, choices, min, max } = question;
    const name = zh.trim() || code;
    const add = (fault: Fault, about = name) => { faults.push({ fault, name: about, key }); };
    if (!fit.test(code)) add('code');
    if (questions.findIndex((other) => other.code === code) < i) add('twice', code);
    if (zh.trim() === '') add('label', String(i + 1));
    if (hasChoices(kind)) {
      if (choices.length === 0) add('choices');
      else if (choices.some((one, at) => (
        !fit.test(one.code) || one.zh.trim() === '' || choices.findIndex((other) => other.code === one.code) < at
      ))) add('choice');
    }
    if (isNumber(kind)) {
      if (min !== '' && max !== '' && min > max) add('bounds');
      if (question.isMeasured && (
        !fit.test(question.measureCode) || question.measureName.trim() === '' || question.unit.trim() === ''
        || min === '' || min < 0 || max === ''
      )) add('measure');
    }
    if (!question.when.rules.every((rule) => isSound(rule, questions.slice(0, i)))) add('when');
  });
  return faults;
}

function isSound({ field, test, value, values }: Rule, earlier: readonly Question[]): boolean {
  const asked = earlier.find(({ code }) => code === field);
  if (!asked) return false;
  const isChoice = (code: string) => hasChoices(asked.kind) && asked.choices.some((one) => one.code === code);
  switch (test) {
    case 'is': return isChoice(String(value));
    case 'in': return values.length > 0 && values.every(isChoice);
    case 'atLeast':
    case 'atMost': return isNumber(asked.kind) && value !== '' && Number.isFinite(Number(value));
    default: return true;
  }
}

/** The tests that an earlier question allows. */
export const testsOf = (kind: Kind): Test[] => [
  ...(hasChoices(kind) ? (['is', 'in'] as const) : []),
  ...(isNumber(kind) ? (['atLeast', 'atMost'] as const) : []),
  'answered',
  'unanswered',
];

/** One is taken out of its place and put at another. */
export function moved<T>(all: readonly T[], from: number, to: number): T[] {
  if (to < 0 || to >= all.length || from === to) return [...all];
  const others = all.filter((_, i) => i !== from);
  return [...others.slice(0, to), ...all.slice(from, from + 1), ...others.slice(to)];
}
