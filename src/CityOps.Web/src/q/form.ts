import { cityDay } from '../shared/cityTime';
import { photoBlob, preparePhoto, type PendingPhoto } from '../shared/photo';
import { newUuid } from '../shared/uuid';
import { fill, h } from './dom';
import type { FeedbackBody, Pending } from './feedback';
import { factsView } from './facts';
import { icon } from './icons';
import { myFeedback } from './mine';
import { receiptPath } from './news';
import { privacyNotice } from './privacy';
import type { Toilet } from './toilet';
import { inWords, t, type Word } from './words';

const maxPhotos = 3;

/** What the form holds; it outlives a change of the language. */
export interface Draft {
  kind?: string;
  stars?: number;
  words: string;
  phone: string;
  photos: PendingPhoto[];
  /** Names of files that were chosen and could not be read. */
  bad: string[];
}

export const newDraft = (): Draft => ({ words: '', phone: '', photos: [], bad: [] });

/** What was sent in vain, to be corrected. */
export const draftOf = ({ body, photos, lost = [] }: Pending): Draft => ({
  kind: body.kind, stars: body.stars, words: body.words ?? '', phone: body.phone ?? '', photos, bad: lost,
});

/** The form: kind, stars, submit; words, photos and phone for those who have more to say. */
export function formView(
  toilet: Toilet,
  draft: Draft,
  refusal: string,
  submit: (body: FeedbackBody) => void,
): HTMLElement {
  const hint = h('p', { class: 'hint', role: 'status' });
  const button = h('button', { class: 'submit', type: 'button', onclick: send }, t('submit'));
  let preparing = 0;

  function send(): void {
    const missing =
      draft.kind === undefined
        ? t('needKind')
        : draft.stars === undefined
          ? t('needStars')
          : preparing > 0
            ? t('preparing')
            : '';
    hint.textContent = missing;
    if (missing || draft.kind === undefined || draft.stars === undefined) return;
    submit({
      id: newUuid(),
      kind: draft.kind,
      stars: draft.stars,
      words: draft.words.trim() || null,
      phone: draft.phone.trim() || null,
      photos: draft.photos.map(({ sha256, bytes, type }) => ({ sha256, bytes, type })),
      observedAt: new Date().toISOString(),
      scan: toilet.scan,
    });
  }

  function changed(): void {
    hint.textContent = '';
    button.classList.toggle('submit--ready', draft.kind !== undefined && draft.stars !== undefined);
  }

  changed();
  hint.textContent = refusal;
  if (toilet.kinds.length === 0) return h('main', { class: 'form' }, factsView(toilet), mine());
  return h('main', { class: 'form' },
    factsView(toilet),
    kinds(toilet, draft, changed),
    stars(toilet, draft, changed),
    h('section', { class: 'card' },
      h('h2', {}, t('more')),
      words(draft),
      photos(draft, (by) => { hint.textContent = (preparing += by) > 0 ? t('preparing') : ''; }),
      phone(draft),
      privacyNotice(toilet)),
    mine(),
    h('div', { class: 'bar' }, hint, button));
}

function kinds(toilet: Toilet, draft: Draft, changed: () => void): HTMLElement {
  const buttons = toilet.kinds.map((kind) => h('button', {
    class: 'kind', type: 'button', role: 'radio', 'data-kind': kind.code,
    onclick: () => {
      draft.kind = kind.code;
      mark();
      changed();
    },
  }, icon(kind.icon ?? kind.code), h('span', {}, inWords({ zh: kind.name, en: kind.nameEn }))));
  const mark = () => {
    for (const button of buttons) button.setAttribute('aria-checked', String(button.dataset.kind === draft.kind));
  };
  mark();
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, t('kind')),
    h('div', { class: 'kinds', role: 'radiogroup', 'aria-label': t('kind') }, ...buttons),
  );
}

