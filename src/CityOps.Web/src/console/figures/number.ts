/** A figure as it is printed: — over nothing, 1,234.50 with the metric's decimals. */
export function printed(value: number | null | undefined, decimals = 0, unit = ''): string {
  if (value === null || value === undefined) return '—';
  const places = unit === '%' ? 2 : decimals;
  const text = value.toLocaleString('en-US', { minimumFractionDigits: unit === '%' ? places : 0, maximumFractionDigits: places });
  return unit === '%' ? `${text}%` : text;
}
