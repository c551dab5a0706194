/** A few options side by side, one of them chosen. */
export function Choice<T extends string>({ label, options, value, onChange, text }: {
  label: string; options: readonly T[]; value: NoInfer<T>; onChange: (value: NoInfer<T>) => void; text: (option: NoInfer<T>) => string;
}) {
  return (
    <div className="choice" role="group" aria-label={label}>
      {options.map((option) => (
        <button type="button" key={option} aria-pressed={option === value} onClick={() => onChange(option)}>{text(option)}</button>
      ))}
    </div>
  );
}
