import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** A sentence of the dictionary whose {{names}} are filled with elements, so that word order stays the language's own. */
export function Rich({ text, values }: { text: string; values: Record<string, ReactNode> }) {
  const { t } = useTranslation();
  const parts = t(text, { skipInterpolation: true }).split(/\{\{(\w+)\}\}/);
  return parts.map((part, index) => (
    <Fragment key={index}>{index % 2 === 0 ? part : values[part]}</Fragment>
  ));
}
