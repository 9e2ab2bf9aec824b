type Child = Node | string | false | null | undefined;

/** Makes an element: attributes and properties by name, `on…` for listeners. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Record<string, string | boolean | ((event: Event) => void)> = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (typeof value === 'string') element.setAttribute(name, value);
    else if (value) element.setAttribute(name, '');
  }

  for (const child of children) {
    if (child) element.append(child);
  }

  return element;
}

/** Puts these into an element in place of what was there. */
export function fill(element: Element, ...children: Child[]): void {
  element.textContent = '';
  for (const child of children) {
    if (child) element.append(child);
  }
}
