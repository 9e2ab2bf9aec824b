import { onScopeDispose, provide, ref, type InjectionKey, type Ref } from 'vue';

/** Whether the page is dark, and whether it is being printed, which is on white. */
export interface Theme { isDark: Ref<boolean>; isPrinted: Ref<boolean> }

export const themeKey: InjectionKey<Theme> = Symbol('theme');

/** The page is as dark as the reader's system is, a wall always. */
export function provideTheme(isWall: () => boolean): Theme {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = ref(false);
  const isPrinted = ref(false);
  const look = () => { isDark.value = isWall() || system.matches; };
  const printing = () => { isPrinted.value = true; };
  const printed = () => { isPrinted.value = false; };
  look();
  system.addEventListener('change', look);
  window.addEventListener('beforeprint', printing);
  window.addEventListener('afterprint', printed);
  onScopeDispose(() => {
    system.removeEventListener('change', look);
    window.removeEventListener('beforeprint', printing);
    window.removeEventListener('afterprint', printed);
  });
  provide(themeKey, { isDark, isPrinted });
  return { isDark, isPrinted };
}
