// The drawings. What is drawn is counted elsewhere; a click gives back what was clicked.

import { h } from "../shared/dom.js";
import { dateOf, weekdayOf } from "./data.js";
import { init } from "./echarts.js";
import { quantile } from "./count.js";
import { words } from "./words.js";

/** The ends of the bars of the distribution, in seconds. */
export const EDGES = [0, 30, 60, 180, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400, 259_200, Infinity];

const TICKS = [10, 60, 300, 1800, 7200, 28_800, 86_400, 259_200, 864_000];

/** A round time without its zeros: 2 h. */
const plainly = (seconds) => words.seconds(seconds).replace(/(\.0| 00 s| 00 min| 00 秒| 00 分)(?=$| )/, "");

const drawn = new Map();

/** A place for a chart, which is drawn when it is first seen. */
export function frame(id, tall) {
  return h("div", { class: tall ? "chart tall" : "chart", id, role: "img", "aria-label": words.charts[id] });
}

const colour = (name) => {
  const probe = h("i");
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const found = getComputedStyle(probe).color;
  probe.remove();
  return found;
};

/** Waits from one time to another, in words. */
export function between(low, high) {
  if (!low) return `< ${plainly(high)}`;
  return high > 3.9e9 ? `≥ ${plainly(low)}` : `${plainly(low)} – ${plainly(high)}`;
}

/** Draws a chart, once more or for the first time. */
function draw(id, option, onclick) {
  const element = document.getElementById(id);
  if (!element?.clientWidth) return;
  const chart = drawn.get(id) ?? init(element, null, { renderer: "svg" });
  drawn.set(id, chart);
  const [dim, line] = [colour("--dim"), colour("--line")];
  const axis = (own) => ({ axisLine: { lineStyle: { color: line } }, axisTick: { show: false }, splitLine: { lineStyle: { color: line } }, ...own, axisLabel: { color: dim, hideOverlap: true, ...own?.axisLabel } });
  const { tooltip, ...rest } = option;
  chart.setOption({
    animation: false, aria: { enabled: true }, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, color: [colour("--first"), colour("--second"), colour("--third")],
    grid: { left: 8, right: 14, top: 26, bottom: 6, containLabel: true },
    tooltip: { // drawn, not made of HTML: the page's policy lets no style attributes in
      renderMode: "richText", trigger: "axis", confine: true, backgroundColor: colour("--card"), borderColor: line,
      textStyle: { color: colour("--ink") }, ...tooltip,
    },
    ...rest, xAxis: axis(option.xAxis), yAxis: axis(option.yAxis),
  }, { notMerge: true });
  chart.off("click");
  if (onclick) chart.on("click", onclick);
}

/** A date without its year, where the bars are days or weeks of one. */
const shortly = (label) => (label.length > 7 ? label.slice(5) : label);
const dates = (found) => ({ type: "category", data: found.map(({ label }) => label), axisLabel: { formatter: shortly } });

/** Days in bars of a day, a week or a month, so that there are not too many: each with its first and last day. */
export function buckets(first, last) {
  const span = last - first + 1;
  const unit = span <= 100 ? "day" : span <= 800 ? "week" : "month";
  const found = [];
  for (let day = first; day <= last; day++) {
    const begins = unit === "day" || (unit === "week" ? weekdayOf(day) === 1 : dateOf(day).endsWith("-01"));
    if (begins || !found.length) found.push({ first: day, last: day, label: unit === "month" ? dateOf(day).slice(0, 7) : dateOf(day) });
    else found.at(-1).last = day;
  }
  return { unit, found };
}

const sum = (numbers, { first, last }) => numbers.subarray(first, last + 1).reduce((all, each) => all + each, 0);

export function drawDaily(counted, { found }, onBucket) {
  draw("daily", { xAxis: dates(found), yAxis: { type: "value", minInterval: 1 },
    series: [{ type: "bar", barMaxWidth: 26, data: found.map((bucket) => sum(counted.daily, bucket)) }] }, ({ dataIndex }) => onBucket(found[dataIndex]));
}

