import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { call, Problem, readAll, setUpClient } from '../src/shared/http';
import { Outbox } from '../src/shared/outbox';
import { photoBlob, type PendingPhoto } from '../src/shared/photo';
import { uploadFile, uploadPhoto } from '../src/shared/tus';

type Answer = (request: IncomingMessage & { body: string }, response: ServerResponse) => void;

let server: Server;
let answer: Answer;
const ended = vi.fn();

// Each test speaks with a real server; addresses without a host are the page's own.
beforeEach(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString('latin1'); });
    request.on('end', () => { answer(Object.assign(request, { body }), response); });
  });
  await new Promise<void>((listening) => { server.listen(0, '127.0.0.1', listening); });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const realFetch = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => realFetch(new URL(path, origin), init));
  setUpClient({ isEnglish: () => true, unreachable: () => 'No connection', sessionEnded: ended });
  localStorage.clear();
  ended.mockClear();
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});

const json = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
};

const problem = async (work: Promise<unknown>) => {
  const thrown: unknown = await work.then(() => undefined, (cause: unknown) => cause);
  expect(thrown).toBeInstanceOf(Problem);
  return thrown as Problem;
};

const photo = (text: string): PendingPhoto => ({
  sha256: 'ab'.repeat(32),
  bytes: text.length,
  type: 'image/jpeg',
  data: btoa(text),
});

describe('A call', () => {
  it('sends JSON with the version that it changes', async () => {
    answer = (request, response) => {
      json(response, 200, {
        method: request.method,
        match: request.headers['if-match'],
        body: JSON.parse(request.body) as unknown,
      });
    };
    expect(await call('/x', { method: 'PUT', version: 7, body: { a: 1 } })).toEqual({
      method: 'PUT',
      match: '"7"',
      body: { a: 1 },
    });
  });

  it("throws the server's problem in the page's language", async () => {
    answer = (_, response) => {
      json(response, 409, { code: 'case_stale', title: 'Somebody was faster', titleZh: '已被他人处理' });
    };
    const refusal = await problem(call('/x'));
    expect([refusal.status, refusal.code, refusal.message, refusal.isPassing]).toEqual([
      409,
      'case_stale',
      'Somebody was faster',
      false,
    ]);
    setUpClient({ isEnglish: () => false, unreachable: () => '' });
    expect((await problem(call('/x'))).message).toBe('已被他人处理');
  });

  it('ends the session at a 401, unless a stranger may ask', async () => {
    answer = (_, response) => { json(response, 401, { code: 'not_logged_in', title: 'Log in' }); };
    await problem(call('/x', { mayBeStranger: true }));
    expect(ended).not.toHaveBeenCalled();
    await problem(call('/x'));
    expect(ended).toHaveBeenCalledOnce();
  });

  it('carries a token and no cookie, and asks once for another where it is refused', async () => {
    const seen: (string | undefined)[] = [];
    answer = (request, response) => {
      seen.push(request.headers.authorization);
      if (request.headers.authorization === 'Bearer new') json(response, 200, { ok: true });
      else json(response, 401, { code: 'token_expired', title: 'Expired' });
    };
    const asked: (string | null)[] = [];
    setUpClient({
      isEnglish: () => true,
      unreachable: () => 'No connection',
      token: (refused) => {
        asked.push(refused);
        return Promise.resolve(refused === null ? 'old' : 'new');
      },
    });
    expect(await call('/x')).toEqual({ ok: true });
    expect([seen, asked]).toEqual([['Bearer old', 'Bearer new'], [null, 'old']]);
  });

  it('names what passes: no server, a proxy in its place, too many calls', async () => {
    answer = (_, response) => { response.writeHead(502).end('<h1>Bad Gateway</h1>'); };
    const proxy = await problem(call('/x'));
    expect([proxy.message, proxy.isPassing]).toEqual(['No connection', true]);
    answer = (_, response) => { json(response, 429, { code: 'too_many', title: 'Wait' }); };
    expect((await problem(call('/x'))).isPassing).toBe(true);
    server.closeAllConnections();
    server.close();
    const away = await problem(call('/x'));
    expect([away.status, away.code, away.message]).toEqual([0, 'unreachable', 'No connection']);
  });

  it('reads a list page by page', async () => {
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(request.url ?? '');
      json(response, 200, asked.length === 1 ? { items: [1, 2], next: 'a b' } : { items: [3], next: null });
    };
    expect(await readAll('/list?type=x')).toEqual([1, 2, 3]);
    expect(asked).toEqual(['/list?type=x&limit=500', '/list?type=x&limit=500&cursor=a%20b']);
  });
});

/** A tus server that breaks off after so many bytes, once. */
function tusServer(breakAfter?: number) {
  const stored = { text: '', metadata: '', patches: 0 };
  answer = (request, response) => {
    if (request.method === 'POST') {
      stored.metadata = String(request.headers['upload-metadata']);
      response.writeHead(201, { Location: '/api/v1/uploads/1' }).end();
    } else if (request.method === 'HEAD') {
      response.writeHead(200, { 'Upload-Offset': String(stored.text.length) }).end();
    } else if (Number(request.headers['upload-offset']) !== stored.text.length) {
      response.writeHead(409).end();
    } else if (breakAfter !== undefined && ++stored.patches === 1) {
      stored.text += request.body.slice(0, breakAfter);
      response.destroy();
    } else {
      stored.text += request.body;
      response.writeHead(204, { 'Upload-Offset': String(stored.text.length) }).end();
    }
  };
  return stored;
}

