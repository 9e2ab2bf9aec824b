import type { Organisation } from '../../api';

/** An organisation in the order of the tree. */
export interface Branch { organisation: Organisation; depth: number }

const order = ['bureau', 'centre', 'brigade', 'town', 'contractor'];

/** The tree from its tops, each followed by those below it; kinds in their order, then by code. */
export function treeOf(all: readonly Organisation[]): Branch[] {
  const codes = new Set(all.map(({ code }) => code));
  const sorted = [...all].sort((a, b) => (
    order.indexOf(a.kind) - order.indexOf(b.kind) || a.code.localeCompare(b.code)
  ));
  const below = (parent: string | null, depth: number): Branch[] => sorted
    .filter((one) => (one.parent !== null && codes.has(one.parent) ? one.parent : null) === parent)
    .flatMap((organisation) => [{ organisation, depth }, ...below(organisation.code, depth + 1)]);
  return below(null, 0);
}

/** Those that may stand above one: not itself, and none below it. */
export function mayBeAbove(all: readonly Organisation[], code: string): Organisation[] {
  const branches = treeOf(all);
  const at = branches.findIndex(({ organisation }) => organisation.code === code);
  if (at < 0) return branches.map(({ organisation }) => organisation);
  const depth = branches[at]?.depth ?? 0;
  let end = at + 1;
  while ((branches[end]?.depth ?? -1) > depth) end++;
  return [...branches.slice(0, at), ...branches.slice(end)].map(({ organisation }) => organisation);
}
