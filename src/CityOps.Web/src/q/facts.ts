import { h } from './dom';
import type { Toilet } from './toilet';
import { inWords } from './words';

/** What everybody may know of the facility; nothing where its type names nothing. */
export function factsView({ facts }: Toilet): HTMLElement | false {
  return facts.length > 0 && h('section', { class: 'card' }, h('dl', { class: 'facts' }, ...facts.flatMap((fact) => [
    h('dt', {}, inWords(fact.label)), h('dd', {}, inWords(fact.value)),
  ])));
}
