import type { FormVersion, SentField } from './design';

/** What became of a question from one version to another; `members` are those that differ. */
export interface Difference {
  what: 'added' | 'removed' | 'changed' | 'moved';
  code: string;
  label: string;
  members: { name: keyof SentField; before: unknown; after: unknown }[];
}

const members: readonly (keyof SentField)[] = [
  'kind', 'label', 'required', 'askWhen', 'unit', 'measure', 'min', 'max', 'decimals', 'maxLength', 'most', 'earliest',
  'latest', 'choices', 'facilityType',
];

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** A question is the same one by its code. What stands elsewhere among those that both have has moved. */
export function compare(before: FormVersion, after: FormVersion): Difference[] {
  const inBoth = (fields: readonly SentField[], others: readonly SentField[]) => fields
    .map(({ code }) => code)
    .filter((code) => others.some((other) => other.code === code));
  const [orderBefore, orderAfter] = [inBoth(before.fields, after.fields), inBoth(after.fields, before.fields)];
  const removed = before.fields
    .filter(({ code }) => !after.fields.some((field) => field.code === code))
    .map(({ code, label }): Difference => ({ what: 'removed', code, label: label.zh, members: [] }));
  const others = after.fields.flatMap((field): Difference[] => {
    const old = before.fields.find(({ code }) => code === field.code);
    const { code, label } = field;
    if (!old) return [{ what: 'added', code, label: label.zh, members: [] }];
    const differing = members
      .filter((name) => !same(old[name], field[name]))
      .map((name) => ({ name, before: old[name], after: field[name] }));
    if (differing.length > 0) return [{ what: 'changed', code, label: label.zh, members: differing }];
    return orderBefore.indexOf(code) === orderAfter.indexOf(code)
      ? []
      : [{ what: 'moved', code, label: label.zh, members: [] }];
  });
  return [...removed, ...others];
}
