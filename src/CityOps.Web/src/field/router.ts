import { createRouter, createWebHashHistory } from 'vue-router';
import LoginPage from './account/LoginPage.vue';
import HomePage from './report/HomePage.vue';
import { account } from './session';

/** Addresses are behind #, so that the one page that is kept for use without a signal answers all of them. */
export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', name: 'home', component: HomePage },
    { path: '/login', name: 'login', component: LoginPage },
    { path: '/report/category', name: 'category', component: () => import('./report/CategoryPage.vue') },
    { path: '/report/place', name: 'place', component: () => import('./report/PlacePage.vue') },
    { path: '/report/send', name: 'send', component: () => import('./report/SendPage.vue') },
    { path: '/tasks', name: 'tasks', component: () => import('./tasks/TasksPage.vue') },
    { path: '/tasks/:id', name: 'task', component: () => import('./tasks/TaskPage.vue') },
    { path: '/tasks/:id/step/:action', name: 'step', component: () => import('./tasks/StepPage.vue') },
    { path: '/checks/:id', name: 'check', component: () => import('./checks/CheckPage.vue') },
    { path: '/patrol', name: 'patrol', component: () => import('./patrol/PatrolPage.vue') },
    { path: '/day', name: 'day', component: () => import('./day/DayPage.vue') },
    { path: '/day/:id', name: 'item', component: () => import('./day/ItemPage.vue') },
    { path: '/me', name: 'me', component: () => import('./account/MePage.vue') },
    { path: '/:other(.*)*', redirect: '/' },
  ],
});

router.beforeEach((to) => (account.value === null && to.name !== 'login' ? { name: 'login' } : true));
