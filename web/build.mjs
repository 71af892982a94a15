// Makes the pages' scripts and styles: `npm ci && npm run build`. The result is committed, and CI makes it again and
// compares the bytes, so that what the wheel holds is what stands here.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";

const PAGES = ["docs"];
const LICENCES = {
  "@dagrejs/dagre": ["LICENSE"],
  minisearch: ["LICENSE.txt"],
};

const texts = await Promise.all(
  Object.entries(LICENCES).map(async ([name, files]) => {
    const { version } = JSON.parse(await readFile(`node_modules/${name}/package.json`, "utf8"));
    const parts = await Promise.all(files.map((file) => readFile(`node_modules/${name}/${file}`, "utf8")));
    return `${name} ${version}\n\n${parts.join("\n\n").trim()}\n`;
  }),
);

for (const page of PAGES) {
  await build({
    entryPoints: [`${page}/${page}.js`, `${page}/${page}.css`],
    outdir: "built",
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    legalComments: "none", // LICENCES has them, and the page shows them
    define: { LICENCES: JSON.stringify(texts.join("\n\n")) },
    logLevel: "warning",
  });
}

await writeFile("built/page.html", await readFile("page.html", "utf8"));

for (const page of PAGES) {
  const script = await readFile(`built/${page}.js`, "utf8");
  if (/<\/script|<!--/i.test(script)) throw new Error(`${page}.js cannot stand inside of a page`);
}
