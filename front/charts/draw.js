/*
 * From the description of a chart to a drawing: ECharts with only the parts in use, as SVG (sharp on paper).
 * No animation (it would inject style elements) and no HTML tooltip (it would need inline styles).
 */
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { heightOf, optionOf } from "./options.js";

use([AriaComponent, BarChart, GridComponent, LegendComponent, LineChart, MarkLineComponent, SVGRenderer, TooltipComponent]);

export function draw(box, description) {
  const drawing = init(box, null, { renderer: "svg" });
  const paper = window.matchMedia("print");
  let drawn = false;
  let narrow = null;
  function resize() {
    if (drawn && (paper.matches || !box.clientHeight)) return;
    drawn = true;
    drawing.resize();
    if (narrow !== isNarrow(box)) {
      narrow = isNarrow(box);
      const shown = narrow ? laid(description) : description;
      box.style.setProperty("--s-chart-rows", shown.across ? `${heightOf(shown)}px` : "0px");
      drawing.resize();
      drawing.setOption(optionOf(shown, styleOf(box)), true);
    }
    scaleOnPaper(box, drawing);
  }
  resize();
  const watcher = new ResizeObserver(resize);
  watcher.observe(box);
  return () => {
    watcher.disconnect();
    drawing.dispose();
  };
}

/** On paper nothing is measured anew: with a view box the drawing scales to whatever room it finds there. */
function scaleOnPaper(box, drawing) {
  box.querySelector("svg")?.setAttribute("viewBox", `0 0 ${drawing.getWidth()} ${drawing.getHeight()}`);
}

const isNarrow = (box) => box.clientWidth > 0 && box.clientWidth < 480;

/** On a phone, bars lie and names break into lines, so that every name can be read. */
function laid(description) {
  const across = description.across || (description.kind === "bar" && description.labels.length > 4);
  return { ...description, across, narrow: true };
}

/** The tokens a drawing needs, read from the style sheet so that colours are decided once. */
function styleOf(box) {
  const style = getComputedStyle(box);
  const token = (name) => style.getPropertyValue(`--s-${name}`).trim();
  return {
    font: style.fontFamily,
    ink: token("ink"),
    ink2: token("ink-2"),
    line: token("line"),
    paper: token("paper"),
    red: token("red"),
    soft: "#b9cbd9",
    series: [1, 2, 3, 4, 5].map((number) => token(`series-${number}`)),
  };
}
