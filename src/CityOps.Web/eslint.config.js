import globals from 'globals';
import i18n from '@intlify/eslint-plugin-vue-i18n';
import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';
import js from '@eslint/js';

/** Keeps files from importing what matches the patterns. */
const apart = (files, message, ...group) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
});
const boundary = (folder, message, ...group) => apart(`src/${folder}/**/*.{ts,vue}`, message, ...group);

/** What the console keeps out of all its files. */
const elsewhere = ['**/q/**', '**/field/**', 'vant', 'vant/*'];

/**
 * The console's folders and those that each may import, which stand above it: arrows run one way, and there is no
 * circle. The files beside the folders (api.ts, names.ts, …) are for all of them and import none.
 */
const folders = {
  figures: [],
  operations: [],
  notices: [],
  sections: [],
  bulletins: [],
  records: [],
  routines: ['operations', 'records'],
  sessions: [],
  ponding: ['records'],
  planning: ['figures', 'records'],
  replay: ['ponding'],
  assessments: ['figures', 'operations', 'records'],
  setup: ['operations', 'records', 'routines', 'sessions'],
  cases: ['records'],
  map: ['records', 'ponding', 'planning', 'replay', 'cases'],
  ledgers: ['assessments', 'map', 'operations', 'records'],
  dashboard: ['figures', 'ponding', 'cases'],
};

const folderBoundaries = Object.entries(folders).map(([folder, may], i, all) => {
  const above = all.slice(0, i).map(([name]) => name);
  const unknown = may.filter((name) => !above.includes(name));
  if (unknown.length > 0) throw new Error(`src/console/${folder} may import what stands above it, not ${unknown}.`);
  const others = Object.keys(folders).filter((name) => name !== folder && !may.includes(name));
  return boundary(
    `console/${folder}`,
    `Of the console's folders ${folder} may import ${may.join(', ') || 'none'}: see eslint.config.js.`,
    ...elsewhere,
    '**/pages/**',
    ...others.map((name) => `**/${name}/**`),
  );
});

export default tseslint.config(
  { ignores: ['node_modules', 'dist', 'src/shared/api.gen.ts'] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  vue.configs['flat/recommended'],
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        parser: tseslint.parser,
        project: './tsconfig.json',
        extraFileExtensions: ['.vue'],
      },
    },
    plugins: { '@intlify/vue-i18n': i18n },
    rules: {
      // A member is left out of an object by taking it apart.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Layout is the formatter's business, and line breaks within a tag are the writer's.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': ['warn', { html: { void: 'always' } }],
      // Text is in words.ts, in both languages. Signs and units are the same in both.
      '@intlify/vue-i18n/no-raw-text': ['error', {
        ignorePattern: '^[^\\p{L}]*((CityOps|MapLibre|SHA-256|docx|xlsx|csv|mm)[^\\p{L}]*)?$',
        attributes: { '/.+/': ['title', 'aria-label', 'placeholder', 'alt', 'label'] },
      }],
    },
  },
  boundary(
    'shared',
    'Shared code is for every application: it knows none of them, and no component library.',
    '**/console/**',
    '**/q/**',
    '**/field/**',
    'element-plus',
    'element-plus/*',
    '@element-plus/*',
    'vant',
    'vant/*',
    'vue-router',
  ),
  boundary(
    'q',
    'The page behind a QR code is small: it takes from shared only what needs no framework.',
    '**/console/**',
    '**/field/**',
    '**/shared/i18n',
    '**/shared/format',
    'vue',
    'vue-*',
    'element-plus',
    'element-plus/*',
    'vant',
    'vant/*',
  ),
  boundary(
    'phone',
    'The questions of a form are for the phone and for whoever designs it: they take from shared alone.',
    '**/console/**',
    '**/field/**',
    '**/q/**',
    'element-plus',
    'element-plus/*',
  ),
  boundary('console', 'The console takes from shared, not from another application.', ...elsewhere),
  apart(
    'src/console/*.{ts,vue}',
    'What stands beside the folders is for all of them and imports none.',
    ...elsewhere,
    ...Object.keys(folders).map((name) => `**/${name}/**`),
  ),
  ...folderBoundaries,
  boundary(
    'field',
    'The phone application takes from shared, not from another application.',
    '**/console/**',
    '**/q/**',
    'element-plus',
    'element-plus/*',
    '@element-plus/*',
  ),
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
    rules: { '@typescript-eslint/restrict-template-expressions': 'off' },
  },
);
