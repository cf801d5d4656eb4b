/* Facts: everything around the picture that is to be read of a case. Texts are set as texts. */

const chartColours = (root) => getComputedStyle(root.host ?? root)
  .getPropertyValue("--st-chart-categorical-colors").split(",").map((colour) => colour.trim());

function block(title, ...children) {
  return element("section", { className: "fact" }, element("h3", { textContent: title }), ...children);
}

function drawHeading(desk, shown) {
  const { part } = desk;
  part("case-title").textContent = part("case-title").title = shown.title || "Untitled";
  const link = /^https?:\/\//.test(shown.link)
    ? element("a", { href: shown.link, target: "_blank", rel: "noreferrer", textContent: "source" }) : "";
  const words = [shown.artist, shown.albumTitle].filter(Boolean).join(" · ");
  part("byline").replaceChildren(...[words, link && words ? " · " : "", link].filter(Boolean));
  part("claim").replaceChildren(...claimWords(shown));
  part("fault").textContent = shown.fault;
  part("fault").hidden = !shown.fault;
}

function claimWords(shown) {
  if (shown.blind) {
    return [element("span", { textContent: "Blind" }), element("strong", { textContent: "Which genre is it?" })];
  }
  const own = shown.claimed && shown.claimed !== shown.claimedGenre ? `as “${shown.claimed}”` : "";
  return [
    element("span", { textContent: own && shown.claimedGenre ? `Claimed ${own}` : "Claimed" }),
    element("strong", { textContent: shown.claimedGenre || shown.claimed || "nothing" }),
  ];
}

const queueFact = ({ queueReason }) =>
  (queueReason ? element("p", { className: "fact why", textContent: queueReason }) : null);

function verdictFact({ verdict }) {
  if (!verdict) return null;
  const p = verdict.p === null ? "" : `p = ${verdict.p < 0.001 ? "<0.001" : verdict.p.toFixed(3)}`;
  const numbers = [p, verdict.model].filter(Boolean).join(" · ");
  return element("section", { className: "fact verdict", data: { outcome: verdict.outcome } },
    element("h3", { textContent: "The model's verdict" }),
    element("p", { className: "sentence", textContent: verdict.sentence }),
    verdict.reason ? element("p", { className: "small", textContent: verdict.reason }) : "",
    numbers ? element("p", { className: "small numbers", textContent: numbers }) : "");
}

/** The likeliest genres as bars; the claimed one is always among them. */
function chanceBars(chances, colours, most) {
  const sorted = [...chances].sort((one, other) => other.p - one.p);
  const shown = sorted.filter((chance, index) => index < most || chance.claimed);
  const rest = sorted.filter((chance) => !shown.includes(chance));
  const rows = shown.map(({ genre, p, claimed, predicted }) => {
    const fill = element("i");
    fill.style.width = `${Math.max(p * 100, 0.5)}%`;
    if (claimed || predicted) fill.style.background = colours[claimed ? 0 : 1];
    const role = claimed ? "claimed" : predicted ? "top guess" : "";
    return element("li", { data: { role } }, element("span", { className: "genre", textContent: genre }),
      element("span", { className: "bar-line" }, fill),
      element("span", { className: "share-number", textContent: percent(p) }),
      role ? element("span", { className: "spoken", textContent: role }) : "");
  });
  const left = rest.reduce((sum, { p }) => sum + p, 0);
  if (rest.length) {
    rows.push(element("li", { className: "rest", textContent: `${plural(rest.length, "other")} together ${percent(left)}` }));
  }
  return element("ol", { className: "chances" }, ...rows);
}

/** Which colour means what; said in words beside the bars for those who hear them. */
const chanceKeys = () => [["claimed", "claimed"], ["predicted", "top guess"]].map(([role, word]) =>
  element("span", { className: `legend-key ${role}`, ariaHidden: "true", textContent: word }));

function chancesFact(shown, colours) {
  if (!shown.chances.length) return null;
  const fact = block("Probabilities", chanceBars(shown.chances, colours, 6));
  fact.firstChild.append(...chanceKeys());
  return fact;
}

function tagsFact({ tags }) {
  if (!tags.length) return null;
  const rows = tags.flatMap(([name, value]) => [element("dt", { textContent: name }), element("dd", { textContent: value, title: value })]);
  return block("Tags in the file", element("dl", {}, ...rows));
}

function historyFact({ history, artist }) {
  if (!history.length) return null;
  return block(artist ? `${artist} so far` : "The artist so far",
    element("ul", {}, ...history.map((sentence) => element("li", { textContent: sentence }))));
}

function opinionsFact({ opinions }) {
  if (!opinions.length) return null;
  return block("Decided before", element("ul", {}, ...opinions.map(({ who, said, note, when }) =>
    element("li", {}, element("strong", { textContent: said }), ` ${who}, ${when}`,
      note ? element("q", { textContent: note }) : ""))));
}

function commentsFact({ comments }) {
  if (!comments.length) return null;
  return block("Comments", element("ul", {}, ...comments.map(({ who, when, text }) =>
    element("li", {}, element("q", { textContent: text }), ` ${who}, ${when}`))));
}

/** Everything beside the picture, the comparison tracks between verdict and record. */
function drawFacts(desk, shown) {
  const colours = chartColours(desk.root);
  desk.part("review").style.setProperty("--claimed-colour", colours[0]);
  desk.part("review").style.setProperty("--predicted-colour", colours[1]);
  const told = shown.blind ? [blindFact()] : [verdictFact(shown), chancesFact(shown, colours), desk.listening.contrast.fact(shown)];
  const facts = [queueFact(shown), ...told, opinionsFact(shown), historyFact(shown), commentsFact(shown), tagsFact(shown)];
  desk.part("facts").replaceChildren(...facts.filter(Boolean));
}

const blindFact = () => block("Blind", element("p", { className: "small",
  textContent: "You answer first; then the claim and the model's opinion are shown in the corner." }));
