// Reads [[region, text], …] as JSON from the standard input and writes what libphonenumber-js makes of each text: [[number, type] or null, …].
import { readFileSync } from 'node:fs';
import parse from 'libphonenumber-js/max';

const read = ([region, text]) => {
  const number = parse(text, region);
  return number?.isValid() ? [number.number, number.getType()] : null;
};

process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(read)));