describe('An upload', () => {
  it('names the photo, and a ticket where there is one', async () => {
    const stored = tusServer();
    await uploadPhoto(photo('a photo'));
    expect([stored.text, stored.metadata]).toEqual([
      'a photo',
      `sha256 ${btoa('ab'.repeat(32))},type ${btoa('image/jpeg')}`,
    ]);
    stored.text = '';
    await uploadPhoto(photo('a photo'), 'T-001');
    expect(stored.metadata).toMatch(new RegExp(`,code ${btoa('T-001')}$`));
  });

  it('goes on where it broke off', async () => {
    const stored = tusServer(3);
    const sent = photo('a long photo');
    const announced = vi.fn();
    expect((await problem(uploadPhoto(sent, undefined, announced))).status).toBe(0);
    expect([stored.text, sent.upload, announced.mock.calls.length]).toEqual(['a l', '/api/v1/uploads/1', 1]);
    await uploadPhoto(sent, undefined, announced);
    expect([stored.text, announced.mock.calls.length]).toEqual(['a long photo', 1]);
  });

  it('goes chunk by chunk and tells how far it is', async () => {
    const stored = tusServer();
    const told: number[] = [];
    const file = { sha256: 'ab'.repeat(32), type: 'image/jpeg' };
    await uploadFile(file, new Blob(['a long photo']), { chunk: 5, progressed: (offset) => { told.push(offset); } });
    expect([stored.text, told]).toEqual(['a long photo', [0, 5, 10, 12]]);
  });

  it("does not take a captive portal's page for an arrival", async () => {
    answer = (_, response) => { response.writeHead(200, { 'Content-Type': 'text/html' }).end('<h1>Wi-Fi</h1>'); };
    const sent = photo('a photo');
    expect((await problem(uploadPhoto(sent))).isPassing).toBe(true);
    expect((await problem(uploadPhoto({ ...sent, upload: '/api/v1/uploads/1' }))).isPassing).toBe(true);
    expect((await problem(call('/x'))).code).toBe('unreachable');
  });

  it('begins anew when the server knows nothing of it any more', async () => {
    const stored = tusServer();
    const known = answer;
    answer = (request, response) => {
      if (request.url === '/api/v1/uploads/0') response.writeHead(404).end();
      else known(request, response);
    };
    await uploadPhoto({ ...photo('a photo'), upload: '/api/v1/uploads/0' });
    expect(stored.text).toBe('a photo');
  });
});

describe('The outbox', () => {
  interface Letter { id: string; text: string; photos: PendingPhoto[] }
  const open = () => new Outbox<Letter>('letters', ({ id }) => id);

  it('keeps what was not sent over a visit, each once', () => {
    const outbox = open();
    outbox.keep({ id: 'a', text: 'first', photos: [] });
    outbox.keep({ id: 'b', text: 'second', photos: [photo('x')] });
    outbox.keep({ id: 'a', text: 'changed', photos: [] });
    expect(open().all().map(({ text }) => text)).toEqual(['changed', 'second']);
    outbox.forget({ id: 'a', text: '', photos: [] });
    expect(open().all().map(({ id }) => id)).toEqual(['b']);
  });

  it('keeps the rest where there is no room for photos', () => {
    const set = vi.spyOn(localStorage, 'setItem').mockImplementationOnce(() => { throw new Error('full'); });
    open().keep({ id: 'a', text: 'first', photos: [photo('x')] });
    set.mockRestore();
    expect(open().all()).toEqual([{ id: 'a', text: 'first', photos: [], lost: ['abababab'] }]);
  });

  it('begins empty when what is stored cannot be read', () => {
    localStorage.setItem('letters', '{');
    expect(open().all()).toEqual([]);
  });

  it('sends photos one by one, goes on later, and forgets what is complete', async () => {
    const stored = tusServer(1);
    const outbox = open();
    const letter = { id: 'a', text: 'x', photos: [photo('one')] };
    outbox.keep(letter);
    await problem(outbox.sendPhotos(letter, '', () => undefined));
    const [again] = open().all();
    if (!again) throw new Error('The letter is lost.');
    expect(again.photos[0]?.upload).toBe('/api/v1/uploads/1');
    expect(await open().sendPhotos(again, '', () => undefined)).toEqual([]);
    expect([stored.text, open().all()]).toEqual(['one', []]);
  });

  it('names the photos that were refused for good', async () => {
    answer = (_, response) => { json(response, 413, { code: 'upload_too_large', title: 'Too large' }); };
    const outbox = open();
    const letter = { id: 'a', text: 'x', photos: [{ ...photo('one'), name: 'IMG_1.jpg' }, photo('two')] };
    outbox.keep(letter);
    const sent = vi.fn();
    expect(await outbox.sendPhotos(letter, '', sent)).toEqual(['IMG_1.jpg', 'abababab']);
    expect([sent.mock.calls.length, open().all()]).toEqual([2, []]);
  });
});

it('A photo survives the way through localStorage', async () => {
  const bytes = new Uint8Array(await photoBlob(photo('\u00ff\u00d8\u0000')).arrayBuffer());
  expect([...bytes]).toEqual([255, 216, 0]);
});
