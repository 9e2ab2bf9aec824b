import type { Schemas } from '../../../shared/api.gen';
import { call, type Page } from '../../../shared/http';
import { segment } from '../api';

export type Account = Schemas['AccountItem'];

export type AccountBody = Schemas['AccountBody'];

export type NewPassword = Schemas['NewPasswordAnswer'];

/** An empty member is any. */
export interface AccountFilter { text: string; role: string; organisation: string; town: string; disabled: string }

export function readAccounts(filter: AccountFilter, cursor: string | null): Promise<Page<Account>> {
  const query = new URLSearchParams(
    Object.entries({ ...filter, cursor: cursor ?? '', limit: '100' }).filter(([, value]) => value !== ''),
  );
  return call(`/api/v1/accounts?${query.toString()}`);
}

/** A new one's answer has its password and nothing else. */
export const saveAccount = (login: string, body: AccountBody) =>
  call<Account | NewPassword>(`/api/v1/accounts/${segment(login)}`, { method: 'PUT', body });

export const resetPassword = (login: string) =>
  call<NewPassword>(`/api/v1/accounts/${segment(login)}/password`, { method: 'POST' });
