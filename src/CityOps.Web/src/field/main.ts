import { createApp } from 'vue';
import App from './App.vue';
import './vant';
import '../shared/styles/tokens.css';
import './field.css';
import { keepInContact } from './contact';
import { setUpClient } from '../shared/http';
import { keepSending } from './outbox/send';
import { reread } from './outbox/outbox';
import { keepRecording } from './patrol/record';
import { recallReference } from './reference';
import { router } from './router';
import { recallAccount, token } from './session';
import { language, t } from './words';

setUpClient({ isEnglish: () => language.value === 'en', unreachable: () => t('field.unreachable'), token });

// All of this is on the phone: it takes no signal.
await recallAccount();
await Promise.all([recallReference(), reread()]);
keepSending();
keepInContact();
keepRecording();

createApp(App).use(router).mount('#app');
