/* One build: style sheet, controllers, lazily loaded charts, the icon sprite; names are hashed, manifest.json maps them. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "vite";

const root = import.meta.dirname;
const DRAWINGS = { "icons.svg": "front/icons/sprite.svg", "mark.svg": "front/icons/mark.svg" };

/** Emits the drawings that templates address by name and writes {logical name: hashed file} for asset(). */
function namedAssets() {
  const emitted = new Map();
  return {
    name: "named-assets",
    enforce: "post",
    buildStart() {
      for (const [name, path] of Object.entries(DRAWINGS)) {
        this.addWatchFile(resolve(root, path));
        emitted.set(name, this.emitFile({ type: "asset", name, source: readFileSync(resolve(root, path)) }));
      }
    },
    generateBundle(_options, bundle) {
      const files = {};
      for (const [name, reference] of emitted) files[name] = this.getFileName(reference);
      for (const item of Object.values(bundle)) {
        if (item.type === "chunk" && item.isEntry) files[`${item.name}.js`] = item.fileName;
        if (item.type === "asset" && item.fileName.endsWith(".css")) files["app.css"] = item.fileName;
      }
      this.emitFile({ type: "asset", fileName: "manifest.json", source: JSON.stringify(files, null, 2) });
      this.emitFile({ type: "asset", fileName: "offline.json", source: JSON.stringify(offline(files, bundle), null, 2) });
    },
  };
}

/** The worker of the phone's page, and the files which that page cannot do without: no charts, no fonts. */
function offline(files, bundle) {
  const kept = new Set(["mark.svg", "icons.svg", "app.css"].map((name) => files[name]));
  const follow = (name) => kept.has(name) || (kept.add(name), bundle[name].imports.forEach(follow));
  for (const name of ["app.js", "phone.js"]) follow(files[name]);
  return { worker: files["worker.js"], kept: [...kept] };
}

export default defineConfig({
  root,
  base: "./",
  publicDir: false,
  plugins: [namedAssets()],
  build: {
    outDir: "shuren/site/static_built",
    emptyOutDir: true,
    assetsDir: ".",
    target: ["chrome109", "firefox115", "safari16"],
    modulePreload: { polyfill: false },
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: {
        app: resolve(root, "front/app.js"),
        phone: resolve(root, "front/phone.js"),
        worker: resolve(root, "front/phone/worker.js"),
      },
      checks: { eval: false }, // htmx holds one eval, which its allowEval setting keeps from running
    },
  },
});
