import { call } from '../../../shared/http';
import { orNull, segment } from '../api';
import { sentOf, type Design, type FormVersion } from './design';

export const readVersion = (code: string, version: number) =>
  call<FormVersion>(`/api/v1/forms/${segment(code)}?version=${version}`);

export const readDraft = (code: string) => call<FormVersion>(`/api/v1/forms/${segment(code)}/draft`);

export const saveDraft = ({ code, name, nameEn, questions }: Design) =>
  call<FormVersion>(`/api/v1/forms/${segment(code.trim())}`, {
    method: 'PUT', body: { name, nameEn: orNull(nameEn), fields: questions.map(sentOf) },
  });

export const publishDraft = (code: string) =>
  call<FormVersion>(`/api/v1/forms/${segment(code)}/publish`, { method: 'POST' });

export const discardDraft = (code: string) => call(`/api/v1/forms/${segment(code)}/draft`, { method: 'DELETE' });
