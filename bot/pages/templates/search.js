"use strict";
// Search the posts of this page. A compact form of the bot's search: the same term weights and
// BM25 scores, read from the page; words that no post has by the 4-grams of their letters; a term
// counts, fading, in the posts around. Endings of words are matched by stems as prefixes.
// The index is made once someone goes to the search box, so that the page itself is there at once.
document.querySelector(".search").addEventListener("focusin", start, { once: true });

function start({ currentTarget: box }) {
  const BEFORE = [0.5, 0.25, 0.125], AFTER = [0.3, 0.09]; // weights of a term in posts around
  const LETTERS = 1.25; // weight of the similarity of letters beside words
  const LEAST_SIMILARITY = 0.19; // a word that is less similar to one asked for is not looked for
  const ONE_EDIT = 0.75; // similarity of two words with an edit distance of one
  const MIN_SIMILARITY = 0.3, MIN_MATCH = 0.2, SHOWN = 5, SHORTEST_TYPO = 5;
  const SHORTEST_STEM = 0.6; // part of a word that may be a stem
  const NUMBER_BONUS = 0.2; // what a number adds where one of its kind is asked for
  const EARLY_BONUS = 0.1; // what it adds where a post begins with a word of the question
  const WORD = /(?<![\p{L}\p{N}.,:])\d+(?:[.,]\d+|:\d\d)(?![.,:]?\d)|[\p{L}\p{M}\p{N}]+/gu;
  const GROUPED = /^([1-9]\d{0,2})[.,](\d{3})$/; // any other point or comma is before decimals
  const DIGIT = 1, COUNT = 2; // kinds of numbers
  const NO_SPACES = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]/u;

  const data = JSON.parse(document.getElementById("search-data").textContent);
  const words = new Map(); // of each word without accents its forms: term, then posts, each with where in it
  for (const [word, ...form] of data.words) words.set(word, [...(words.get(word) || []), form]);
  const stems = new Map(data.terms.map(([stem], number) => [stem, number]));
  const ignored = new Set(data.ignored);
  const posts = [...document.querySelectorAll("main section")];
  const synonyms = new Map(Object.entries(data.synonyms)), wholes = new Map(Object.entries(data.forms));
  const symbols = Object.entries(data.symbols);
  const abbreviations = new Map(Object.entries(data.abbreviations));
  const common = new Map(Object.entries(data.common)), everyday = new Set(data.everyday);
  const numberQuestion = data.numberQuestions && new RegExp(data.numberQuestions, "u");
  const countQuestion = new RegExp(data.countQuestions, "u");

  const PLAIN = { ß: "ss", ς: "σ", ı: "i", ł: "l", ø: "o", đ: "d", æ: "ae", œ: "oe" };
  const withoutAccents = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").normalize("NFC");
  function fold(text) {
    const lower = text.normalize("NFKC").toLowerCase().replace(/[ßςıłøđæœ]/g, (letter) => PLAIN[letter]);
    return data.keepsAccents || NO_SPACES.test(lower) ? lower : withoutAccents(lower);
  }

  // A number in plain digits, as the terms have it; any other word as it is.
  function plainNumber(word) {
    return word.replace(GROUPED, "$1$2").replace(/[,:]/, ".").replace(/\.0+$/, "");
  }

  function grams(word) {
    if (NO_SPACES.test(word)) {
      const letters = [...word];
      return new Set([...letters, ...letters.slice(1).map((letter, i) => letters[i] + letter)]);
    }
    const found = new Set();
    for (const marked of word.split(" ").map((part) => [...`<${part}>`])) {
      for (let i = 0; i < Math.max(1, marked.length - 3); i++) found.add(marked.slice(i, i + 4).join(""));
    }
    return found;
  }

  const byGram = new Map(); // the words with each gram
  for (const word of words.keys()) {
    for (const gram of grams(word)) byGram.set(gram, [...(byGram.get(gram) || []), word]);
  }
  const rarity = (count) => Math.log(1 + (words.size - count + 0.5) / (count + 0.5));

  // A word, and the word without each of its letters: words with a common one differ by a letter.
  function deletes(word) {
    const letters = [...word];
    if (letters.length < SHORTEST_TYPO || NO_SPACES.test(word)) return new Set();
    return new Set([word, ...letters.map((_, i) => letters.toSpliced(i, 1).join(""))]);
  }

  function termOf(word) {
    if (wholes.has(word)) return stems.get(wholes.get(word));
    const known = (stem) => stems.get(synonyms.get(stem) ?? stem);
    if (known(word) !== undefined) return known(word);
    if (words.has(word)) return words.get(word)[0][0];
    return data.keepsAccents ? undefined : byStem(word, known); // such a language has no endings
  }

  // What is known of the longest beginning of a word that may be its stem.
  function byStem(word, known) {
    for (let end = word.length; end >= Math.max(3, SHORTEST_STEM * word.length); end--) {
      const found = known(word.slice(0, end));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  // The words of a text without spaces; of one that no post has, every piece that posts have.
  function segments(text) {
    const found = [];
    for (const { segment } of new Intl.Segmenter(document.querySelector("main").lang, { granularity: "word" }).segment(text)) {
      found.push(segment);
      if (words.has(segment) || common.has(segment)) continue;
      for (let i = 0; i < segment.length; i++) {
        for (let j = i + 1; j <= segment.length; j++) {
          if (words.has(segment.slice(i, j))) found.push(segment.slice(i, j));
        }
      }
    }
    return found;
  }

  // The words of a question: flags by their names, a number as one word, those in camel case split.
  function asked(question) {
    for (const [symbol, name] of symbols) question = question.replaceAll(symbol, ` ${name} `);
    const joined = question.replace(/\p{L}+(?:-\p{L}+)+/gu, (chain) => {
      const whole = chain.replaceAll("-", "");
      return byStem(fold(whole), (stem) => synonyms.get(stem)) === undefined ? chain : whole;
    });
    const spaced = joined.replace(/(\p{Ll})(?=\p{Lu})|(\p{N})(?=\p{L})|(\p{L})(?=\p{N})/gu, "$& ");
    const found = [...spaced.matchAll(WORD)].map(([word]) => fold(plainNumber(word)));
    const split = found.flatMap((word) => (NO_SPACES.test(word) ? segments(word) : [word]));
    const meant = split.map((word) => abbreviations.get(word) ?? word);
    return [...new Set(meant)].filter((word) => !ignored.has(word));
  }

  // What one word adds to each post: by its term, and by its letters.
  function evidence(word) {
    const term = termOf(word), own = [...grams(NO_SPACES.test(word) ? word : withoutAccents(word))];
    const scores = new Float64Array(posts.length), letters = new Float64Array(posts.length);
    const weight = term === undefined ? common.get(word) ?? data.absent : data.terms[term][1];
    const mass = own.reduce((sum, gram) => sum + rarity((byGram.get(gram) || []).length), 0);
    if (term !== undefined) {
      const pairs = data.terms[term][2];
      for (let i = 0; i < pairs.length; i += 2) scores[pairs[i]] = pairs[i + 1] / 100;
    }
    const similar = new Map();
    for (const gram of own) {
      const having = byGram.get(gram) || [];
      for (const other of having) similar.set(other, (similar.get(other) || 0) + rarity(having.length) / mass);
    }
    if (term === undefined) {
      const wanted = deletes(word);
      for (const other of wanted.size ? words.keys() : []) {
        if (Math.abs(other.length - word.length) < 2 && !wanted.isDisjointFrom(deletes(other))) similar.set(other, Math.max(ONE_EDIT, similar.get(other) || 0));
      }
    }
    const late = new Float64Array(posts.length).fill(1);
    for (const [other, forms] of words) {
      const similarity = similar.get(other) || 0;
      for (const [form, ...places] of forms) {
        if (form !== term && similarity < LEAST_SIMILARITY) continue;
        for (let i = 0; i < places.length; i += 2) {
          letters[places[i]] = Math.max(letters[places[i]], similarity);
          if (!everyday.has(word) && (form === term || similarity >= MIN_SIMILARITY)) {
            late[places[i]] = Math.min(late[places[i]], places[i + 1] / 100);
          }
        }
      }
    }
    return { weight, mass, scores, letters, late };
  }

  function spread(own, post) {
    let most = own[post] || 0;
    BEFORE.forEach((weight, i) => { most = Math.max(most, weight * (own[post - 1 - i] || 0)); });
    AFTER.forEach((weight, i) => { most = Math.max(most, weight * (own[post + 1 + i] || 0)); });
    return most;
  }

  function search(question) {
    const found = asked(question).map(evidence);
    const weight = found.reduce((sum, one) => sum + one.weight, 0);
    const mass = found.reduce((sum, one) => sum + one.weight * one.mass, 0);
    const matches = posts.map((_, post) => post).filter((post) => found.some(
      ({ scores, letters }) => scores[post] >= MIN_MATCH || letters[post] >= MIN_SIMILARITY));
    const lower = question.toLowerCase();
    const number = !numberQuestion?.test(lower) ? 0 : countQuestion.test(lower) ? COUNT : DIGIT;
    const bonus = (post) => (data.numbers[post] & number ? NUMBER_BONUS : 0)
      + EARLY_BONUS * (1 - Math.min(...found.map(({ late }) => late[post])));
    const scored = matches.map((post) => [post, found.reduce((sum, one) => sum
      + one.weight / weight * spread(one.scores, post)
      + LETTERS * one.weight * one.mass / mass * spread(one.letters, post), bonus(post))]);
    return scored.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, SHOWN).map(([post]) => post);
  }

  const input = box.querySelector("input");
  const list = box.querySelector("ul"), status = box.querySelector("[role=status]");
  input.addEventListener("input", () => {
    const found = search(input.value);
    list.replaceChildren(...found.map((post) => {
      const [item, link, number, words] = ["li", "a", "b", "span"].map((name) => document.createElement(name));
      const section = posts[post];
      link.href = `#${section.id}`;
      number.textContent = section.id.slice(1);
      words.dir = "auto";
      words.textContent = section.querySelector(".text").textContent.slice(0, 200);
      link.append(number, " ", words);
      item.append(link);
      return item;
    }));
    status.textContent = input.value.trim() && !found.length ? status.dataset.nothing : "";
  });
}
