// For each line that comes in, its NFKC form in lower case, by Node.js.
import { readFileSync } from 'node:fs';

const lower = (text) => [...text].map((c) => c.toLowerCase()).join('');
const fold = (text) => lower(text.normalize('NFKC')).normalize('NFKC');
process.stdout.write(readFileSync(0, 'utf8').split('\n').map(fold).join('\n'));
