import { addMessages } from '../../shared/i18n';
import * as accounts from './accounts/words';
import * as calendar from './calendar/words';
import * as categories from './categories/words';
import * as channels from './channels/words';
import * as facilities from './facilities/words';
import * as forms from './forms/words';
import * as gateways from './gateways/words';
import * as imports from './imports/words';
import * as organisations from './organisations/words';
import * as routines from './routines/words';
import * as system from './system/words';
import * as setup from './words';

export { language } from '../../shared/i18n';

const zh = {
  ...setup.zh,
  ...organisations.zh,
  ...accounts.zh,
  ...imports.zh,
  ...gateways.zh,
  ...channels.zh,
  ...categories.zh,
  ...forms.zh,
  ...facilities.zh,
  ...calendar.zh,
  ...routines.zh,
  ...system.zh,
};

const en: typeof zh = {
  ...setup.en,
  ...organisations.en,
  ...accounts.en,
  ...imports.en,
  ...gateways.en,
  ...channels.en,
  ...categories.en,
  ...forms.en,
  ...facilities.en,
  ...calendar.en,
  ...routines.en,
  ...system.en,
};

/** The set-up's own messages: they come with its page and are no part of the console's first load. */
export const { t, tOf } = addMessages(zh, en);
