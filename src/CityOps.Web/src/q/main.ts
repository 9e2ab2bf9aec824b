import './q.css';
import { Problem, setUpClient } from '../shared/http';
import { untilItWorks } from '../shared/retry';
import { fill, h } from './dom';
import { isRefusal, outbox, post, sendPhotos, type FeedbackBody, type Pending } from './feedback';
import { draftOf, formView, newDraft, type Draft } from './form';
import { addMine } from './mine';
import { newsView } from './news';
import { receiptView } from './receipt';
import { toiletOfPage } from './toilet';
import { inWords, isEnglish, languageTag, switchLanguage, t } from './words';

const toilet = toiletOfPage();
const page = document.getElementById('page') ?? document.body;
const news = newsView(toilet.code, correct);
let draft: Draft = newDraft();

/** What was refused and is in the form now, to be sent anew. */
let corrected: Pending | undefined;

/** Draws what is on the screen now; also called when the language changes. */
let draw: () => void = () => undefined;

function show(view: () => HTMLElement): void {
  draw = () => {
    document.documentElement.lang = languageTag();
    document.title = `${toilet.name} · ${inWords(toilet.title)}`;
    news.draw(corrected);
    fill(page, header(), news.element, view(), h('footer', {}, t('footer')));
  };
  draw();
  window.scrollTo(0, 0);
}

function header(): HTMLElement {
  return h('header', {},
    h('div', {}, h('h1', {}, toilet.name), h('p', {}, toilet.town ?? inWords(toilet.title))),
    h('button', {
      class: 'language', type: 'button',
      onclick: () => {
        switchLanguage();
        draw();
      },
    }, t('other')));
}

function showForm(refusal = ''): void {
  history.replaceState(null, '', location.pathname);
  show(() => formView(toilet, draft, refusal, (body) => { submit(body, draft); }));
}

/** Puts what was refused back into the form. */
function correct(pending: Pending): void {
  corrected = pending;
  draft = draftOf(pending);
  showForm(pending.refused);
}

function submit(body: FeedbackBody, sent: Draft): void {
  const pending: Pending = { code: toilet.code, body, photos: sent.photos, toilet: toilet.name };
  if (corrected) outbox.forget(corrected);
  corrected = undefined;
  outbox.keep(pending);
  let state: 'sending' | 'saved' | 'busy' = 'sending';
  const delivery = untilItWorks(() => post(pending), isRefusal, (problem) => {
    state = problem instanceof Problem && problem.status === 429 ? 'busy' : 'saved';
    draw();
  });
  show(() => h('main', { class: 'form' }, h('section', { class: 'card state', role: 'status' },
    h('span', { class: 'spinner' }),
    h('p', {}, h('b', {}, t(state))),
    state === 'saved' && h('p', {}, t('savedHint')),
    state !== 'sending' && h('button', { class: 'link', type: 'button', onclick: delivery.now }, t('retry')))));
  delivery.result.then((receipt) => {
    draft = newDraft();
    arrived(pending, receipt);
  }, (problem: unknown) => {
    corrected = pending;
    showForm(problem instanceof Error ? problem.message : String(problem));
  });
}

function arrived(pending: Pending, receipt: string): void {
  remember(pending, receipt);
  history.replaceState(null, '', `${location.pathname}?receipt=${encodeURIComponent(receipt)}`);
  showReceipt(receipt, pending);
}

function showReceipt(receipt: string, pending?: Pending): void {
  const note = pending && pending.photos.length > 0 ? photoNote(pending) : undefined;
  show(() => receiptView(receipt, () => { showForm(); }, note));
}

/** Sends the photos and says how far it is. */
function photoNote(pending: Pending): HTMLElement {
  const all = pending.photos.length;
  const note = h('p', { class: 'note', role: 'status' });
  const tell = () => { note.textContent = t('photosComing', all - pending.photos.length, all); };
  tell();
  untilItWorks(() => sendPhotos(pending, tell), () => false, () => { note.textContent = t('photosLater'); })
    .result.then((lost) => {
      if (lost.length === 0) note.remove();
      else note.textContent = t('photosLost', lost.join(t('and')));
    }, () => undefined);
  return note;
}

function remember(pending: Pending, receipt: string): void {
  const kind = toilet.kinds.find(({ code }) => code === pending.body.kind);
  addMine({
    receipt,
    code: pending.code,
    toilet: pending.toilet ?? '',
    kind: kind ? inWords({ zh: kind.name, en: kind.nameEn }) : '',
    at: pending.body.observedAt,
  });
}

/**
 * What an earlier visit could not send. Whoever fills in the form meanwhile is told above it; the form stays as it is.
 */
function sendWaiting(): void {
  for (const pending of outbox.all()) {
    if (pending.refused !== undefined) continue;
    untilItWorks(async () => {
      remember(pending, await post(pending));
      news.sent(pending);
      await sendPhotos(pending, () => undefined);
    }, isRefusal, () => undefined)
      .result.catch(() => undefined).then(() => { news.draw(corrected); }, () => undefined);
  }
}

setUpClient({ isEnglish, unreachable: () => t('saved') });
const receipt = new URLSearchParams(location.search).get('receipt');
sendWaiting();
if (receipt) showReceipt(receipt);
else showForm();
