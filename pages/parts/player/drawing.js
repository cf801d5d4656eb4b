/* Drawing: the axes, the lens over the picture and the support strip of a player. */

/** A label at `place` pixels along an axis of `room` pixels, kept inside it. */
function axisLabel(text, place, room, vertical) {
  const label = document.createElement("span");
  label.textContent = text;
  label.style[vertical ? "top" : "left"] = `${place}px`;
  if (place < 14) label.className = "first";
  if (place > room - 14) label.className = "last";
  return label;
}

function drawAxes(player) {
  const { meta, evidence, width } = player;
  const height = player.part("picture").clientHeight;
  player.part("hertz").replaceChildren(...hertzTicks(meta.maxHz, height).map((hertz) =>
    axisLabel(hertzLabel(hertz), (1 - hertz / meta.maxHz) * height, height, true)));
  player.part("seconds").replaceChildren(...timeTicks(meta.seconds, width).map((seconds) =>
    axisLabel(timeLabel(seconds, meta.seconds), player.x(seconds), width, false)));
  player.part("heard").replaceChildren(...evidence.heard.map(({ start, end }) => {
    const bar = document.createElement("span");
    bar.style.left = `${player.x(start)}px`;
    bar.style.width = `${Math.max(2, player.x(end) - player.x(start))}px`;
    return bar;
  }));
  player.part("all").textContent = ` / ${clock(meta.seconds)}`;
  player.part("picture").ariaValueMax = String(Math.round(meta.seconds));
}

/** One radio button for the bare picture and one for each heatmap; kept if only words change. */
function drawSegments(player) {
  const labels = ["Off", ...player.evidence.heatmaps.map((heatmap) => heatmap.label)];
  const segments = player.part("segments");
  if (segments.children.length !== labels.length) {
    segments.replaceChildren(...labels.map((_, index) => {
      const segment = document.createElement("label");
      segment.innerHTML = `<input type="radio" name="lens" value="${index}"><span></span>`;
      return segment;
    }));
  }
  if (player.lens >= labels.length) player.lens = 0;
  labels.forEach((text, index) => {
    const [input, word] = segments.children[index].children;
    word.textContent = text;
    input.checked = index === player.lens;
  });
  player.part("lens").hidden = labels.length === 1;
}

function drawLens(player) {
  const heatmap = player.evidence.heatmaps[player.lens - 1];
  player.part("player").dataset.lens = heatmap ? "on" : "off";
  player.part("ramp").style.backgroundImage = glowGradient();
  paintHeatmap(player.part("heat"), heatmap);
}

function place(element, attributes) {
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
}

/** The box from a stretch's start to its end, as high as the strip. */
function band(player, stretch) {
  const left = player.x(stretch.start);
  return { x: left, y: 0, width: Math.max(2, player.x(stretch.end) - left), height: player.chartHeight };
}

function drawMark(player, which) {
  const { support } = player.evidence;
  const stretch = support?.[which];
  const [mark, button] = [player.part(`${which}-mark`), player.part(which)];
  const shape = player.part(`${which}-band`);
  [mark, button].forEach((element) => { element.hidden = !stretch; });
  shape.setAttribute("visibility", stretch ? "visible" : "hidden");
  if (!stretch) return;
  const box = band(player, stretch);
  const share = support.probabilities[windowAt(support, (stretch.start + stretch.end) / 2)];
  const words = `Hear the ${which} ${length(support.window)} for ${support.genre}`;
  place(shape, box);
  mark.style.left = `${box.x}px`;
  mark.style.width = `${box.width}px`;
  mark.firstElementChild.textContent = `${which} ${percent(share)}`;
  const chip = mark.firstElementChild.offsetWidth;
  const middle = clamp(box.x + box.width / 2, chip / 2, player.width - chip / 2);
  mark.firstElementChild.style.left = `${middle - box.x}px`;
  mark.ariaLabel = mark.title = words;
  button.textContent = which === "best" ? words : `Hear the worst ${length(support.window)}`;
  button.ariaLabel = words;
}

function drawSupport(player) {
  const { support, heard } = player.evidence;
  const { width, meta, part } = player;
  part("heard-key").hidden = heard.length === 0;
  part("caption").textContent = support
    ? `How likely it is ${support.genre}, ${length(support.window)} at a time` : "";
  for (const id of ["strip", "shares", "excerpts", "chance-key"]) part(id).hidden = !support;
  drawMark(player, "best");
  drawMark(player, "worst");
  if (!support) return;
  const height = player.chartHeight;
  const { line, area } = supportPaths(support, meta.seconds, width, height);
  const chance = (1 - support.chance) * height;
  place(part("chart"), { width, height, viewBox: `0 0 ${width} ${height}` });
  place(part("line"), { d: line });
  place(part("area"), { d: area });
  place(part("ceiling"), { x1: 0, x2: width, y1: 0.5, y2: 0.5 });
  place(part("floor"), { x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 });
  place(part("chance"), { x1: 0, x2: width, y1: chance, y2: chance });
  part("chance-key").textContent = `chance ${percent(support.chance)}`;
}

/** Light up the window with this index in the strip; null puts it out. */
function showWindow(player, index) {
  const { support } = player.evidence;
  const shown = index !== null && support;
  for (const id of ["window", "dot"]) player.part(id).setAttribute("visibility", shown ? "visible" : "hidden");
  if (!shown) return;
  const { times, probabilities } = support;
  place(player.part("window"), band(player, windowStretch(support, index, player.meta.seconds)));
  place(player.part("dot"), { cx: player.x(times[index]), cy: (1 - probabilities[index]) * player.chartHeight });
}

/** What stands in the strip at `time`, as "0:12: 34% Rock". */
function supportReading(player, time) {
  const { support } = player.evidence;
  return `${clock(time)}: ${percent(support.probabilities[windowAt(support, time)])} ${support.genre}`;
}

/** Put the chip beside the pointer, inside the desk. */
function showReadout(player, text, event) {
  const readout = player.part("readout");
  readout.textContent = text;
  const desk = player.part("desk").getBoundingClientRect();
  const [x, y] = [event.clientX - desk.left, event.clientY - desk.top];
  const beside = x + 14 + readout.offsetWidth > desk.width ? x - 14 - readout.offsetWidth : x + 14;
  readout.style.transform = `translate(${beside}px, ${clamp(y - 36, 4, desk.height)}px)`;
}
