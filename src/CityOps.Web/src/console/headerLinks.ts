import { computed } from 'vue';
import { useRoute, type RouteLocationRaw } from 'vue-router';
import { ledgers } from './ledgerTabs';
import { can } from './session';
import { inMenu } from './subsystems';
import { language, t } from './words';

/** An entry of the header's menu. */
export interface HeaderLink {
  key: string;
  to: RouteLocationRaw;
  words: string;
  isHere: boolean;
}

/** The pages that whoever is logged in may go to, in their order. */
export function useHeaderLinks() {
  const route = useRoute();
  const isAt = (...names: string[]) => names.includes(String(route.name));

  const page = (key: string, may: boolean, path: string, words: string, ...names: string[]): HeaderLink[] =>
    may ? [{ key, to: path, words, isHere: isAt(...names) }] : [];

  return computed<HeaderLink[]>(() => {
    const ledger = ledgers.find(({ right }) => can(right));
    const subsystem = inMenu.value.find(({ facilityType }) => isAt('map') && route.query.types === facilityType);
    const mayFigures = can('figures.read');
    return [
      ...page('overview-page', mayFigures || !can('audit.read'), '/', t('dash.title'), 'dashboard'),
      ...page('cases-page', can('cases.read'), '/cases', t('cases.title'), 'cases'),
      ...(ledger
        ? page('ledgers-page', true, `/${ledger.name}`, t('nav.ledgers'), ...ledgers.map(({ name }) => name))
        : []),
      ...page('map-page', can('map.read'), '/map', t('nav.map'), ...(subsystem ? [] : ['map'])),
      ...inMenu.value.map((one) => ({
        key: `subsystem-${one.code}`,
        to: { path: '/map', query: { types: one.facilityType } },
        words: language.value === 'en' ? one.nameEn : one.name,
        isHere: one === subsystem,
      })),
      ...page('figures-page', mayFigures, '/figures', t('nav.figures'), 'figures', 'evidence'),
      ...page('routines-page', can('routines.read'), '/routines', t('rt.title'), 'routines'),
      ...page('sections-page', can('sections.change'), '/sections', t('sections.title'), 'sections'),
      ...page('bulletins', can('bulletins.issue'), '/bulletins', t('bul.title'), 'bulletins'),
      ...page('assessments', can('assessments.record'), '/assessments', t('as.title'), 'assessments'),
      ...page('operations', can('gateways.read'), '/operations', t('ops.title'), 'operations'),
      ...page('audit-page', can('audit.read'), '/audit', t('au.title'), 'audit'),
      ...page(
        'setup-page', can('organisations.change') || can('accounts.manage'), '/setup', t('nav.setup'), 'setup',
      ),
    ];
  });
}
