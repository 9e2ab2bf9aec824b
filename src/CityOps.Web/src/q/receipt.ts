import { cityZone } from '../shared/cityTime';
import { call, Problem } from '../shared/http';
import { fill, h } from './dom';
import { ownDataView } from './privacy';
import { inWords, languageTag, t } from './words';

/** What the server says of a feedback. */
interface Receipt {
  receipt: string;
  status: string;
  statusText: string;
  statusTextEn: string;
  toilet: { name: string };
  kindName: string;
  kindNameEn: string;
  stars: number;
  words: string | null;
  phone: string | null;
  photos: { state: string }[];
  receivedAt: string;
  steps: { at: string; text: string; textEn: string }[];
}

const firstLookMs = 10_000;
const maxPauseMs = 120_000;
const final = ['done', 'closed', 'not_accepted', 'thanked'];

/** The page that a citizen keeps: what was said and what came of it; it looks for news while it is on the screen. */
export function receiptView(receipt: string, next: () => void, upload?: HTMLElement): HTMLElement {
  const body = h('div', {}, h('p', { class: 'card state' }, '…'));
  const own = h('div'); // not drawn anew while it is filled in
  let pause = firstLookMs;
  let timer = 0;

  async function look(): Promise<void> {
    clearTimeout(timer);
    try {
      const found = await call<Receipt>(`/api/v1/feedback/${encodeURIComponent(receipt)}`, { isFresh: true });
      fill(body, ...said(found));
      if (found.phone === null) fill(own);
      else if (!own.firstChild) own.append(ownDataView(receipt, () => void look()));
      if (final.includes(found.status)) return;
    } catch (problem) {
      if (problem instanceof Problem && !problem.isPassing) {
        fill(body, h('p', { class: 'card state', role: 'alert' }, problem.message));
        return;
      }

      if (!body.querySelector('.receipt')) {
        fill(
          body,
          h(
            'p',
            { class: 'card state', role: 'alert' },
            t('readFailed'),
            h('button', { class: 'link', type: 'button', onclick: () => void look() }, t('refresh')),
          ),
        );
      }
    }

    timer = window.setTimeout(() => {
      if (!body.isConnected) return;
      if (!document.hidden) void look();
    }, pause);
    pause = Math.min(pause * 1.5, maxPauseMs);
  }

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && body.isConnected) void look();
  });
  void look();
  return h(
    'main',
    { class: 'form' },
    upload,
    body,
    own,
    h(
      'div',
      { class: 'bar' },
      h('button', { class: 'submit submit--ready', type: 'button', onclick: next }, t('next')),
    ),
  );
}

function said(found: Receipt): HTMLElement[] {
  return [
    h('section', { class: 'card receipt' },
      h('p', { class: 'receipt__tick', 'aria-hidden': 'true' }, '✓'),
      h('h2', { class: 'receipt__title' }, t(found.status === 'thanked' ? 'praised' : 'done')),
      h('p', { class: 'receipt__status', 'data-status': found.status },
        inWords({ zh: found.statusText, en: found.statusTextEn })),
      h('p', { class: 'receipt__label' }, t('receipt')),
      h('p', { class: 'receipt__number' }, found.receipt),
      h('p', { class: 'receipt__hint' }, t('receiptHint')),
      copyButton(),
    ),
    ...(found.steps.length > 0
      ? [
          h(
            'section',
            { class: 'card' },
            h('h2', {}, t('progress')),
            h(
              'ol',
              { class: 'steps' },
              ...found.steps.map(({ at, text, textEn }) =>
                h('li', {}, h('span', {}, inWords({ zh: text, en: textEn })), h('time', {}, clock(at))),
              ),
            ),
          ),
        ]
      : []),
    h(
      'section',
      { class: 'card' },
      h('h2', {}, t('content')),
      h(
        'p',
        { class: 'said' },
        h('b', {}, inWords({ zh: found.kindName, en: found.kindNameEn })),
        h('span', { class: 'said__stars' }, '★'.repeat(found.stars)),
      ),
      found.words !== null && h('p', { class: 'said' }, found.words),
      h(
        'p',
        { class: 'said said--note' },
        [found.toilet.name, clock(found.receivedAt), found.phone ?? ''].filter(Boolean).join(' · '),
      ),
    ),
  ];
}

function copyButton(): HTMLElement {
  const button = h('button', { class: 'link', type: 'button' }, t('copy'));
  button.addEventListener('click', () => {
    // The clipboard's own interface is for secure pages only; this one works everywhere that people scan codes with.
    const field = h('input', { value: location.href, class: 'offscreen' });
    document.body.append(field);
    field.select();
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    if (document.execCommand('copy')) button.textContent = t('copied');
    field.remove();
  });
  return button;
}

function clock(instant: string): string {
  return new Date(instant).toLocaleString(languageTag(), {
    timeZone: cityZone, month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit',
  });
}
