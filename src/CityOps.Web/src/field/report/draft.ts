import { computed, ref } from 'vue';
import type { Answers } from '../../shared/forms';
import { answersOf } from '../../shared/forms';
import type { Position } from '../../shared/geo';
import { newUuid } from '../../shared/uuid';
import { language } from '../../shared/i18n';
import { used } from '../categories/search';
import type { Item } from '../outbox/item';
import { addPhotosTo, change, dropPhoto, items, mine, write, type PreparedPhoto } from '../outbox/outbox';
import { drain } from '../outbox/send';
import { patrol } from '../patrol/patrol';
import { categoryOf, formOf } from '../reference';
import { account } from '../session';
import { keep, kept } from '../store/database';

/** Where something was seen, as it is sent; the accuracy is the satellites', a pin set by hand has none. */
export type ReportPosition = Omit<Position, 'accuracyMetres'> & { accuracyMetres?: number; fixedAt?: string };

/** What a report says, as far as it is written. It lives in the outbox from its first photo on. */
export interface ReportBody extends Record<string, unknown> {
  category?: string;
  position?: ReportPosition;
  observedAt: string;
  description?: string;
  answers?: Answers;
  form?: string;
  formVersion?: number;
  outcome?: 'rectified_on_site' | null;
  patrolId?: string;
}

const openId = ref('');

/** The report that is being written. */
export const draft = computed(() => items.value.find(({ id, state }) => id === openId.value && state === 'draft'));

export const bodyOf = (item: Item) => item.body as ReportBody;

/** Those that were begun and left. */
export const drafts = computed(() => mine.value.filter((item) => item.state === 'draft' && item.kind === 'report'));

export function open(item: Item): void {
  openId.value = item.id;
}

/** Begins a report with what the camera saw. */
export async function begin(photos: PreparedPhoto[]): Promise<void> {
  const now = new Date().toISOString();
  const id = newUuid();
  const item: Item = {
    id,
    account: account.value?.login ?? '',
    kind: 'report',
    madeAt: now,
    state: 'draft',
    title: '',
    place: '',
    target: { method: 'PUT', path: `/api/v1/reports/${id}` },
    body: { observedAt: now, ...(patrol.value ? { patrolId: patrol.value.id } : {}) },
    photos: photos.map(({ blob, ...photo }) => photo),
    isTaken: false,
    tries: 0,
    nextAt: 0,
  };
  await write(item, photos);
  openId.value = item.id;
}

export async function addPhotos(photos: PreparedPhoto[]): Promise<void> {
  if (draft.value) await addPhotosTo(draft.value, photos);
}

export async function removePhoto(sha256: string): Promise<void> {
  if (draft.value) await dropPhoto(draft.value.id, sha256);
}

export async function say(said: Partial<ReportBody>): Promise<void> {
  if (draft.value) await change(draft.value.id, (item) => ({ ...item, body: { ...item.body, ...said } }));
}

export async function choose(code: string): Promise<void> {
  const category = categoryOf(code);
  if (!draft.value || !category || !account.value) return;
  const form = formOf(category.form);
  await change(draft.value.id, (item) => ({
    ...item,
    title: language.value === 'en' && category.nameEn ? category.nameEn : category.name,
    // Answers to another form are of no use here.
    body: {
      ...item.body,
      category: code,
      ...(bodyOf(item).category === code ? {} : { answers: {} }),
      form: form?.code,
      formVersion: form?.version,
    },
  }));
  const login = account.value.login;
  await keep(login, 'recent', used((await kept<string[]>(login, 'recent')) ?? [], code));
}

/** The last tap: from now on it is sent, as soon as there is a line. */
export async function send(): Promise<void> {
  const item = draft.value;
  if (!item) return;
  const body = bodyOf(item);
  const form = formOf(categoryOf(body.category ?? '')?.form ?? null);
  await change(item.id, (now) => ({
    ...now,
    state: 'waiting',
    tries: 0,
    nextAt: 0,
    trouble: undefined,
    body: {
      ...body,
      answers: form ? answersOf(form.fields, body.answers ?? {}) : {},
      photos: now.photos.map(({ sha256, bytes, type }) => ({ sha256, bytes, type })),
    },
  }));
  openId.value = '';
  void drain();
}
