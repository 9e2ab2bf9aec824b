import { beforeEach } from 'vitest';
import { language } from '../src/shared/i18n';

/** Files share one world (isolate is off): each test begins in the first language, whatever the one before it spoke. */
beforeEach(() => { language.value = 'zh-CN'; });
