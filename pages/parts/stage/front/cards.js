/* Cards: title, problem and closing: a sentence, and what stands beside or below it. */

/** A title: what the evening is called, and where the phones find it. */
class TitleScene {
  constructor(scene, { media, vote, pictures }) {
    this.phones = make("p", { className: "phones" });
    this.element = make("section", { className: "scene title" },
      band(pictures.slice(0, 1), media),
      make("div", { className: "words" }, headline("h1", "", scene.title, 36), make("div", { className: "prose" }, ...paragraphs(scene.text))),
      make("aside", { className: "join" }, codeCard(vote), make("p", { className: "address" }, typed(vote.url)), this.phones));
  }

  count({ phones }) {
    write(this.phones, phones ? `${plural(phones, "phone")} ${phones === 1 ? "is" : "are"} here` : "Scan it, or type the address");
  }
}

/** The problem: one statement, large, and what follows from it. */
class ProblemScene {
  constructor(scene) {
    this.element = make("section", { className: "scene problem" },
      headline("h1", "", scene.title, 60), make("div", { className: "prose" }, ...paragraphs(scene.text)));
  }
}

/** The end: thanks, and whose music it was. */
class ClosingScene {
  constructor(scene, { media, pictures, rounds }) {
    this.element = make("section", { className: "scene closing" },
      band(pictures, media),
      make("div", { className: "words" }, headline("h1", "", scene.title, 36), make("div", { className: "prose" }, ...paragraphs(scene.text))),
      make("ul", { className: "credits" }, ...makers(rounds).map(([maker, titles]) =>
        make("li", {}, ...titles.map((title) => make("strong", {}, title)), maker))));
  }
}

/** Whose music it was: "by an artist · licence", and the titles that this is true of. */
function makers(rounds) {
  const found = new Map();
  for (const { title, artist, licence } of rounds.filter((round) => round.title || round.artist)) {
    const maker = [artist && `by ${artist}`, licence].filter(Boolean).join(" · ");
    found.set(maker, [...(found.get(maker) ?? []), title].filter(Boolean));
  }
  return [...found];
}

/** A band of spectrograms along the foot of a card: the evening's music, seen and not yet heard. */
function band(pictures, media) {
  const images = pictures.map(() => make("img", { alt: "", decoding: "async" }));
  pictures.forEach((url, index) => media.when(url, ({ link }) => { images[index].src = link; }));
  return make("div", { className: "band", ariaHidden: "true" }, ...images);
}
