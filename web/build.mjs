// Makes the pages' scripts and styles: `npm ci && npm run build`. The result is committed, and CI makes it again and
// compares the bytes, so that what the wheel holds is what stands here.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";

const PAGES = {
  docs: { "@dagrejs/dagre": ["LICENSE"], minisearch: ["LICENSE.txt"] },
  report: { echarts: ["LICENSE", "NOTICE"], zrender: ["LICENSE"], tslib: ["LICENSE.txt"] },
};

async function licence([name, files]) {
  const { version } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
  const texts = await Promise.all(files.map((file) => readFile(`node_modules/${name}/${file}`, "utf8")));
  return `${name} ${version}\n\n${texts.join("\n\n").trim()}`;
}

for (const [page, libraries] of Object.entries(PAGES)) {
  const licences = await Promise.all(Object.entries(libraries).map(licence));
  await build({
    entryPoints: [`${page}/${page}.js`, `${page}/${page}.css`],
    outdir: "built",
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none", // the page shows the licences at its end
    define: { LICENCES: JSON.stringify(licences.join("\n\n\n")) },
    logLevel: "warning",
  });
  const script = await readFile(`built/${page}.js`, "utf8");
  if (/<\/script|<!--/i.test(script)) throw new Error(`${page}.js cannot stand inside of a page`);
}
await writeFile("built/page.html", await readFile("page.html", "utf8"));
