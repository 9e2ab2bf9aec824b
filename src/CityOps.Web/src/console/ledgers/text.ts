import { addMessages } from '../../shared/i18n';
import { en, zh } from './words';

export { language } from '../../shared/i18n';

/** The ledgers' own messages: they come with their pages and are no part of the console's first load. */
export const { t, tOf } = addMessages(zh, en);
