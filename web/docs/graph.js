// Two drawings: the models in columns by layer, and the way of one column's values.

import dagre from "@dagrejs/dagre";

import { h, s } from "../shared/dom.js";
import { addressOf, byName, layers, models, origins, places } from "./dictionary.js";
import { words } from "./words.js";

const HOW = ["copied", "chosen", "computed", "aggregated"];

const curve = (x1, y1, x2, y2) => `M${x1},${y1}C${(x1 + x2) / 2},${y1} ${(x1 + x2) / 2},${y2} ${x2},${y2}`;

/** All models; pointing at one leaves only its ancestors and descendants bright. */
export function layerGraph() {
  const [width, gap, height] = [156, 58, 22];
  const columns = layers.map((layer) => models.filter((model) => model.layer === layer));
  untangle(columns);
  const at = new Map();
  const tallest = Math.max(...columns.map((column) => column.length));
  columns.forEach((column, x) =>
    column.forEach((model, y) => at.set(model.name, { x: 12 + x * (width + gap), y: 40 + (y + (tallest - column.length) / 2) * (height + 5) })),
  );
  const edges = models.flatMap((model) => model.parents.map((parent) => ({ from: parent, to: model.name })));
  const paths = edges.map(({ from, to }) => {
    const [a, b] = [at.get(from), at.get(to)];
    const isBack = b.x <= a.x; // within a layer
    const d = isBack ? `M${a.x + width},${a.y + 11}C${a.x + width + 40},${a.y + 11} ${b.x + width + 40},${b.y + 11} ${b.x + width},${b.y + 11}` : curve(a.x + width, a.y + 11, b.x, b.y + 11);
    return s("path", { d, "data-from": from, "data-to": to });
  });
  const nodes = models.map((model) => {
    const { x, y } = at.get(model.name);
    return s("g", { class: "node", "data-name": model.name, transform: `translate(${x},${y})` },
      s("a", { href: `#${model.name}`, onpointerenter: () => point(model.name), onfocus: () => point(model.name), onpointerleave: () => point(null), onblur: () => point(null) },
        s("rect", { width, height, rx: 5 }),
        s("text", { x: 8, y: 15 }, short(model.name.replace("sheets.", ""), 23)),
        s("title", {}, `${model.name}: ${model.doc}`)));
  });
  const heads = layers.map((layer, x) => s("text", { class: "head", x: 12 + x * (width + gap), y: 24 }, words.layers[layer]));
  const size = { width: 24 + layers.length * (width + gap) - gap, height: 60 + tallest * (height + 5) };
  const box = h("div", { class: "graph" }, s("svg", { ...size, role: "img", "aria-label": words.graph }, heads, paths, nodes));

  function point(name) {
    box.classList.toggle("pointed", Boolean(name));
    if (!name) return;
    const on = new Set([...reach(name, "parents"), ...reach(name, "children")]);
    nodes.forEach((node) => node.classList.toggle("on", on.has(node.dataset.name)));
    paths.forEach((path) => path.classList.toggle("on", on.has(path.dataset.from) && on.has(path.dataset.to)));
  }
  return box;
}

function reach(name, way, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    byName.get(name)[way].forEach((each) => reach(each, way, seen));
  }
  return seen;
}

/** Orders each layer by where its neighbours stand, a few times over: fewer lines cross. */
function untangle(columns) {
  for (let round = 0; round < 6; round++) {
    const place = new Map(columns.flatMap((column) => column.map((model, y) => [model.name, y / column.length])));
    const middle = (model) => {
      const near = [...model.parents, ...model.children].map((name) => place.get(name));
      return near.length ? near.reduce((sum, y) => sum + y, 0) / near.length : place.get(model.name);
    };
    columns.forEach((column) => column.sort((a, b) => middle(a) - middle(b)));
  }
}

/** The path of a column's values, from fields of the JSON on the left to the column on the right. What is only a copy of
    one other column is left out; the list beside it has all. */
export function pathGraph(start) {
  const graph = new dagre.graphlib.Graph().setGraph({ rankdir: "LR", nodesep: 8, ranksep: 34, marginx: 10, marginy: 10 });
  graph.setDefaultEdgeLabel(() => ({}));
  const visit = (number) => {
    const key = String(number);
    if (graph.hasNode(key)) return;
    const { title, small } = labels(number);
    graph.setNode(key, { width: Math.max(measure(title, 12), measure(small, 11)) + 18, height: small ? 36 : 24, title, small, number });
    if (number < 0) return;
    for (const link of places[number].links) {
      const to = original(link.to);
      visit(to);
      const edge = graph.edge(String(to), key);
      graph.setEdge(String(to), key, { how: Math.max(link.how, edge?.how ?? 0) });
    }
  };
  visit(start);
  dagre.layout(graph);
  const { width, height } = graph.graph();
  const paths = graph.edges().map((edge) => {
    const { points, how } = graph.edge(edge);
    const [from, to] = [graph.node(edge.v), graph.node(edge.w)];
    return s("path", { class: HOW[how], d: through([{ x: from.x + from.width / 2, y: from.y }, ...points.slice(1, -1), { x: to.x - to.width / 2, y: to.y }]) });
  });
  const nodes = graph.nodes().map((key) => {
    const node = graph.node(key);
    const kind = node.number < 0 ? "origin" : node.number === start ? "start" : "";
    const href = node.number < 0 ? `#origin/${node.title}` : `#${addressOf(places[node.number])}`;
    return s("g", { class: `node ${kind}`, transform: `translate(${node.x - node.width / 2},${node.y - node.height / 2})` },
      s("a", { href }, s("rect", { width: node.width, height: node.height, rx: 5 }), s("text", { x: 9, y: 16 }, node.title),
        node.small && s("text", { class: "small", x: 9, y: 30 }, node.small)));
  });
  const drawn = s("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words.path }, paths, nodes);
  const figure = h("figure", { class: "path" }, h("button", { onclick: () => figure.classList.toggle("large") }, words.enlarge), h("div", { class: "graph" }, drawn));
  return figure;
}

/** What a place is a plain copy of, from copy to copy. */
function original(number) {
  const links = number < 0 ? [] : places[number].links;
  return links.length === 1 && links[0].how === 0 ? original(links[0].to) : number;
}

function labels(number) {
  if (number < 0) return { title: origins[-1 - number][0], small: "" };
  const address = addressOf(places[number]);
  return { title: short(address, 44), small: places[number].only };
}

function through(points) {
  return points.map(({ x, y }, number) => {
    if (!number) return `M${x},${y}`;
    const before = points[number - 1];
    return `C${(before.x + x) / 2},${before.y} ${(before.x + x) / 2},${y} ${x},${y}`;
  }).join("");
}

const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** About how wide a text is drawn; wide characters count twice. */
const measure = (text, size) => [...text].reduce((sum, each) => sum + (each > "\u2e7f" ? 1 : 0.56), 0) * size;
