import { call, Problem } from '../shared/http';
import { h } from './dom';
import type { Toilet } from './toilet';
import { t } from './words';

/** What is kept, why and for how long; folded up, for those who want to know. */
export function privacyNotice(toilet: Toilet): HTMLElement {
  return h('details', { class: 'privacy' },
    h('summary', {}, t('privacy')),
    h('p', {}, t('privacyWhat')),
    h('p', {}, t('privacyHow', toilet.phoneKeptDays)));
}

/** Sees, exports or erases what is kept of whoever knows the receipt and the number. */
export function ownDataView(receipt: string, erased: () => void): HTMLElement {
  const input = h('input', {
    type: 'tel', maxlength: '20', placeholder: t('ownPhone'), 'aria-label': t('ownPhone'), name: 'own-phone',
    autocomplete: 'tel',
  });
  const note = h('p', { role: 'status' });
  const shown = h('pre', { class: 'privacy__data' });
  let isSure = false;

  async function ask<T>(what: string): Promise<T | undefined> {
    note.textContent = '';
    try {
      const path = `/api/v1/feedback/${encodeURIComponent(receipt)}/${what}`;
      return await call<T>(path, { method: 'POST', body: { phone: input.value } });
    } catch (problem) {
      note.textContent = problem instanceof Problem ? problem.message : String(problem);
      return undefined;
    }
  }

  async function show(): Promise<void> {
    const data = await ask<object>('personal-data');
    if (!data) return;
    shown.textContent = JSON.stringify(data, null, 2);
    const address = URL.createObjectURL(new Blob([shown.textContent], { type: 'application/json' }));
    h('a', { href: address, download: `${receipt}.json` }).click();
    setTimeout(() => { URL.revokeObjectURL(address); }, 60_000);
  }

  async function erase(): Promise<void> {
    if (!isSure) {
      isSure = true;
      note.textContent = t('ownSure');
      return;
    }

    isSure = false;
    if ((await ask('erasure')) === undefined && note.textContent) return;
    erased();
  }

  return h('details', { class: 'card privacy' },
    h('summary', {}, t('own')),
    h('p', {}, t('ownHint')),
    input,
    h('p', {},
      h('button', { class: 'link', type: 'button', name: 'export', onclick: () => void show() }, t('ownExport')),
      h('button', { class: 'link', type: 'button', name: 'erase', onclick: () => void erase() }, t('ownErase'))),
    note,
    shown);
}
