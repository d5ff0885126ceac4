// Writes bert-words.json: texts of many scripts and the words that Hugging Face tokenizers makes of them with BertNormalizer and BertPreTokenizer.
// Run it with Node.js where the npm package "tokenizers" is installed (made with 0.23.2): node make_bert_words.mjs > bert-words.json
import { createRequire } from 'node:module';
const { bertNormalizer, bertPreTokenizer } = createRequire(process.cwd() + '/')('tokenizers');

let state = 12345;
const random = n => (state = (state * 1103515245 + 12345) % 2147483648, Math.floor(state / 65536) % n);
const character = code => String.fromCodePoint(code);

// Blocks by first and last code point; what is unassigned in them is text too.
const blocks = [
  [0x20, 0x7e], [0xa0, 0xff], [0x100, 0x24f], [0x250, 0x2ff], [0x300, 0x36f], [0x370, 0x3ff], [0x400, 0x52f], [0x530, 0x58f], [0x590, 0x5ff], [0x600, 0x6ff],
  [0x700, 0x74f], [0x780, 0x7bf], [0x900, 0x97f], [0x980, 0x9ff], [0xa00, 0xa7f], [0xa80, 0xaff], [0xb00, 0xb7f], [0xb80, 0xbff], [0xc00, 0xc7f], [0xc80, 0xcff],
  [0xd00, 0xd7f], [0xd80, 0xdff], [0xe00, 0xe7f], [0xe80, 0xeff], [0xf00, 0xfff], [0x1000, 0x109f], [0x10a0, 0x10ff], [0x1100, 0x11ff], [0x1200, 0x137f], [0x13a0, 0x13ff],
  [0x1700, 0x17ff], [0x1800, 0x18af], [0x1b00, 0x1b7f], [0x1e00, 0x1eff], [0x1f00, 0x1fff], [0x2000, 0x206f], [0x2070, 0x20cf], [0x20d0, 0x20ff], [0x2100, 0x218f], [0x2e00, 0x2e7f],
  [0x3000, 0x303f], [0x3040, 0x30ff], [0x3130, 0x318f], [0x4e00, 0x4eff], [0xa640, 0xa69f], [0xa720, 0xa7c9], [0xaae0, 0xaaff], [0xabc0, 0xabff], [0xac00, 0xd7a3], [0xe000, 0xe010],
  [0xf900, 0xf9ff], [0xfb00, 0xfb4f], [0xfe00, 0xfe6f], [0xff00, 0xffef], [0x10400, 0x1044f], [0x11080, 0x110cd], [0x11100, 0x1114f], [0x1d100, 0x1d1ff], [0x1d400, 0x1d4ff],
  [0x1f300, 0x1f64f], [0x20000, 0x20010], [0x2b810, 0x2b830], [0x2b910, 0x2b930], [0x2f800, 0x2fa1d], [0xe0000, 0xe007f]];

const texts = [
  '', ' ', 'Hello, World!', '가', '고', 'कीमत', 'कामत', 'İstanbul ΣΑΣ ΌΣΟΣ', 'naïve café', 'e\u0301\u0323x', 'a\u0000b\ufffdc', 'tab\tline\nreturn\rform\fvertical\vnext\u0085end', 'soft\u00adhyphen zero\u200bwidth',
  'x'.repeat(100), 'x'.repeat(101), 'é'.repeat(100), '가'.repeat(34), '日本語テスト', 'ﬁ ﬀ Ⅳ ½', '\u302e\u{1d165}', 'a\u{1d15e}b\u{1d16d}\u{1d165}', 'don\'t "quote" (this) [or] {that} <now> a+b=c $5 ^_`|~', '\u037e \u1fef \u2000 \u212b \u2126'];
for (const [first, last] of blocks) {
  for (let n = 0; n < 16; n++) {
    let text = '';
    for (let length = 8 + random(16); length > 0; length--) {
      const kind = random(12);
      text += kind < 9 ? character(first + random(last - first + 1)) : kind === 9 ? ' ' : kind === 10 ? 'aZé'[random(3)] : character(0x300 + random(16));
    }
    texts.push(text);
  }
}
for (let n = 0; n < 600; n++) {
  let text = '';
  for (let length = 4 + random(20); length > 0; length--) {
    const [first, last] = blocks[random(blocks.length)];
    text += character(first + random(last - first + 1)) + (random(4) === 0 ? ' ' : '');
  }
  texts.push(text);
}
// Every code point that something happens to, in the first two planes, between letters.
let row = '';
const normalizer = bertNormalizer({}), preTokenizer = bertPreTokenizer();
const words = text => preTokenizer.preTokenizeString(normalizer.normalizeString(text)).map(([word]) => word);
for (let code = 1; code < 0x1ffff; code++) {
  if (code >= 0x3400 && code < 0xd800 && code % 64 !== 0 && !(code >= 0xa000 && code < 0xac00) || code >= 0xd800 && code < 0xe000 || code >= 0xe100 && code < 0xf900) continue;
  const text = `a${character(code)}b`;
  if ([0xa7ce, 0xa7d2, 0xa7d4].includes(code) || code >= 0x16ea0 && code <= 0x16eb8) continue;   // capital letters of Unicode 17, which .NET 10 does not know
  if (words(text).join(' ') === text && code % 128 !== 0) continue;
  row += text + ' ';
  if (row.length > 160) {
    texts.push(row);
    row = '';
  }
}
texts.push(row);

const line = text => JSON.stringify([text, words(text).join(' ')]).replace(/[\u007f-\u009f\u00ad\u0600-\u0605\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ue000-\uf8ff]/g, c => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
process.stdout.write('[\n' + texts.map(line).join(',\n') + '\n]\n');
