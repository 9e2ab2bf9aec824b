import { defineAsyncComponent, type Component } from 'vue';

/** A page of the set-up, in the order in which a new city needs them. */
export interface Part {
  name: string;
  /** The operation without which it is not shown. */
  right: string;
  page: Component;
}

/** Each comes when it is gone to. */
const part = (name: string, right: string, load: () => Promise<unknown>): Part => ({
  name,
  right,
  page: defineAsyncComponent(load as () => Promise<Component>),
});

export const parts: readonly Part[] = [
  part('organisations', 'organisations.change', () => import('./organisations/OrganisationsPart.vue')),
  part('accounts', 'accounts.manage', () => import('./accounts/AccountsPart.vue')),
  part('imports', 'towns.import', () => import('./imports/ImportsPart.vue')),
  part('gateways', 'gateways.change', () => import('./gateways/GatewaysPart.vue')),
  part('channels', 'channels.manage', () => import('./channels/ChannelsPart.vue')),
  part('categories', 'categories.change', () => import('./categories/CategoriesPart.vue')),
  part('forms', 'forms.change', () => import('./forms/FormsPart.vue')),
  part('types', 'facility_types.change', () => import('./facilities/TypesPart.vue')),
  part('routines', 'routines.change', () => import('./routines/RoutinesPart.vue')),
  part('subsystems', 'subsystems.change', () => import('./facilities/SubsystemsPart.vue')),
  part('codes', 'plates.replace', () => import('./facilities/CodesPart.vue')),
  part('calendar', 'calendar.change', () => import('./calendar/CalendarPart.vue')),
  part('targets', 'targets.change', () => import('./system/TargetsPart.vue')),
  part('rights', 'accounts.manage', () => import('./system/RightsPart.vue')),
  part('settings', 'settings.read', () => import('./system/SettingsPart.vue')),
  part('jobs', 'jobs.watch', () => import('./system/JobsPart.vue')),
];
