import { addMessages } from '../../shared/i18n';
import { en, zh } from './words';

/** Loaded with the pages that list sessions. */
export const { t } = addMessages(zh, en);
