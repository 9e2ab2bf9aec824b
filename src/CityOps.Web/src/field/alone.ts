/** Does it while no other tab does anything under the same name. Without locks (plain http) tabs are not told apart. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!('locks' in navigator)) return work();
  return navigator.locks.request(`cityops-field-${name}`, work);
}

/** The same, but not at all while another tab does. */
export async function ifAlone(name: string, work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work();
  await navigator.locks.request(`cityops-field-${name}`, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}
