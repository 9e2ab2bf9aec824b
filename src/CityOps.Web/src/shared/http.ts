/** A call that failed: what the server answered in problem+json, or that it could not be reached (status 0). */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** What else problem+json said, by its members' names. */
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }

  /** Whether the same call may succeed later: no network, too slow a one, too many calls, a fault of the server. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** What the client needs to know of the application that uses it. */
export interface ClientSetup {
  /** Whether problems are shown in English; they are in Chinese otherwise. */
  isEnglish: () => boolean;
  /** What is shown when no answer of the server arrives. */
  unreachable: () => string;
  /** Called when a call is refused because nobody is logged in any more. */
  sessionEnded?: () => void;
  /**
   * The access token to call with; then no cookie goes along. Asked again with what was refused, it gets another one,
   * or null when there is none to be had.
   */
  token?: (refused: string | null) => Promise<string | null>;
}

let setup: ClientSetup = { isEnglish: () => false, unreachable: () => 'unreachable' };

export function setUpClient(given: ClientSetup): void {
  setup = given;
}

/** To be called by whoever meets a 401 outside of {@link call}, such as the map's tiles. */
export function sessionEnded(): void {
  setup.sessionEnded?.();
}

export interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The version that a change is made to (If-Match). */
  version?: number;
  body?: unknown;
  signal?: AbortSignal;
  /** True where a 401 is an answer and not the end of the session. */
  mayBeStranger?: boolean;
  /** What is sent in parts instead of a body. */
  form?: FormData;
  /** True where cookies go along though there are tokens: the log-in, which knows the device by one. */
  hasCookies?: boolean;
  /** True for a body that is worth compressing, where the browser can. */
  isZipped?: boolean;
  /** True to read past the browser's cache. */
  isFresh?: boolean;
}

/** Calls the API and returns its JSON. */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const text = options.body === undefined ? null : JSON.stringify(options.body);
  const zipped = options.isZipped && text !== null ? await zip(text) : null;
  const answer = await request(path, {
    method: options.method ?? 'GET',
    headers: {
      ...(text === null ? {} : { 'Content-Type': 'application/json' }),
      ...(zipped === null ? {} : { 'Content-Encoding': 'gzip' }),
      ...(options.version === undefined ? {} : { 'If-Match': `"${options.version}"` }),
    },
    body: options.form ?? zipped ?? text,
    signal: options.signal ?? null,
    cache: options.isFresh ? 'no-store' : 'default',
    ...(options.hasCookies ? { credentials: 'same-origin' } : {}),
  }, options.mayBeStranger);
  if (answer.status === 204) return undefined as T;
  try {
    return (await answer.json()) as T;
  } catch {
    // A network that wants a log-in of its own answers 200 with its page. What broke off is no answer either.
    throw unreachable();
  }
}

/** Null where the browser has no compression. */
async function zip(text: string): Promise<ArrayBuffer | null> {
  if (typeof CompressionStream === 'undefined') return null;
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
}

/** Fetches what is not JSON; whatever goes wrong is thrown as a {@link Problem}, except that the caller aborted it. */
export async function request(path: string, init: RequestInit, mayBeStranger = false): Promise<Response> {
  const token = mayBeStranger ? null : (await setup.token?.(null)) ?? null;
  let answer = await reach(path, init, token);
  if (answer.status === 401 && token !== null) {
    const another = await setup.token?.(token);
    if (another) answer = await reach(path, init, another);
  }

  if (answer.ok) return answer;
  if (answer.status === 401 && !mayBeStranger) sessionEnded();
  throw await problemOf(answer);
}

async function reach(path: string, init: RequestInit, token: string | null): Promise<Response> {
  const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
  try {
    return await fetch(path, {
      ...(setup.token ? { credentials: 'omit' } : {}),
      ...init,
      headers: { ...(init.headers as Record<string, string> | undefined), ...headers },
    });
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw unreachable();
  }
}

const unreachable = () => new Problem(0, 'unreachable', setup.unreachable());

/** One page of a list; next is the cursor of the one after. */
export interface Page<T> { items: T[]; next: string | null }

/** A whole list, page by page. */
export async function readAll<T>(path: string): Promise<T[]> {
  const all: T[] = [];
  const first = `${path}${path.includes('?') ? '&' : '?'}limit=500`;
  let cursor: string | null = null;
  do {
    const page: Page<T> = await call(cursor ? `${first}&cursor=${encodeURIComponent(cursor)}` : first);
    all.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return all;
}

async function problemOf(answer: Response): Promise<Problem> {
  try {
    const said = (await answer.json()) as { code?: string; title?: string; titleZh?: string };
    const text = setup.isEnglish() ? said.title : said.titleZh;
    return new Problem(answer.status, said.code ?? 'unknown', text ?? said.title ?? answer.statusText, { ...said });
  } catch {
    return new Problem(answer.status, 'unknown', setup.unreachable()); // a proxy's page, not ours
  }
}
