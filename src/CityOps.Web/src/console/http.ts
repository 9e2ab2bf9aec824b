import { language, t } from './words';

/** A call that failed: what the server said in problem+json, or that it could not be reached (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

let onSessionEnd: (() => void) | undefined;

/** Says what to do when a call is refused because nobody is logged in any more. */
export function whenSessionEnds(action: () => void): void {
  onSessionEnd = action;
}

/** To be called by whoever meets a 401 outside of {@link call}, such as the map's tiles. */
export function sessionEnded(): void {
  onSessionEnd?.();
}

interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The version that a change is made to (If-Match). */
  version?: number;
  body?: unknown;
  signal?: AbortSignal;
  /** True where a 401 is an answer and not the end of the session. */
  mayBeStranger?: boolean;
}

/** Calls the API and returns its JSON. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(path, {
      method: options.method ?? 'GET',
      headers: {
        ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(options.version === undefined ? {} : { 'If-Match': `"${options.version}"` }),
      },
      body: options.body === undefined ? null : JSON.stringify(options.body),
      signal: options.signal ?? null,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Problem(0, 'unreachable', t('session.unreachable'));
  }

  if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T;
  if (answer.status === 401 && !options.mayBeStranger) sessionEnded();
  throw await problemOf(answer);
}

/** One page of a list; next is the cursor of the one after. */
export interface Page<T> { items: T[]; next: string | null }

/** A whole list, page by page. */
export async function readAll<T>(path: string): Promise<T[]> {
  const all: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await call(`${path}${path.includes('?') ? '&' : '?'}limit=500${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return all;
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    const said = (await answer.json()) as { code?: string; title?: string; titleZh?: string };
    const words = language.value === 'en' ? said.title : said.titleZh;
    return new Problem(answer.status, said.code ?? 'unknown', words ?? said.title ?? answer.statusText);
  } catch {
    return new Problem(answer.status, 'unknown', t('session.unreachable')); // a proxy's page, not ours
  }
}
