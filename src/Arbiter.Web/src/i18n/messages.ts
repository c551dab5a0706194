import type { zhCN } from './zh-CN';

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** The shape that every language has to fill. */
export type Messages = Words<typeof zhCN>;
