/**
 * What `Text/TextFold.cs` folds characters to, computed from the Unicode data in Node.js. Normalization of a character that exists
 * never changes (Unicode's stability policy), so a newer Node.js only adds characters that nobody could type before.
 *
 * One item a line, after a letter that tells what it is:
 *   m  a character, and what it becomes: fully decomposed, lower case; nothing when it is invisible
 *   r  combining marks of one class, the classes in canonical order
 *   c  two characters and the one that they compose to
 */
const LastCodePoint = 0x10ffff;

/** Beyond NFKC: what people type for the same thing, and what no reader tells apart. */
const special = new Map([
  ...pairs('。｡', '.'),
  ...pairs('‐‑‒–—―−﹘﹣', '-'),
  ...pairs('゛ﾞ', '\u3099'),
  ...pairs('゜ﾟ', '\u309a'),
  ...[...'❶❷❸❹❺❻❼❽❾'].map((c, i) => [c, `${i + 1}`]),
  ...[...'➀➁➂➃➄➅➆➇➈'].map((c, i) => [c, `${i + 1}`]),
  ...[...'➊➋➌➍➎➏➐➑➒'].map((c, i) => [c, `${i + 1}`]),
  ...[...'⓵⓶⓷⓸⓹⓺⓻⓼⓽'].map((c, i) => [c, `${i + 1}`]),
  ['⓿', '0'],
]);

const folded = new Map();

function pairs(characters, to) {
  return [...characters].map((c) => [c, to]);
}

function fold(c) {
  let result = folded.get(c);
  if (result === undefined) folded.set(c, (result = foldAnew(c)));
  return result;
}

function foldAnew(c) {
  if (c >= '\uac00' && c <= '\ud7a3') return c; // Hangul composes by arithmetic.
  if (special.has(c)) return special.get(c);
  if (/\p{White_Space}/u.test(c)) return ' ';
  if (/[\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(c)) return '';
  if (/\p{Nd}/u.test(c)) return digit(c);
  const plain = c.normalize('NFKD').toLowerCase().normalize('NFKD');
  return plain === c ? c : [...plain].map(fold).join('');
}

/** Decimal digits stand in tens, zero first. */
function digit(c) {
  let zero = c.codePointAt(0);
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return `${(c.codePointAt(0) - zero) % 10}`;
}

const swaps = (first, second) => (first + second).normalize('NFD') !== first + second;

/** Ordered with both the lowest and the highest class of mark: a starter moves past neither. */
const isMark = (c) => /\p{M}/u.test(c) && c.normalize('NFD') === c && (swaps('\u0345', c) || swaps(c, '\u0334'));

function classes(marks) {
  const ordered = [...marks].sort((a, b) => (swaps(a, b) ? 1 : swaps(b, a) ? -1 : 0));
  const result = [];
  for (const mark of ordered) {
    if (result.length > 0 && !swaps(mark, result.at(-1)[0]) && !swaps(result.at(-1)[0], mark)) result.at(-1).push(mark);
    else result.push([mark]);
  }
  return result;
}

/** The two characters that compose to this one, when they do. */
function composition(c) {
  const decomposed = [...c.normalize('NFD')];
  if (decomposed.length < 2 || (c >= '\uac00' && c <= '\ud7a3')) return null;
  const last = decomposed.pop();
  const first = decomposed.join('').normalize('NFC');
  return [...first].length === 1 && (first + last).normalize('NFC') === c ? [first, last] : null;
}

export function textFold() {
  const lines = [];
  const marks = [];
  for (let i = 0x80; i <= LastCodePoint; i++) {
    if (i >= 0xd800 && i <= 0xdfff) continue;
    const c = String.fromCodePoint(i);
    const to = fold(c);
    if ([...to].map(fold).join('') !== to) throw new Error(`U+${i.toString(16)} folds to what folds on.`);
    if (to !== c) lines.push(`m${c}${to}`);
    if (isMark(c) && to === c) marks.push(c);

    const pair = composition(c);
    if (!pair || fold(pair[0]) !== pair[0].normalize('NFD') || fold(pair[1]) !== pair[1]) continue;
    if (to !== c.normalize('NFD')) throw new Error(`U+${i.toString(16)} is composed, and folds to something else.`);
    lines.push(`c${pair[0]}${pair[1]}${c}`);
  }

  lines.push(...classes(marks).map((marksOfOne) => `r${marksOfOne.join('')}`));
  return lines.join('\n');
}
