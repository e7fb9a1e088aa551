// A number can be written in several ways: 第129条, 第百二十九条, 2026年, 二〇二六年. A text keeps the one it has, and a term
// is looked for in all of them.

const digits = "〇一二三四五六七八九";
const units: [string, number][] = [["千", 1000], ["百", 100], ["十", 10]];
const myriads: [string, number][] = [["億", 1e8], ["万", 1e4]];
const numerals = /[0-9]+|[〇一二三四五六七八九十百千万億]+/g;

// valueOf reads a number; NaN where it is none, as in 万一.
function valueOf(text: string): number {
  if (/^[0-9]/.test(text)) return /^(0|[1-9][0-9]{0,11})$/.test(text) ? Number(text) : NaN;
  if (/^[〇一二三四五六七八九]+$/.test(text)) {
    if (text.length > 12 || (text[0] === "〇" && text.length > 1)) return NaN;
    return Number(Array.from(text, (d) => digits.indexOf(d)).join(""));
  }
  let value = 0;
  let rest = text;
  for (const [sign, size] of myriads) {
    const at = rest.indexOf(sign);
    if (at < 0) continue;
    value += below10000(rest.slice(0, at)) * size;
    rest = rest.slice(at + 1);
  }
  return rest === "" ? value : value + below10000(rest);
}

function below10000(text: string): number {
  const match = /^(?:([二三四五六七八九一]?)千)?(?:([二三四五六七八九一]?)百)?(?:([二三四五六七八九一]?)十)?([一二三四五六七八九]?)$/.exec(text);
  if (!match || text === "") return NaN;
  let value = match[4] ? digits.indexOf(match[4]) : 0;
  units.forEach(([sign, size], i) => {
    if (text.includes(sign)) value += (match[i + 1] ? digits.indexOf(match[i + 1]!) : 1) * size;
  });
  return value;
}

// inPlaces writes 129 as 百二十九.
function inPlaces(value: number): string {
  if (value === 0) return "〇";
  let out = "";
  for (const [sign, size] of [...myriads, ["", 1] as [string, number]]) {
    let part = Math.floor(value / size) % 10000;
    if (part === 0) continue;
    for (const [unit, n] of units) {
      const count = Math.floor(part / n);
      if (count > 0) out += (count > 1 ? digits[count] : "") + unit;
      part %= n;
    }
    out += (part > 0 ? digits[part] : "") + sign;
  }
  return out;
}

function inDigits(value: number): string {
  return Array.from(String(value), (d) => digits[Number(d)]).join("");
}

// formsOf are the ways in which a normalised term may stand in a text, as typed first. Counted as numbers are those of two or
// more signs, and one sign where its neighbours say so.
function formsOf(term: string): string[] {
  const write = (as: (value: number) => string): string =>
    term.replace(numerals, (run, at: number) => {
      const before = term.slice(0, at);
      const after = term.slice(at + run.length);
      const counts = run.length > 1 || /(第|[条項号章節]の)$/.test(before) || /^[条項号章節款編年月日]/.test(after);
      if (!counts || /[0-9a-z.,:\/-]$/.test(before) || /^[0-9a-z.,:\/-]/.test(after)) return run;
      const value = valueOf(run);
      return Number.isNaN(value) ? run : as(value);
    });
  const forms = [term, write(String), write(inPlaces)];
  if (/[0-9]{4}|[〇一二三四五六七八九]{4}/.test(term)) forms.push(write((value) => (value > 999 ? inDigits(value) : String(value))));
  return [...new Set(forms)];
}
