import { answersOf, type Answers } from '../../shared/forms';
import { newUuid } from '../../shared/uuid';
import type { Fix } from '../map/useFix';
import type { Item } from '../outbox/item';
import { change, mine, write } from '../outbox/outbox';
import { drain } from '../outbox/send';
import { formOf, reference } from '../reference';
import { account } from '../session';
import { language } from '../words';
import type { Check } from './check';

/** What a check says, as far as it is written. */
export interface CheckBody extends Record<string, unknown> {
  answers?: Answers;
  description?: string;
  /** The code on the facility's plate was read. */
  scanned?: boolean;
}

export const bodyOf = (item: Item) => item.body as CheckBody;

export const checkOf = (id: string) => reference.value?.checks.find((check) => check.id === id);

export const draftOf = (id: string) =>
  mine.value.find(({ kind, due, state }) => kind === 'check' && due === id && state === 'draft');

export const nameOf = ({ name, nameEn }: Check) => (language.value === 'en' ? nameEn : name);

/** Begins a check, on the phone from the first letter on. */
export async function begin(check: Check): Promise<Item> {
  const id = newUuid();
  const item: Item = {
    id,
    account: account.value?.login ?? '',
    kind: 'check',
    madeAt: new Date().toISOString(),
    state: 'draft',
    title: nameOf(check),
    place: check.facilityName,
    due: check.id,
    target: { method: 'PUT', path: `/api/v1/checks/${id}` },
    body: {},
    photos: [],
    isTaken: false,
    tries: 0,
    nextAt: 0,
  };
  await write(item);
  return item;
}

/** Notes that the code on the facility's plate was read. */
export async function noteScanned(check: Check): Promise<void> {
  const item = draftOf(check.id) ?? await begin(check);
  await change(item.id, (now) => ({ ...now, body: { ...now.body, scanned: true } }));
}

/** Whether a check can be made without knowing where the phone is: a plate says where it hangs. */
export const needsNoFix = (check: Check, isScanned: boolean) => isScanned || check.about === 'document';

/** Made: from now on it is sent as soon as there is a line. It counts by this moment, where this phone is. */
export async function make(draft: Item, check: Check, fix: Fix | null): Promise<void> {
  const { answers = {}, description, scanned } = bodyOf(draft);
  const form = formOf(check.form);
  const at = new Date().toISOString();
  await change(draft.id, (now) => ({
    ...now,
    state: 'waiting',
    madeAt: at,
    tries: 0,
    nextAt: 0,
    body: {
      category: check.category,
      position: { ...(fix ?? check.position), coordSystem: 'wgs84' },
      observedAt: at,
      ...(description?.trim() ? { description: description.trim() } : {}),
      ...(form ? { answers: answersOf(form.fields, answers), form: form.code, formVersion: form.version } : {}),
      photos: now.photos.map(({ sha256, bytes, type }) => ({ sha256, bytes, type })),
      check: {
        routine: check.routine,
        ...(check.facility ? { facility: check.facility } : {}),
        proof: scanned ? 'scan' : 'position',
      },
    },
  }));
  void drain();
}
