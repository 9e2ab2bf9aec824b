import globals from 'globals';
import i18n from '@intlify/eslint-plugin-vue-i18n';
import tseslint from 'typescript-eslint';
import vue from 'eslint-plugin-vue';
import js from '@eslint/js';

/** Keeps the files of a folder from importing what matches the patterns. */
const boundary = (folder, message, ...group) => ({
  files: [`src/${folder}/**/*.{ts,vue}`],
  rules: { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] },
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
    'console',
    'The console takes from shared, not from another application.',
    '**/q/**',
    '**/field/**',
    'vant',
    'vant/*',
  ),
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
