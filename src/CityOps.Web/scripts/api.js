/*
 * Writes src/shared/api.gen.ts: the shapes of what the API takes and answers, by its own OpenAPI document.
 *   npm run api -- FILE|URL           such as http://127.0.0.1:8080/openapi/v1.json
 *   npm run api -- FILE|URL --check   exit code 1 where the file is stale
 * `CITYOPS_WRITE_DOCS=1 ./cityops test --class ApiTypesTests` writes it from the document of what was built.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { URL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const file = new URL('../src/shared/api.gen.ts', import.meta.url);
const [source = 'http://127.0.0.1:8080/openapi/v1.json', check] = process.argv.slice(2);
const document = /^https?:/.test(source)
  ? await (await fetch(source)).json()
  : JSON.parse(readFileSync(source, 'utf8'));

// Addresses are written where they are called; what is shared is shapes.
const { openapi, info, components: { schemas } } = document;
const types = await openapiTS({ openapi, info, paths: {}, components: { schemas } }, { alphabetize: true });
const header = '/** The shapes of the API, made by `npm run api` from its document. Not to be changed by hand. */\n';
const text = `${header}${astToString(types)}export type Schemas = components['schemas'];\n`;

if (check !== '--check') {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error('src/shared/api.gen.ts is stale: run npm run api in src/CityOps.Web and commit it.');
  process.exitCode = 1;
}
