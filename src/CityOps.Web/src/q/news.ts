import { fill, h } from './dom';
import { outbox, type Pending } from './feedback';
import { t } from './words';

/** A code is its facility's, a serial number and a tag: what is left without the last two is the facility. */
const facilityOf = (code: string) => code.split('-').slice(0, -2).join('-');

/**
 * What became of feedback from earlier visits, above whatever the page shows: what has been sent by now, and what was
 * refused, with the reason, to be corrected or discarded.
 */
export function newsView(code: string, correct: (pending: Pending) => void) {
  const element = h('div', { class: 'news', role: 'status' });
  const sent = new Set<Pending>();
  let inForm: Pending | undefined;

  const told = ({ code: of, toilet, receipt = '', lost = [] }: Pending) => h('p', { class: 'note note--good' },
    t('sentNow', toilet), h('a', { href: receiptPath(of, receipt) }, receipt),
    lost.length > 0 && ` ${t('photosLost', lost.join(t('and')))}`);

  const refused = (pending: Pending) => h('div', { class: 'note', 'data-refused': pending.body.id },
    h('b', {}, t('refused', pending.toilet)), h('p', {}, pending.refused), h('p', {}, pending.body.words),
    facilityOf(pending.code) === facilityOf(code)
      ? button(t('correct'), () => { correct(pending); })
      : h('a', { class: 'link', href: `/q/${encodeURIComponent(pending.code)}` }, t('correct')),
    button(t('discard'), () => {
      outbox.forget(pending);
      draw();
    }));

  function draw(): void {
    fill(element, ...Array.from(sent, told),
      ...outbox.all().filter((pending) => pending.refused !== undefined && pending !== inForm).map(refused));
  }

  return {
    element,
    /** @param corrected what the form holds, which says itself why it was refused. */
    draw: (corrected?: Pending) => {
      inForm = corrected;
      draw();
    },
    /** Tells that the server has it now. */
    sent: (pending: Pending) => {
      sent.add(pending);
      draw();
    },
  };
}

const button = (label: string, onclick: () => void) => h('button', { class: 'link', type: 'button', onclick }, label);

/** The page that shows what came of a feedback. */
export const receiptPath = (code: string, receipt: string) =>
  `/q/${encodeURIComponent(code)}?receipt=${encodeURIComponent(receipt)}`;
