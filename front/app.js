/* Entry: the style sheet, the controllers by name, htmx; charts are fetched only where a page has one. */
import "./css/app.css";
import { attachAll, register } from "./registry.js";
import { startHtmx } from "./htmx.js";
import { ask } from "./controllers/ask.js";
import { chart } from "./controllers/chart.js";
import { choose } from "./controllers/choose.js";
import { dialog, opens } from "./controllers/dialog.js";
import { drawer } from "./controllers/drawer.js";
import { drop } from "./controllers/drop.js";
import { help } from "./controllers/help.js";
import { idle } from "./controllers/idle.js";
import { keep } from "./controllers/keep.js";
import { menu } from "./controllers/menu.js";
import { onward } from "./controllers/onward.js";
import { passkey } from "./controllers/passkey.js";
import { print } from "./controllers/print.js";
import { sheet } from "./controllers/sheet.js";
import { sidebar } from "./controllers/sidebar.js";
import { submit } from "./controllers/submit.js";
import { tabs } from "./controllers/tabs.js";
import { toast } from "./controllers/toast.js";
import { tree } from "./controllers/tree.js";
import { view } from "./controllers/view.js";

const controllers = { ask, chart, choose, dialog, drawer, drop, help, idle, keep, menu, onward, opens, passkey, print, sheet, sidebar, submit, tabs, toast, tree, view };
for (const [name, attach] of Object.entries(controllers)) register(name, attach);

startHtmx();
attachAll(document.body);
