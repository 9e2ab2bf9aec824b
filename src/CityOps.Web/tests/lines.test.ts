import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const widest = 120; // .editorconfig's max_line_length

it('No line is longer than 120 characters', () => {
  const filesOf = (folder: string) => readdirSync(folder, { recursive: folder !== '.', encoding: 'utf8' })
    .filter((path) => /\.(ts|js|vue|css)$/.test(path) && !path.endsWith('.gen.ts'))
    .map((path) => `${folder}/${path}`);
  const files = ['src', 'tests', '.'].flatMap(filesOf);
  expect(files.length).toBeGreaterThan(100);
  const long = files.flatMap((path) => readFileSync(path, 'utf8').split('\n')
    .flatMap((line, i) => (line.length > widest ? [`${path}:${i + 1}`] : [])));
  expect(long).toEqual([]);
});
