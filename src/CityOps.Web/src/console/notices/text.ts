import { addMessages } from '../../shared/i18n';
import { en, zh } from './words';

export { language } from '../../shared/i18n';

/** The inbox's own messages: they come with its page. */
export const { t, tOf } = addMessages(zh, en);
