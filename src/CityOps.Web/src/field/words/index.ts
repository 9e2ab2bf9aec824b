import { defineMessages } from '../../shared/i18n';
import * as shared from '../../shared/words';
import * as checks from '../checks/words';
import * as day from '../day/words';
import * as form from '../form/words';
import * as map from '../map/words';
import * as outbox from '../outbox/words';
import * as patrol from '../patrol/words';
import * as report from '../report/words';
import * as scan from '../scan/words';
import * as tasks from '../tasks/words';
import * as app from './app';

export { language, type Language } from '../../shared/i18n';

// A room is a folder; its words.ts holds its messages in both languages.
const zh = {
  ...shared.zh, ...app.zh, ...report.zh, ...form.zh, ...map.zh, ...outbox.zh, ...day.zh, ...tasks.zh, ...patrol.zh,
  ...checks.zh, ...scan.zh,
};
const en: typeof zh = {
  ...shared.en, ...app.en, ...report.en, ...form.en, ...map.en, ...outbox.en, ...day.en, ...tasks.en, ...patrol.en,
  ...checks.en, ...scan.en,
};

export type Word = keyof typeof zh;

/** The message in the page's language; `tOf` for one of a family. */
export const { t, tOf } = defineMessages<Word>(zh, en);
