// For tools that see TypeScript only: vue-tsc knows the components' real types.
declare module '*.vue' {
  import type { DefineComponent } from 'vue';

  const component: DefineComponent<object, object, unknown>;
  export default component;
}
