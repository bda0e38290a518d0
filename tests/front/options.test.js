import assert from "node:assert/strict";
import { test } from "node:test";
import { figure, heightOf, optionOf } from "../../front/charts/options.js";

const STYLE = { font: "x", ink: "#000", ink2: "#222", line: "#ddd", paper: "#fff", red: "#c00", soft: "#abc", series: ["#1", "#2", "#3"] };

test("a target is dashed, the actual is not, and a missing year is a gap", () => {
  const option = optionOf(
    { kind: "line", labels: [2016, 2017], series: [{ name: "实际", values: [1, null] }, { name: "目标", values: [2, 3], target: true }] },
    STYLE,
  );
  assert.deepEqual(option.series.map((one) => one.lineStyle.type), ["solid", "dashed"]);
  assert.equal(option.series[0].connectNulls, false);
});

test("bars start at zero; lines may not", () => {
  const series = [{ name: "a", values: [1] }];
  assert.equal(optionOf({ kind: "bar", labels: ["甲"], series }, STYLE).yAxis.scale, false);
  assert.equal(optionOf({ kind: "line", labels: ["甲"], series }, STYLE).yAxis.scale, true);
  assert.equal(optionOf({ kind: "line", labels: ["甲"], series, unit: "%" }, STYLE).yAxis.scale, false);
});

test("a histogram marks the own bar and no other", () => {
  const option = optionOf({ kind: "histogram", bins: [{ label: "0–5", count: 1 }, { label: "5–10", count: 2 }], own: 1 }, STYLE);
  assert.deepEqual(option.series[0].data.map((bar) => bar.label.show), [false, true]);
});

test("an axis of counts shows no parts of one, and names of lying bars break into lines", () => {
  const of = (values, more) => optionOf({ kind: "bar", labels: ["甲", "乙"], series: [{ name: "a", values }], ...more }, STYLE);
  assert.deepEqual([of([1, null]).yAxis.minInterval, of([0.5, 1]).yAxis.minInterval], [1, undefined]);
  const { overflow, width } = of([1, 2], { across: true, narrow: true }).yAxis.axisLabel;
  assert.ok(overflow === "break" && width < of([1, 2], { across: true }).yAxis.axisLabel.width);
});

test("lying bars are as high as their names need", () => {
  const of = (labels, more) => heightOf({ labels, series: [{ values: [] }], ...more });
  assert.ok(of(["甲", "乙", "丙"]) > of(["甲"]));
  assert.ok(of(["承诺时限内办结的转学事项"], { narrow: true }) > of(["转学"], { narrow: true }));
});

test("nothing animates and no tooltip is HTML, as the content policy asks", () => {
  const option = optionOf({ kind: "line", labels: [], series: [] }, STYLE);
  assert.equal(option.animation, false);
  assert.equal(option.tooltip.renderMode, "richText");
});

test("figures are grouped, a missing one is a dash", () => {
  assert.deepEqual([figure(12345.678, "%"), figure(null)], ["12,345.68%", "—"]);
});

test("an unknown kind is an error", () => assert.throws(() => optionOf({ kind: "pie" }, STYLE), /pie/));
