import { computed, ref, shallowRef } from 'vue';
import { call, Problem } from '../shared/http';
import { alone } from './alone';
import { database } from './store/database';

/** Somebody who has logged in on this phone. The tokens are gone after a log-out or once they were refused. */
export interface Account {
  login: string;
  name: string;
  role: string;
  roleName: string;
  roleNameEn: string;
  organisation: string;
  organisationName: string;
  town: string | null;
  rights: string[];
  tokens: Tokens | null;
}

interface Tokens {
  accessToken: string;
  refreshToken: string;
  /** In milliseconds, by the phone's clock. */
  expiresAt: number;
}

interface TokenAnswer { accessToken: string; refreshToken: string; expiresIn: number }

const remembered = 'cityops-field-login';

/** Whoever works with the phone now; they can without tokens, and without a signal. */
export const account = shallowRef<Account | null>(null);

/** Why a log-in is needed for sending: the code of the refusal. */
export const refusal = ref('');

export const needsLogIn = computed(() => account.value !== null && account.value.tokens === null);

export const can = (operation: string) => account.value?.rights.includes(operation) ?? false;

/** Reads who worked here last. */
export async function recallAccount(): Promise<void> {
  const db = await database();
  const login = localStorage.getItem(remembered);
  account.value = login ? await db.get('account', login) ?? null : await lastLoggedIn();

  // A browser that is killed soon after the log-in has not written its local storage yet.
  async function lastLoggedIn(): Promise<Account | null> {
    const open = (await db.getAll('account')).filter(({ tokens }) => tokens !== null);
    return open.sort((one, other) => (other.tokens?.expiresAt ?? 0) - (one.tokens?.expiresAt ?? 0))[0] ?? null;
  }
}

/** The password is an administrator's: another has to be chosen before anything else. */
export class FirstPassword extends Error {}

/** Logs in; `next` replaces a password that an administrator made. */
export async function logIn(login: string, password: string, next = ''): Promise<void> {
  const tokens = tokensOf(await call<TokenAnswer>('/api/v1/tokens', {
    method: 'POST',
    body: { login, password },
    mayBeStranger: true,
    hasCookies: true,
  }));
  account.value = null;
  fresh = tokens;
  try {
    const known = await call<Omit<Account, 'tokens'> & { mustChangePassword: boolean }>('/api/v1/session');
    if (known.mustChangePassword) {
      if (!next) throw new FirstPassword();
      await call('/api/v1/session/password', { method: 'PUT', body: { current: password, new: next } });
      await logIn(login, next); // a change of password ends the tokens
      return;
    }

    await remember({ ...known, tokens });
  } finally {
    fresh = null;
  }
  refusal.value = '';
}

// A log-in's tokens before it is known whose they are.
let fresh: Tokens | null = null;

/** Ends the log-in. What waits to be sent stays on the phone, for the next one of the same account. */
export async function logOut(): Promise<void> {
  if (account.value?.tokens)
    await call('/api/v1/session', { method: 'DELETE' }).catch(() => undefined); // without a signal it ends by itself
  if (account.value) await (await database()).put('account', { ...account.value, tokens: null });
  localStorage.removeItem(remembered);
  account.value = null;
}

/** See {@link ClientSetup.token}. */
export async function token(refused: string | null): Promise<string | null> {
  if (fresh) return refused === null ? fresh.accessToken : null;
  const login = account.value?.login;
  if (!login) return null;
  const known = account.value?.tokens ?? null;
  const isFresh = known && known.accessToken !== refused && (refused !== null || known.expiresAt > Date.now() + 30_000);
  if (isFresh) return known.accessToken;
  // A refresh token is taken once: another tab may have used it, and its answer is good for both.
  return alone('tokens', async () => {
    const stored = await (await database()).get('account', login);
    if (!stored?.tokens) return refused === null ? null : forget(login, '');
    if (stored.tokens.accessToken !== known?.accessToken) {
      if (account.value?.login === login) account.value = stored;
      return stored.tokens.accessToken;
    }
    return renew(stored, stored.tokens);
  });
}

async function renew(stored: Account, { refreshToken, accessToken }: Tokens): Promise<string | null> {
  try {
    const tokens = tokensOf(await call<TokenAnswer>('/api/v1/tokens', {
      method: 'POST',
      body: { refreshToken },
      mayBeStranger: true,
    }));
    await remember({ ...stored, tokens });
    return tokens.accessToken;
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) return forget(stored.login, problem.code);
    // The line is bad: the token that there is may still do, and a call will say so.
    return accessToken;
  }
}

async function forget(login: string, code: string): Promise<null> {
  const db = await database();
  const stored = await db.get('account', login);
  if (stored) await db.put('account', { ...stored, tokens: null });
  if (account.value?.login === login) account.value = { ...account.value, tokens: null };
  // Of several calls that were refused at once the first learns why; the others find no tokens any more.
  if (code !== '') refusal.value = code;
  return null;
}

async function remember(given: Account): Promise<void> {
  await (await database()).put('account', given);
  localStorage.setItem(remembered, given.login);
  account.value = given;
}

function tokensOf({ accessToken, refreshToken, expiresIn }: TokenAnswer): Tokens {
  return { accessToken, refreshToken, expiresAt: Date.now() + expiresIn * 1000 };
}
