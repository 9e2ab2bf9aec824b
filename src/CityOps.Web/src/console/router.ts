import { ref } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import LoginPage from './pages/LoginPage.vue';
import { can, recallSession, session } from './session';

/** True while the page that was asked for cannot be shown: the server does not say who is logged in, or the page's
 * files cannot be had. */
export const isUnreachable = ref(false);

/** The page whose files could not be had; null while only the session is unknown. */
export const wanted = ref<string | null>(null);

/** The console's pages. The server answers their addresses with index.html: see ConsolePages.cs. */
export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'dashboard', component: () => import('./pages/DashboardPage.vue') },
    { path: '/login', name: 'login', component: LoginPage },
    { path: '/password', name: 'password', component: () => import('./pages/PasswordPage.vue') },
    { path: '/cases', name: 'cases', component: () => import('./pages/CasesPage.vue') },
    { path: '/map', name: 'map', component: () => import('./pages/MapPage.vue') },
    { path: '/patrols/:id?', name: 'patrols', component: () => import('./pages/PatrolsPage.vue') },
    { path: '/reports/:id?', name: 'reports', component: () => import('./pages/ReportsPage.vue') },
    { path: '/feedback/:id?', name: 'feedback', component: () => import('./pages/FeedbackPage.vue') },
    { path: '/letters/:id?', name: 'letters', component: () => import('./pages/LettersPage.vue') },
    { path: '/notices', name: 'notices', component: () => import('./pages/NoticesPage.vue') },
    { path: '/routines', name: 'routines', component: () => import('./pages/RoutinesPage.vue') },
    { path: '/operations', name: 'operations', component: () => import('./pages/OperationsPage.vue') },
    { path: '/sections', name: 'sections', component: () => import('./pages/SectionsPage.vue') },
    { path: '/figures', name: 'figures', component: () => import('./pages/FiguresPage.vue') },
    { path: '/bulletins', name: 'bulletins', component: () => import('./pages/BulletinsPage.vue') },
    { path: '/assessments', name: 'assessments', component: () => import('./pages/AssessmentsPage.vue') },
    { path: '/figures/:metric/evidence', name: 'evidence', component: () => import('./pages/EvidencePage.vue') },
    { path: '/audit', name: 'audit', component: () => import('./pages/AuditPage.vue') },
    { path: '/setup/:part?', name: 'setup', component: () => import('./pages/SetupPage.vue') },
    { path: '/:elsewhere(.*)*', redirect: '/' },
  ],
});

let isRecalled = false;

router.beforeEach(async (to) => {
  if (!isRecalled) {
    try {
      await recallSession();
    } catch {
      isUnreachable.value = true;
      return false;
    }

    isRecalled = true;
  }

  if (to.name === 'login') return session.value ? '/' : true;
  if (session.value?.mustChangePassword && to.name !== 'password')
    return { name: 'password', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
  // Who audits sees nothing else of the city.
  if (to.name === 'dashboard' && can('audit.read') && !can('figures.read')) return '/audit';
  return session.value ? true : { name: 'login', query: to.fullPath === '/' ? {} : { to: to.fullPath } };
});

// After an upgrade the pages' files have other names, and a console that was open asks for those of before. It is read
// anew, once: a file that is missing then is missing.
const reloadedAt = 'cityops-reloaded-at';
const onceMs = 60_000;

router.onError(async (problem: unknown, to) => {
  if (!(problem instanceof TypeError) && !String(problem).includes('preload')) return;
  try {
    const last = Number(sessionStorage.getItem(reloadedAt) ?? 0);
    if (Date.now() - last < onceMs) throw new Error('It was read anew just now.');
    await fetch('/health/live', { cache: 'no-store' }); // without a network there would be no page at all
    sessionStorage.setItem(reloadedAt, String(Date.now()));
    location.assign(to.fullPath);
  } catch {
    wanted.value = to.fullPath;
    isUnreachable.value = true;
  }
});

// A page beneath that only changes its query has not been gone to.
router.afterEach((to, from, failure) => {
  if (!failure && to.path !== from.path) stay();
});

/** Back to the page that was left for one that cannot be shown; it is as it was. */
export function stay(): void {
  wanted.value = null;
  isUnreachable.value = false;
}

/** Tries the page again that could not be shown: by reading all anew, since a browser keeps that a file failed. */
export async function tryAgain(): Promise<void> {
  if (wanted.value === null) {
    isUnreachable.value = false;
    void router.replace(location.pathname + location.search);
    return;
  }

  try {
    await fetch('/health/live', { cache: 'no-store' });
    location.assign(wanted.value);
  } catch {
    // Still away: the page goes on saying so.
  }
}
