import { createApp } from 'vue';
import App from './App.vue';
import './elements';
import './console.css';
import { whenSessionEnds } from './http';
import { router } from './router';
import { endSession } from './session';

whenSessionEnds(() => {
  endSession();
  void router.push({ name: 'login', query: { to: router.currentRoute.value.fullPath } });
});

createApp(App).use(router).mount('#app');