function stars(toilet: Toilet, draft: Draft, changed: () => void): HTMLElement {
  const meaning = h('span', { class: 'stars__word' });
  const buttons = [1, 2, 3, 4, 5].map((number) =>
    h(
      'button',
      {
        class: 'star',
        type: 'button',
        role: 'radio',
        'aria-label': t(`star${number}` as Word),
        'data-stars': String(number),
        onclick: () => {
          draft.stars = number;
          mark();
          changed();
        },
      },
    ),
  );
  const mark = () => {
    const chosen = draft.stars ?? 0;
    buttons.forEach((button, i) => {
      button.classList.toggle('star--on', i < chosen);
      button.textContent = i < chosen ? '★' : '☆';
      button.setAttribute('aria-checked', String(i + 1 === chosen));
    });
    meaning.textContent = chosen > 0 ? t(`star${chosen}` as Word) : '';
  };
  mark();
  return h(
    'section',
    { class: 'card' },
    h('h2', {}, inWords(toilet.rating), meaning),
    h('div', { class: 'stars', role: 'radiogroup', 'aria-label': inWords(toilet.rating) }, ...buttons),
  );
}

function words(draft: Draft): HTMLElement {
  const area = h('textarea', {
    rows: '2',
    maxlength: '1000',
    placeholder: t('words'),
    'aria-label': t('words'),
    name: 'words',
  });
  area.value = draft.words;
  area.addEventListener('input', () => { draft.words = area.value; });
  return area;
}

function phone(draft: Draft): HTMLElement {
  const input = h('input', {
    type: 'tel',
    maxlength: '20',
    placeholder: t('phone'),
    'aria-label': t('phone'),
    name: 'phone',
    autocomplete: 'tel',
  });
  input.value = draft.phone;
  input.addEventListener('input', () => { draft.phone = input.value; });
  return input;
}

/** Photos, and by name what was chosen and is not among them: it may be taken again. */
function photos(draft: Draft, preparing: (by: 1 | -1) => void): HTMLElement {
  const row = h('div', { class: 'photos' });
  const leftOut = h('div', { role: 'alert' });
  const adder = h('label', { class: 'photos__add' }, icon('camera'), h('span', {}, t('photo')), chooser(true));
  let coming = 0;

  function chooser(isMultiple: boolean, chosen: () => void = () => undefined): HTMLInputElement {
    const input = h('input', {
      type: 'file', accept: 'image/*', multiple: isMultiple, class: 'photos__input', name: 'photo',
    });
    input.addEventListener('change', () => {
      const files = Array.from(input.files ?? []);
      input.value = ''; // the same file may be chosen again
      if (files.length === 0) return;
      chosen();
      take(files);
    });
    return input;
  }

  function take(files: File[]): void {
    const room = maxPhotos - draft.photos.length - coming;
    draw(files.slice(room).map(({ name }) => name));
    for (const file of files.slice(0, room)) {
      coming++;
      preparing(1);
      preparePhoto(file).then((photo) => {
        if (draft.photos.every(({ sha256 }) => sha256 !== photo.sha256)) draft.photos.push(photo);
      }, () => { draft.bad.push(file.name); }).then(() => {
        coming--;
        preparing(-1);
        draw();
      }, () => undefined);
    }
  }

  let over: string[] = [];
  function draw(more = over): void {
    over = more;
    const shown = draft.photos.map((photo) => h('button', {
      class: 'photos__one', type: 'button', 'aria-label': t('photoRemove'),
      onclick: () => {
        draft.photos = draft.photos.filter((other) => other !== photo);
        draw([]);
      },
    }, picture(photo)));
    fill(row, ...shown, draft.photos.length < maxPhotos && adder);
    fill(leftOut,
      ...draft.bad.map((name, i) => h('p', { class: 'photos__bad' }, t('photoBad', name),
        h('label', { class: 'link' }, t('photoAgain'), chooser(false, () => draft.bad.splice(i, 1))))),
      over.length > 0 && h('p', { class: 'photos__bad' }, t('photosMost', over.join(t('and')))));
  }

  draw();
  return h('div', {}, row, leftOut);
}

function picture(photo: PendingPhoto): HTMLElement {
  const image = h('img', { alt: '' });
  const address = URL.createObjectURL(photoBlob(photo));
  image.onload = () => { URL.revokeObjectURL(address); };
  image.src = address;
  return image;
}

function mine(): HTMLElement | false {
  const all = myFeedback();
  return all.length > 0 && h('section', { class: 'card' }, h('h2', {}, t('mine')),
    h('ul', { class: 'mine' }, ...all.map(({ receipt, code, toilet, kind, at }) => h('li', {},
      h('a', { href: receiptPath(code, receipt) },
        h('b', {}, kind), ` ${toilet}`, h('small', {}, cityDay(new Date(at))))))));
}
