// For each line that comes in, its NFKC form in lower case, by Node.js; without parts of Hangul syllables that stand alone.
import { readFileSync } from 'node:fs';

const lower = (text) => [...text].map((c) => c.toLowerCase()).join('');

function whole(text) {
  let kept = '';
  for (const c of text.normalize('NFKD')) {
    if (/[\u1160\u1176-\u11a7\u11c3-\u11ff]/.test(c)) continue;
    if (/[\u1161-\u1175]/.test(c) && !/[\u1100-\u1112]$/.test(kept)) continue;
    if (/[\u11a8-\u11c2]/.test(c) && !/[\u1161-\u1175]$/.test(kept)) continue;
    kept += c;
  }
  return kept;
}

const fold = (text) => lower(whole(text).normalize('NFKC')).normalize('NFKC');
process.stdout.write(readFileSync(0, 'utf8').split('\n').map(fold).join('\n'));
