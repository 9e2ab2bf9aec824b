import { createApp } from 'vue';
import App from './App.vue';
import './elements';
import '../shared/styles/tokens.css';
import './console.css';
import { setUpClient } from '../shared/http';
import { router } from './router';
import { endSession } from './session';
import { language, t } from './words';

setUpClient({
  isEnglish: () => language.value === 'en',
  unreachable: () => t('session.unreachable'),
  sessionEnded: () => {
    endSession();
    // Several calls may be refused at once; the log-in leads back to where the first one was made.
    if (router.currentRoute.value.name === 'login') return;
    void router.push({ name: 'login', query: { to: router.currentRoute.value.fullPath } });
  },
});

createApp(App).use(router).mount('#app');
