/* Axes: round steps, and the words for seconds, hertz and shares. No DOM in here. */
const TIME_STEPS = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
const HERTZ_STEPS = [100, 200, 500, 1000, 2000, 5000, 10000, 20000];
const PIXELS_A_TIME_LABEL = 68;
const PIXELS_A_HERTZ_LABEL = 40;

const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** The multiples of the smallest round step that leave each label its room, from 0 to `end`. */
function ticks(steps, end, room) {
  const step = steps.find((candidate) => end / candidate <= room) ?? steps.at(-1);
  return Array.from({ length: Math.floor(end / step + 1e-6) + 1 }, (_, index) => index * step);
}

const timeTicks = (seconds, width) =>
  ticks(TIME_STEPS, seconds, Math.max(1, width / PIXELS_A_TIME_LABEL));

const hertzTicks = (maxHz, height) =>
  ticks(HERTZ_STEPS, maxHz, Math.max(1, height / PIXELS_A_HERTZ_LABEL));

/** 72.46 becomes "1:12", or "1:12.4" with one decimal: cut off, as clocks do, not rounded. */
function clock(seconds, decimals = 0) {
  const scale = 10 ** decimals;
  const whole = Math.floor(seconds * scale + 1e-6) / scale;
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = (whole % 60).toFixed(decimals).padStart(decimals ? 3 + decimals : 2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

const timeLabel = (seconds, all) => (all < 60 ? `${seconds} s` : clock(seconds));

const hertzLabel = (hertz) => (hertz && hertz % 1000 === 0 ? `${hertz / 1000} kHz`
  : hertz > 1000 ? `${(hertz / 1000).toFixed(1)} kHz` : `${hertz} Hz`);

const hertzReading = (hertz) =>
  hertz < 1000 ? `${Math.round(hertz / 10) * 10} Hz` : `${(hertz / 1000).toFixed(2)} kHz`;

function percent(share) {
  if (share > 0 && share < 0.01) return "<1%";
  if (share < 1 && share > 0.99) return ">99%";
  return `${Math.round(share * 100)}%`;
}

/** For a screen reader: "1 minute 12 seconds". */
function spoken(seconds) {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  const word = (count, unit) => `${count} ${unit}${count === 1 ? "" : "s"}`;
  return minutes ? `${word(minutes, "minute")} ${word(rest, "second")}` : word(rest, "second");
}
