import { defineMessages } from '../../shared/i18n';
import * as shared from '../../shared/words';
import * as assessments from '../assessments/words';
import * as audit from '../audit/words';
import * as bulletins from '../bulletins/words';
import * as cases from '../cases/words';
import * as dashboard from '../dashboard/words';
import * as figures from '../figures/words';
import * as map from '../map/words';
import * as operations from '../operations/words';
import * as planning from '../planning/words';
import * as ponding from '../ponding/words';
import * as records from '../records/words';
import * as replay from '../replay/words';
import * as routines from '../routines/words';
import * as sections from '../sections/words';
import * as app from './app';
import * as terms from './terms';

export { language, type Language } from '../../shared/i18n';

// A room is a folder; its words.ts holds its messages in both languages.
const zh = {
  ...shared.zh,
  ...app.zh,
  ...terms.zh,
  ...map.zh,
  ...records.zh,
  ...ponding.zh,
  ...planning.zh,
  ...replay.zh,
  ...operations.zh,
  ...cases.zh,
  ...dashboard.zh,
  ...figures.zh,
  ...bulletins.zh,
  ...assessments.zh,
  ...sections.zh,
  ...routines.zh,
  ...audit.zh,
};

const en: typeof zh = {
  ...shared.en,
  ...app.en,
  ...terms.en,
  ...map.en,
  ...records.en,
  ...ponding.en,
  ...planning.en,
  ...replay.en,
  ...operations.en,
  ...cases.en,
  ...dashboard.en,
  ...figures.en,
  ...bulletins.en,
  ...assessments.en,
  ...sections.en,
  ...routines.en,
  ...audit.en,
};

export type Word = keyof typeof zh;

/** The message in the page's language; `tOf` for one of a family. */
export const { t, tOf } = defineMessages<Word>(zh, en);
