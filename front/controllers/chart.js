/*
 * Draws the chart that data-chart describes. The drawing code comes over the wire only when a page has a chart.
 *
 *   <div class="s-chart__plot" data-controller="chart" data-chart='{"kind": "line", "labels": […], "series": […]}'></div>
 */
export function chart(box) {
  let drawn = null;
  let gone = false;
  import("../charts/draw.js").then(({ draw }) => {
    if (!gone) drawn = draw(box, JSON.parse(box.dataset.chart));
  });
  return () => {
    gone = true;
    drawn?.();
  };
}
