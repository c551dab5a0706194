/** Room above the line, and a scale that does not tremble: the next of 1, 2, 5, 10, 20, … */
export function ceiling(values: readonly (number | null)[]): number {
  const highest = values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0) * 1.1;
  if (highest <= 1) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(highest));
  return ([1, 2, 5].find((step) => highest <= step * magnitude) ?? 10) * magnitude;
}
