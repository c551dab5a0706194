/** Writes the resources of Arbiter.Identity into the folder named on the command line. Run by `Data.targets`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places, traditional } from './companies.mjs';
import { freeMail } from './freeMail.mjs';
import { publicSuffixes } from './publicSuffixes.mjs';
import { textFold } from './textFold.mjs';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'publicSuffixes.bin'), publicSuffixes());
writeFileSync(join(folder, 'freeMail.bin'), freeMail());
writeFileSync(join(folder, 'textFold.txt'), textFold());
writeFileSync(join(folder, 'places.txt'), places());
writeFileSync(join(folder, 'traditional.txt'), traditional());