export function drawTrend(counted, { found }) {
  const waits = found.map(({ first, last }) => {
    const days = [];
    for (let day = first; day <= last; day++) if (counted.days.has(day)) days.push(counted.days.get(day).all());
    const all = new Uint32Array(days.reduce((length, each) => length + each.length, 0));
    days.reduce((at, each) => (all.set(each, at), at + each.length), 0);
    return all;
  });
  const line = (name, share) => ({ name, type: "line", showSymbol: found.length < 32, connectNulls: true, data: waits.map((each) => (each.length ? Math.max(quantile(each, share), 1) : null)) });
  draw("trend", {
    legend: { right: 24, top: 0, icon: "roundRect", itemHeight: 3, textStyle: { color: colour("--dim") } },
    tooltip: { valueFormatter: words.seconds },
    xAxis: dates(found),
    yAxis: { type: "log", axisLabel: { formatter: plainly, customValues: TICKS }, splitLine: { show: false } }, series: [line(words.median, 0.5), line(words.p90, 0.9)],
  });
}

export function drawSpread(waits, target, onBin) {
  const counts = new Array(EDGES.length - 1).fill(0);
  for (const seconds of waits) {
    let bin = 0;
    while (seconds >= EDGES[bin + 1]) bin++;
    counts[bin]++;
  }
  const label = (number) => between(EDGES[number], EDGES[number + 1]);
  const place = EDGES.findIndex((edge) => edge >= target);
  draw("spread", { xAxis: { type: "category", data: counts.map((_, number) => label(number)), axisLabel: { interval: 0, rotate: 40, fontSize: 11 } }, yAxis: { type: "value", minInterval: 1 },
    series: [{ type: "bar", data: counts.map((value, number) => ({ value, itemStyle: { color: colour(number < place ? "--third" : "--second") } })) }] },
    ({ dataIndex }) => onBin(EDGES[dataIndex], Math.min(EDGES[dataIndex + 1], 4_000_000_000)));
}

export function drawHeat(heat, onCell) {
  const cells = [...heat].map((count, place) => [place % 24, 6 - Math.floor(place / 24), count]);
  draw("heat", {
    tooltip: { trigger: "item", formatter: ({ data: [hour, day, count] }) => `${words.on([...words.weekdays].reverse()[day])} ${words.at(hour)}  ${count.toLocaleString()}` },
    visualMap: { show: false, min: 0, max: Math.max(1, ...heat), inRange: { color: [colour("--ground"), colour("--first")] } },
    xAxis: { type: "category", data: Array.from({ length: 24 }, (_, hour) => hour), splitLine: { show: false } }, yAxis: { type: "category", data: [...words.weekdays].reverse(), splitLine: { show: false } },
    series: [{ type: "heatmap", name: words.charts.heat, data: cells, itemStyle: { borderWidth: 1, borderColor: colour("--card") } }],
  }, ({ data }) => onCell(7 - data[1], data[0]));
}

export function drawBacklog(open, { found }) {
  draw("backlog", { xAxis: dates(found), yAxis: { type: "value", minInterval: 1 },
    series: [{ type: "line", step: "end", showSymbol: false, areaStyle: { opacity: 0.15 }, data: found.map(({ last }) => open[last]) }] });
}

export function drawScores(scores, onScore) {
  draw("csat", { xAxis: { type: "category", data: [1, 2, 3, 4, 5] }, yAxis: { type: "value", minInterval: 1 },
    series: [{ type: "bar", barMaxWidth: 48, data: [...scores.subarray(1)] }] }, ({ dataIndex }) => onScore(dataIndex + 1));
}

/** The drawings at the size of paper, and back: on a screen they have that of the screen. */
export function onPaper() {
  for (const chart of drawn.values()) {
    const picture = chart.getDom().querySelector("svg");
    picture.setAttribute("viewBox", `0 0 ${picture.width.baseVal.value} ${picture.height.baseVal.value}`);
    for (const each of [picture, picture.parentElement]) Object.assign(each.style, { width: "100%", height: "100%" });
  }
}

/** Takes the drawings away, so that they are made anew. */
export function forget() {
  for (const chart of drawn.values()) chart.dispose();
  drawn.clear();
}

export const resize = () => drawn.forEach((chart) => chart.resize());
