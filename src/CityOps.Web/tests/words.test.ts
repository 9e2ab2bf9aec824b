import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Room { zh: Record<string, string>; en: Record<string, string> }

const rooms = import.meta.glob<Room>(
  ['../src/**/words.ts', '../src/*/words/*.ts', '!../src/q/words.ts', '!../src/*/words/index.ts'], { eager: true },
);
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(ts|vue)$/.test(path) && !path.endsWith('.gen.ts'))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join('src', path), 'utf8') }));
const isWords = (path: string) => path.endsWith('/words.ts') || /\/words\/(?!index)/.test(path);
const code = sources.filter(({ path }) => !isWords(path));
const keys = Object.values(rooms).flatMap(({ zh }) => Object.keys(zh));
const holesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([hole]) => hole).sort();

describe('Words', () => {
  it('stand in one room only', () => {
    expect(keys.length).toBeGreaterThan(500);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  });

  it('are there in both languages', () => {
    for (const [room, { zh, en }] of Object.entries(rooms)) {
      expect(Object.keys(en).sort(), room).toEqual(Object.keys(zh).sort());
      // English does without words for what is counted.
      const empty = [...Object.entries(zh), ...Object.entries(en)].filter(
        ([key, text]) => text.trim() === '' && !key.startsWith('unit.'),
      );
      expect(empty, room).toEqual([]);
    }
  });

  it('use no signs that vue-i18n reads as plural forms, links or lists', () => {
    for (const { zh, en } of Object.values(rooms)) {
      expect([...Object.values(zh), ...Object.values(en)].filter((text) => /[@|]|\{(?!\w+\})/.test(text))).toEqual([]);
    }
  });

  it('are used, by their key or as a member of a family', () => {
    const text = code.map((source) => source.text).join('\n');
    const families = new Set([...text.matchAll(/tOf\(\s*'([^']+)'|\bt\(`([\w.]+)\.\$\{/g)].map(
      ([, family, holed]) => family ?? holed,
    ));
    const isUsed = (key: string) => text.includes(`'${key}'`) || families.has(key.slice(0, key.lastIndexOf('.')));
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });

  it('fill the same holes in both languages', () => {
    const differing = Object.values(rooms).flatMap(({ zh, en }) => Object.keys(zh)
      .filter((key) => String(holesOf(zh[key] ?? '')) !== String(holesOf(en[key] ?? ''))));
    expect(differing).toEqual(['bul.month']); // a month's name: 2026年6月, 2026-06
  });

  it('are in words.ts and not in code', () => {
    const withoutComments = (text: string) => text.replaceAll(/\/\*[^]*?\*\/|\/\/.*|<!--[^]*?-->/g, '');
    const chinese = code.filter(({ text }) => /\p{Script=Han}/u.test(withoutComments(text))).map(({ path }) => path);
    expect(chinese).toEqual([]);
  });
});
