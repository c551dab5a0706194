/** What the company parser knows: places of China (`@vant/area-data`) and traditional characters (`opencc-js`), as plain lines. */
import { areaList } from '@vant/area-data';
import characters from 'opencc-js/dict/TSCharacters';

/** GB/T 2260, one place a line: a code of six digits, the full name and the one people use, when there is one that is no ordinary word. */
export const places = () => lines(placeLines());

/** Two characters a line, a traditional one and the simplified. One for one; the first where several are possible. */
export const traditional = () => lines(characterPairs());

const lines = (all) => [...all].join('\n') + '\n';

function* placeLines() {
  const provinces = Object.entries(areaList.province_list);
  const cities = Object.entries(areaList.city_list);
  const counties = Object.entries(areaList.county_list);
  const names = new Set(provinces.map(([, name]) => name));
  for (const [code, name] of provinces) yield line(code, name, shortOf(name));
  for (const [code, name] of cities) {
    if (!names.has(name) && /[市州盟区县岛]$/.test(name) && !name.includes('直辖') && name.length > 2) yield line(code, name, shortOf(name));
  }
  // Of counties only cities are called by their short names alone; the others' are ordinary words too often (和平, 兴隆).
  for (const [code, name] of counties) {
    if (/[市区县旗]$/.test(name) && (name.length > 2 || name.endsWith('县'))) yield line(code, name, name.endsWith('市') ? shortOf(name) : undefined);
  }
}

function line(code, name, short) {
  return short && short !== name ? `${code} ${name} ${short}` : `${code} ${name}`;
}

function shortOf(name) {
  const plain = name.replace(/(特别行政区|自治区|自治州|地区|省|市|盟)$/, '');
  const people = /(壮族|回族|维吾尔|朝鲜族|土家族|苗族|彝族|藏族|羌族|布依族|侗族|哈尼族|傣族|白族|景颇族|傈僳族|蒙古族?|哈萨克|柯尔克孜)+$/;
  const short = name.endsWith('市') || name.endsWith('省') ? plain : plain.replace(people, '');
  return [short, plain].find((s) => s.length > 1);
}

/** A chain is followed to its end, so that folding twice changes nothing. */
function* characterPairs() {
  const table = new Map(characters.split('|').map((row) => row.split(' ')).filter(([from, to]) => from.length === 1 && to.length === 1));
  for (const from of table.keys()) {
    let to = table.get(from);
    for (let steps = 0; table.has(to) && table.get(to) !== to && steps < 4; steps++) to = table.get(to);
    if (to !== from && from >= '\u4e00' && from <= '\u9fff') yield from + to;
  }
}
